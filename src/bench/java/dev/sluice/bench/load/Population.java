package dev.sluice.bench.load;

import dev.sluice.event.AccountRef;
import dev.sluice.event.EntitlementRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Who there is and what each holds. An identity has twice as many slots as it holds entitlements on average; half are held at
 * the start, and a grant or revoke turns one over, so that the number stays where it is.
 */
final class Population {
    private final LoadProfile profile;
    private final EntitlementRef[][] entitlements;
    private final int slots;
    private final int words;
    private final long[] held;
    private final long[] lastAt;
    private final byte[] standing;

    /** Where an identity stands with HR. */
    enum Standing {
        ACTIVE,
        ON_LEAVE,
        LEFT
    }

    Population(LoadProfile profile) {
        this.profile = profile;
        slots = 2 * profile.entitlementsPerIdentity();
        words = (slots + 63) / 64;
        held = new long[Math.multiplyExact(words, profile.identities())];
        lastAt = new long[profile.identities()];
        standing = new byte[profile.identities()];
        entitlements = new EntitlementRef[profile.systems()][profile.entitlementsPerSystem()];
        for (int system = 0; system < profile.systems(); system++) {
            for (int i = 0; i < profile.entitlementsPerSystem(); i++) {
                entitlements[system][i] =
                        new EntitlementRef(systemName(system), String.format(Locale.ROOT, "ROLE_FUNCTION_%05d", i));
            }
        }
    }

    static String systemName(int system) {
        return "system-" + system;
    }

    String id(int identity) {
        return String.format(Locale.ROOT, "E%07d", identity);
    }

    int slots() {
        return slots;
    }

    int systemOf(int identity, int slot) {
        return (identity + slot % profile.systemsPerIdentity()) % profile.systems();
    }

    EntitlementRef entitlement(int identity, int slot) {
        EntitlementRef[] all = entitlements[systemOf(identity, slot)];
        long first = (identity * 7_919L) % all.length;
        return all[(int) ((first + slot / profile.systemsPerIdentity()) % all.length)];
    }

    AccountRef account(int identity, int system) {
        return AccountRef.newBuilder()
                .setSystem(systemName(system))
                .setName("u" + identity + "@" + systemName(system))
                .build();
    }

    /** What one account holds at the start; remembered as held. */
    List<EntitlementRef> firstHoldings(int identity, int account) {
        List<EntitlementRef> first = new ArrayList<>();
        for (int slot = account; slot < slots / 2; slot += profile.systemsPerIdentity()) {
            turnOver(identity, slot);
            first.add(entitlement(identity, slot));
        }
        return first;
    }

    boolean holds(int identity, int slot) {
        return (held[identity * words + slot / 64] & 1L << slot) != 0;
    }

    void turnOver(int identity, int slot) {
        held[identity * words + slot / 64] ^= 1L << slot;
    }

    /** Some slot that is held, or -1. */
    int anyHeld(int identity) {
        for (int word = 0; word < words; word++) {
            long bits = held[identity * words + word];
            if (bits != 0) {
                return word * 64 + Long.numberOfTrailingZeros(bits);
            }
        }
        return -1;
    }

    Standing standing(int identity) {
        return Standing.values()[standing[identity]];
    }

    void stand(int identity, Standing now) {
        standing[identity] = (byte) now.ordinal();
    }

    /** The instant of an identity's next event: the given one, but later than all before, since facts are ordered by it. */
    long instant(int identity, long at) {
        lastAt[identity] = Math.max(at, lastAt[identity] + 1);
        return lastAt[identity];
    }
}
