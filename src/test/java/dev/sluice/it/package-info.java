/** Tests on real parts: a broker in this process, the real registry as a child process. */
package dev.sluice.it;
