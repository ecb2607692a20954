/** Dead letters after they are written: looked through, sent again, or put away. */
package dev.sluice.redrive;
