/** Where configuration comes from, which keys there are, and what is said of them. Knows no key of its own. */
package dev.sluice.config;
