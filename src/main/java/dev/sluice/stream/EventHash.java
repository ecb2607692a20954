package dev.sluice.stream;

import dev.sluice.domain.EventView;

/**
 * The identity of an event in 128 bits: SipHash-2-4 of its category's topic, its subject's key, its source and its
 * eventId. A persistent format: another result for the same event makes every stored event new again.
 *
 * <p>Sources choose their ids, and two ids under one hash would suppress an event, so a hash whose collisions can be
 * written down will not do. The key of SipHash is public here, which leaves no proof; but no way to a collision is known
 * that is cheaper than chance. Each text is preceded by its length, so the parts can't be shifted into each other. The message
 * is that of the UTF-16 units, little-endian, each text filled with zeros to 8 bytes; it does not depend on how the JVM
 * stores a String.
 */
record EventHash(long high, long low) {
    static EventHash of(EventView event) {
        return of(
                event.category().topic(),
                event.subjectKey(),
                event.header().getSource(),
                event.header().getEventId());
    }

    static EventHash of(String topic, String subjectKey, String source, String eventId) {
        Sip sip = new Sip();
        sip.text(topic);
        sip.text(subjectKey);
        sip.text(source);
        sip.text(eventId);
        return sip.end();
    }

    /** The state of SipHash; new for each event, since the compiler then keeps it in registers: half the time of fields. */
    private static final class Sip {
        /** The key: "sluice event ids". */
        private static final long KEY_0 = 0x6520656369756c73L;

        private static final long KEY_1 = 0x73646920746e6576L;
        private static final int UNITS = 4;

        private long v0 = KEY_0 ^ 0x736f6d6570736575L;
        private long v1 = KEY_1 ^ 0x646f72616e646f6dL ^ 0xee;
        private long v2 = KEY_0 ^ 0x6c7967656e657261L;
        private long v3 = KEY_1 ^ 0x7465646279746573L;
        private long words;

        void text(String text) {
            int length = text.length();
            word(length);
            int at = 0;
            for (; at <= length - UNITS; at += UNITS) {
                word(text.charAt(at)
                        | (long) text.charAt(at + 1) << 16
                        | (long) text.charAt(at + 2) << 32
                        | (long) text.charAt(at + 3) << 48);
            }
            if (at < length) {
                long rest = 0;
                for (int i = length - 1; i >= at; i--) {
                    rest = rest << 16 | text.charAt(i);
                }
                word(rest);
            }
        }

        EventHash end() {
            word(words * Long.BYTES << 56);
            v2 ^= 0xee;
            rounds();
            rounds();
            long high = v0 ^ v1 ^ v2 ^ v3;
            v1 ^= 0xdd;
            rounds();
            rounds();
            return new EventHash(high, v0 ^ v1 ^ v2 ^ v3);
        }

        private void word(long word) {
            words++;
            v3 ^= word;
            rounds();
            v0 ^= word;
        }

        private void rounds() {
            round();
            round();
        }

        private void round() {
            v0 += v1;
            v2 += v3;
            v1 = Long.rotateLeft(v1, 13) ^ v0;
            v3 = Long.rotateLeft(v3, 16) ^ v2;
            v0 = Long.rotateLeft(v0, 32);
            v2 += v1;
            v0 += v3;
            v1 = Long.rotateLeft(v1, 17) ^ v2;
            v3 = Long.rotateLeft(v3, 21) ^ v0;
            v2 = Long.rotateLeft(v2, 32);
        }
    }
}
