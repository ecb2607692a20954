package dev.sluice.fuzz;

import java.util.Random;

/** Takes its choices from the input, so that a fuzzer that changes a byte changes a choice; all zeros when the input is used up. */
public final class InputRandom extends Random {
    private static final long serialVersionUID = 1;

    private final transient byte[] input;
    private transient int at;

    /**
     * Choices from an input.
     *
     * @param input the input; not copied
     */
    public InputRandom(byte[] input) {
        super(0);
        this.input = input;
    }

    /**
     * Whether all of the input was used.
     *
     * @return true if only zeros follow
     */
    public boolean isUsedUp() {
        return at >= input.length;
    }

    @Override
    protected int next(int bits) {
        int bytes = (bits + 7) / 8;
        int value = 0;
        for (int i = 0; i < bytes; i++) {
            value = value << 8 | (at < input.length ? input[at++] & 0xff : 0);
        }
        return bits == 32 ? value : value & (1 << bits) - 1;
    }

    /** One byte where one is enough: a choice among a few must not take four. */
    @Override
    public int nextInt(int bound) {
        return bound <= 256 ? (next(8) & 0xff) % bound : super.nextInt(bound);
    }

    /** The one of {@link Random} throws numbers away until two fit, and would do so for ever when the input is used up. */
    @Override
    public double nextGaussian() {
        return nextDouble() * 8 - 4;
    }
}
