/** Value formats of the stores. */
package dev.sluice.stream.state;
