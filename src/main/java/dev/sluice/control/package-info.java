/** What people and adapters tell all of the stage at once. */
package dev.sluice.control;
