package dev.sluice.stream.state;

import java.util.Arrays;

/** Damages a part of a stored identity, and leaves the rest and the table of contents as they are. */
public enum Damage {
    HR {
        @Override
        Slice part(IdentityImage image) {
            return image.hr();
        }
    },
    DECISIONS {
        @Override
        Slice part(IdentityImage image) {
            return image.decisions();
        }
    },
    ACCOUNT {
        @Override
        Slice part(IdentityImage image) {
            return image.names().get(0).body();
        }
    },
    ROWS {
        @Override
        Slice part(IdentityImage image) {
            return image.names().get(0).blocks().get(0).rows();
        }
    };

    abstract Slice part(IdentityImage image);

    /** The value with every byte of the part spoilt. */
    public byte[] in(String key, byte[] value) {
        byte[] damaged = value.clone();
        Slice part = part(new IdentityCodec().read(key, damaged));
        Arrays.fill(damaged, part.from(), part.from() + part.length(), (byte) 0xff);
        return damaged;
    }
}
