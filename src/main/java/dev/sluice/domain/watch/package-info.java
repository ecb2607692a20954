/** What one identity knows of others: whom it watches, who watches it, and what was told last. */
package dev.sluice.domain.watch;
