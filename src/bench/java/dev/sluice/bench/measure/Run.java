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
