/** What a candidate policy set would find: by what is held now, or by a history played again. Nothing is emitted. */
package dev.sluice.whatif;
