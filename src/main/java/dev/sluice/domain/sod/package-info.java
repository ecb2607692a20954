/** Segregation of duties: rules, the index that says which rules an entitlement touches, and what conflicts at an instant. */
package dev.sluice.domain.sod;
