/** The driver: starts the processes, lets them take turns, looks at them from outside, checks what they wrote. */
package dev.sluice.bench.run;
