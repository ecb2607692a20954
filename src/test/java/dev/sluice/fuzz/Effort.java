package dev.sluice.fuzz;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.function.Supplier;

/** What it costs to take in a piece of input: hostile input may be refused, but never dear. */
public final class Effort {
    /** What any input may take: tables and buffers that are made before anything is read. */
    private static final long ANY = 4L << 20;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private Effort() {}

    /**
     * Does something and fails if it took more memory than its input warrants, also where that was given back at once. Of a dear call the next
     * one counts, as a first one pays for classes.
     *
     * @param input bytes of the input
     * @param perByte bytes that each of them may take
     * @param work what is done, on this thread; maybe twice
     * @param <T> what it gives
     * @return what it gave
     */
    public static <T> T bounded(int input, long perByte, Supplier<T> work) {
        long most = ANY + input * perByte;
        long before = THREADS.getCurrentThreadAllocatedBytes();
        T result = work.get();
        if (THREADS.getCurrentThreadAllocatedBytes() - before > most) {
            before = THREADS.getCurrentThreadAllocatedBytes();
            result = work.get();
            long taken = THREADS.getCurrentThreadAllocatedBytes() - before;
            if (taken > most) {
                throw new AssertionError(
                        input + " bytes of input took " + taken + " bytes of memory, more than " + most);
            }
        }
        return result;
    }
}
