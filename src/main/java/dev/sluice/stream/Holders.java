package dev.sluice.stream;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;

/**
 * Who has what is kept of an account, because it was sent to them.
 *
 * @param identities their ids; not copied
 * @param certain whether they have it for sure; else each may have it
 */
record Holders(Set<String> identities, boolean certain) {
    static final Holders NOBODY = new Holders(Set.of(), true);

    /** A control character stands in nobody's id. */
    private static final String IN_DOUBT = "\n";

    /** One who has it for sure; null is nobody. */
    static Holders only(String identityId) {
        return identityId == null ? NOBODY : new Holders(Set.of(identityId), true);
    }

    static Holders of(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        if (!text.startsWith(IN_DOUBT)) {
            return only(text);
        }
        Set<String> identities = new TreeSet<>(Arrays.asList(text.split(IN_DOUBT)));
        identities.remove("");
        return new Holders(identities, false);
    }

    byte[] bytes() {
        String text =
                certain ? identities.iterator().next() : IN_DOUBT + String.join(IN_DOUBT, new TreeSet<>(identities));
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** All of whom one may have it, if it was just sent to another, or taken back for null. */
    Holders perhaps(String identityId) {
        Set<String> all = new TreeSet<>(identities);
        if (identityId != null) {
            all.add(identityId);
        }
        return new Holders(all, false);
    }

    /** Whether one has it for sure. */
    boolean isCertainly(String identityId) {
        return certain && identities.contains(identityId);
    }
}
