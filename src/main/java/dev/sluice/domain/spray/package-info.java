/** Whose passwords are tried from which address. */
package dev.sluice.domain.spray;
