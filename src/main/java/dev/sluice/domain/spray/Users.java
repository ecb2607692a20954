package dev.sluice.domain.spray;

import dev.sluice.domain.policy.PasswordSpray;
import java.util.Arrays;

/**
 * Users, and how often each was tried up to {@value PasswordSpray#ATTEMPTS_OF_A_USER}: of more than {@value PasswordSpray#MOST} those
 * with the smallest numbers. These are the same in whatever order the users come, what is known of them is exact, and from how close
 * they lie follows about how many there are in all. Immutable.
 */
public final class Users {
    /** Nobody. */
    public static final Users NONE = new Users(new long[0], new byte[0]);

    private static final int MOST = PasswordSpray.MOST;
    private static final int ATTEMPTS = PasswordSpray.ATTEMPTS_OF_A_USER;

    /** So many numbers there are. */
    private static final double ALL = 0x1p64;

    private final long[] numbers;
    private final byte[] attempts;

    private Users(long[] numbers, byte[] attempts) {
        this.numbers = numbers;
        this.attempts = attempts;
    }

    /**
     * Users as they were stored.
     *
     * @param numbers the users, ascending; not copied
     * @param attempts how often each was tried; not copied
     * @return the users
     * @throws IllegalArgumentException if {@link #with} can't have given them
     */
    public static Users of(long[] numbers, byte[] attempts) {
        boolean sound = numbers.length <= MOST && numbers.length == attempts.length;
        for (int i = 0; sound && i < numbers.length; i++) {
            sound = attempts[i] >= 1 && attempts[i] <= ATTEMPTS && (i == 0 || numbers[i - 1] < numbers[i]);
        }
        if (!sound) {
            throw new IllegalArgumentException("No users are written so");
        }
        return new Users(numbers, attempts);
    }

    /**
     * How many are kept.
     *
     * @return up to {@value PasswordSpray#MOST}; exact below that
     */
    public int size() {
        return numbers.length;
    }

    /**
     * Whether there are more than can be kept, or as many.
     *
     * @return true if {@link #estimate} is one
     */
    public boolean isFull() {
        return numbers.length == MOST;
    }

    /**
     * How many there are.
     *
     * @return exact unless {@link #isFull()}; then within some six in a hundred
     */
    public long estimate() {
        if (!isFull()) {
            return numbers.length;
        }
        double part = ((double) numbers[MOST - 1] - Long.MIN_VALUE) / ALL;
        return Math.max(MOST, Math.round((MOST - 1) / part));
    }

    /**
     * A user.
     *
     * @param index from 0
     * @return its number
     */
    public long number(int index) {
        return numbers[index];
    }

    /**
     * How often a user was tried.
     *
     * @param index from 0
     * @return 1 to {@value PasswordSpray#ATTEMPTS_OF_A_USER}, which stands for more as well
     */
    public int attempts(int index) {
        return attempts[index];
    }

    /**
     * These and one that was tried.
     *
     * @param user its number
     * @param count how often; 1 or more
     * @return these, if it makes no difference
     */
    Users with(long user, long count) {
        int at = Arrays.binarySearch(numbers, user);
        if (at >= 0) {
            byte sum = (byte) Math.min(ATTEMPTS, attempts[at] + Math.min(ATTEMPTS, count));
            if (sum == attempts[at]) {
                return this;
            }
            byte[] more = attempts.clone();
            more[at] = sum;
            return new Users(numbers, more);
        }
        int place = -at - 1;
        if (place == MOST) {
            return this;
        }
        int size = Math.min(MOST, numbers.length + 1);
        long[] moreNumbers = Arrays.copyOf(numbers, size);
        byte[] moreAttempts = Arrays.copyOf(attempts, size);
        System.arraycopy(numbers, place, moreNumbers, place + 1, size - place - 1);
        System.arraycopy(attempts, place, moreAttempts, place + 1, size - place - 1);
        moreNumbers[place] = user;
        moreAttempts[place] = (byte) Math.min(ATTEMPTS, count);
        return new Users(moreNumbers, moreAttempts);
    }

    /** These and others. */
    Users with(Users others) {
        Users all = this;
        for (int i = 0; i < others.numbers.length; i++) {
            all = all.with(others.numbers[i], others.attempts[i]);
        }
        return all;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Users users
                && Arrays.equals(numbers, users.numbers)
                && Arrays.equals(attempts, users.attempts);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(numbers) * 31 + Arrays.hashCode(attempts);
    }
}
