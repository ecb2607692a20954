package dev.sluice.domain.access;

/**
 * What is held by page of a view, as sums: of each page a number that is another one as soon as anything is that the view tells of it,
 * whatever the order. What was left out or came in is taken from them and added, so that of ten thousand rows only those of changed
 * blocks are looked at. Immutable.
 */
public final class HeldSums {
    /** Takes marks in and out. For one thread. */
    public static final class Builder {
        private final long at;
        private final int account;
        private long[] sums;
        private int held;
        private long until;

        private Builder(long at, int account, long[] sums, int held, long until) {
            this.at = at;
            this.account = account;
            this.sums = sums;
            this.held = held;
            this.until = until;
        }

        /**
         * Takes some rows in.
         *
         * @param marks what is held of them at the instant
         */
        public void add(HeldMarks marks) {
            take(marks, 1);
            until = Math.min(until, marks.until());
        }

        /**
         * Takes some rows out that are in.
         *
         * @param marks what is held of them at the instant
         */
        public void remove(HeldMarks marks) {
            take(marks, -1);
        }

        private void take(HeldMarks marks, int sign) {
            held += sign * marks.size();
            marks.forEach((entitlement, content) -> sums[page(entitlement, account, sums.length)] += sign * content);
        }

        /**
         * What was taken. Nothing can be taken afterwards.
         *
         * @return the sums
         */
        public HeldSums build() {
            long[] all = sums;
            sums = null;
            return new HeldSums(all, account, held, at, until);
        }
    }

    private final long[] sums;
    private final int account;
    private final int held;
    private final long from;
    private final long until;

    private HeldSums(long[] sums, int account, int held, long from, long until) {
        this.sums = sums;
        this.account = account;
        this.held = held;
        this.from = from;
        this.until = until;
    }

    /**
     * The page of an entitlement.
     *
     * @param entitlement the hash of its key
     * @param account the number of its account
     * @param pages how many pages there are, a power of two
     * @return the page, from 0
     */
    public static int page(int entitlement, int account, int pages) {
        int hash = 31 * entitlement + account;
        return (hash ^ (hash >>> 16)) & (pages - 1);
    }

    /**
     * Sums over nothing.
     *
     * @param at the instant of what will be taken (ms since the epoch)
     * @param pages how many pages there are, a power of two
     * @param account a number of the account
     * @return to take marks
     */
    public static Builder of(long at, int pages, int account) {
        return new Builder(at, account, new long[pages], 0, Long.MAX_VALUE);
    }

    /**
     * The same sums, to take something out and in.
     *
     * @param at the instant of what will be taken, at which these {@linkplain #saysOf hold}
     * @return to take marks
     */
    public Builder changed(long at) {
        return new Builder(at, account, sums.clone(), held, until);
    }

    /**
     * Whether they say what is held at an instant on so many pages.
     *
     * @param at the instant (ms since the epoch)
     * @param pages how many pages there are
     * @param ofAccount the number of the account
     * @return false also if a limit has begun or ended a holding since
     */
    public boolean saysOf(long at, int pages, int ofAccount) {
        return from <= at && at < until && sums.length == pages && account == ofAccount;
    }

    /**
     * How many rows are held.
     *
     * @return the number
     */
    public int held() {
        return held;
    }

    /**
     * The sum of a page.
     *
     * @param page which, from 0
     * @return the number
     */
    public long sum(int page) {
        return sums[page];
    }
}
