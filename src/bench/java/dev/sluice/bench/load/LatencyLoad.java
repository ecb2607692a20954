package dev.sluice.bench.load;

/**
 * How latency is measured.
 *
 * @param preload events that are there before the application starts, so that it is warm and has state
 * @param seconds how long events are sent at the rate
 * @param warmUpSeconds how much of that is not measured
 * @param aloRate events per second under at_least_once
 * @param eosRate events per second under exactly_once_v2
 */
public record LatencyLoad(int preload, int seconds, int warmUpSeconds, int aloRate, int eosRate) {
    /** Refuses what can't be run. */
    public LatencyLoad {
        if (preload < 0 || seconds < 1 || warmUpSeconds < 0 || warmUpSeconds >= seconds || aloRate < 1 || eosRate < 1) {
            throw new IllegalArgumentException(
                    "latency needs seconds above warmUpSeconds, rates of at least 1 and a preload of at least 0.");
        }
    }
}
