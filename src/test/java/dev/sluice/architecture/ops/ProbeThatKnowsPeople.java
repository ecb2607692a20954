package dev.sluice.architecture.ops;

import dev.sluice.event.IdentityEvent;

/** Counter-example: says of whom something was told last. */
final class ProbeThatKnowsPeople {
    String ready(IdentityEvent last) {
        return "yes " + last.getSubject().getIdentityId();
    }
}
