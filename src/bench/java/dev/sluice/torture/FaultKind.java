package dev.sluice.torture;

import java.util.Arrays;

/** What is done to a run; the codes are those of the plan that it follows (docs/reliability.md). */
enum FaultKind {
    KILL_APP("F1", "kill -9 of an instance", 4),
    STOP_APP("F2", "SIGTERM to an instance", 3),
    PAUSE_APP("F3", "SIGSTOP of an instance, then SIGCONT: a zombie", 3),
    KILL_BROKER("F4", "kill -9 of a broker", 4),
    BOUNCE_BROKERS("F5", "brokers are stopped and started in turn", 1),
    TWO_BROKERS_DOWN("F6", "two of three brokers are killed", 1),
    ALL_BROKERS_DOWN("F7", "all brokers are killed", 1),
    PARTITION("F8", "the network between some of them fails: cut, silent, one-way, half-open, or resets", 5),
    SLOW_NETWORK("F9", "the network is slow, or loses packets where that can be done", 2),
    DISK_FULL("F10", "the disk of an instance's state is full", 1),
    BROKER_DISK_FULL("F11", "the disk of a broker is full", 0),
    CLOCK_SKEW("F12", "the clock of an instance is wrong, and set right while it runs", 1),
    SICK_REGISTRY(
            "F13",
            "the registry refuses, hangs, fails, lies, breaks off or drips, while events with new schemas come",
            2),
    WIPED_STATE("F14", "kill -9 of an instance, and its state is gone", 2),
    SCALE("F15", "three instances become one and three again", 1),
    UPGRADE("F16", "one instance after the other goes on as another version", 0),
    ROLLBACK("F17", "one instance after the other goes back to the version before", 0),
    POISON_BURST("F18", "a burst of poison", 1),
    TOPOLOGY("F21", "all instances are stopped and go on with another topology, and back again", 0);

    private final String code;
    private final String words;
    private final int weight;

    FaultKind(String code, String words, int weight) {
        this.code = code;
        this.words = words;
        this.weight = weight;
    }

    String code() {
        return code;
    }

    String words() {
        return words;
    }

    /** How often it comes beside the others; zero for what comes once at most. */
    int weight() {
        return weight;
    }

    static FaultKind of(String code) {
        return Arrays.stream(values())
                .filter(kind -> kind.code.equalsIgnoreCase(code))
                .findAny()
                .orElseThrow(() ->
                        new IllegalArgumentException("There is no fault " + code + "; there are F1 to F18, and F21."));
    }
}
