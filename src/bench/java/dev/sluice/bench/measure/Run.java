package dev.sluice.bench.measure;

/**
 * One run of one contender over the measured part of the log, closing included.
 *
 * @param contender who ran
 * @param events events of the measured part
 * @param seconds how long it took, until the process had closed
 * @param appCpuSeconds processor time of the contender's process in that time
 * @param brokerCpuSeconds processor time of the broker in that time
 * @param allocatedBytes what the contender allocated in that time
 * @param processed events processed since the start of the run, warm-up included
 * @param wholeLog whether it came to the end of the log
 */
public record Run(
        Contender contender,
        long events,
        double seconds,
        double appCpuSeconds,
        double brokerCpuSeconds,
        double allocatedBytes,
        long processed,
        boolean wholeLog) {
    private static final double MILLION = 1e6;

    /**
     * The same, where some of what was processed were no events of the log: what an application's tasks tell each other counts as processed,
     * too. How much of it fell into the measured part is not known, so it is taken for evenly spread.
     *
     * @param committed events of the log that were processed since the start, positive
     * @return a run of as many events
     */
    public Run ofTheLog(long committed) {
        return new Run(
                contender,
                Math.round((double) events * committed / processed),
                seconds,
                appCpuSeconds,
                brokerCpuSeconds,
                allocatedBytes,
                committed,
                wholeLog);
    }

    /**
     * Its speed.
     *
     * @return events per second
     */
    public double eventsPerSecond() {
        return events / seconds;
    }

    /**
     * What a million events cost the contender.
     *
     * @return CPU seconds
     */
    public double appCpuPerMillion() {
        return appCpuSeconds * MILLION / events;
    }

    /**
     * What a million events cost the broker.
     *
     * @return CPU seconds
     */
    public double brokerCpuPerMillion() {
        return brokerCpuSeconds * MILLION / events;
    }

    /**
     * What an event costs in memory.
     *
     * @return bytes allocated per event
     */
    public double allocatedPerEvent() {
        return allocatedBytes / events;
    }
}
