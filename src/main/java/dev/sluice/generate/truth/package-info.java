/**
 * The findings and commands to be expected of a history, computed by a plain independent route: every instant at which
 * anything could change is looked at, the state is computed anew from all facts known by then, and what differs from
 * the instant before is a transition. Nothing here knows the stream or its rules package; that is what makes it worth
 * comparing with.
 */
package dev.sluice.generate.truth;
