package dev.sluice.bench.load;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * A load profile: what is on the input topics, and how long is measured. A YAML file with these keys, all of which have to
 * be there.
 *
 * @param description what the profile stands for
 * @param seed the same seed gives the same log
 * @param events length of the log, the events that set the identities up included
 * @param eventsPerDay how many events of the log lie in one day of event time
 * @param identities how many identities there are
 * @param skew Zipf exponent of the choice of identities, 0 for uniform
 * @param systems target systems, each with a policy
 * @param systemsPerIdentity in how many of them an identity has an account
 * @param entitlementsPerIdentity about how many each identity holds
 * @param entitlementsPerSystem how many different ones a system has
 * @param sodRules how many segregation-of-duties rules there are
 * @param partitions partition count of every topic
 * @param mix what the events are
 * @param leaversPercent of the HR events, those that end an employment
 * @param copyLoops how often the copy reads the log in one run; the copy is many times faster than an application
 * @param rounds how often each run is repeated
 * @param limitSeconds after how many measured seconds a run of an application is ended; 0 for never
 * @param latency how latency is measured
 */
public record LoadProfile(
        String description,
        long seed,
        int events,
        long eventsPerDay,
        int identities,
        double skew,
        int systems,
        int systemsPerIdentity,
        int entitlementsPerIdentity,
        int entitlementsPerSystem,
        int sodRules,
        int partitions,
        Mix mix,
        double leaversPercent,
        int copyLoops,
        int rounds,
        int limitSeconds,
        LatencyLoad latency) {
    /** The profiles that come with the benchmark. */
    public static final List<String> NAMES = List.of(
            "quick",
            "standard",
            "daily",
            "daily-x100",
            "logins",
            "preventive",
            "policies",
            "cost-10k",
            "cost-100k",
            "cost-1m",
            "entitlements-20",
            "entitlements-200",
            "entitlements-2000",
            "entitlements-10000");

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory())
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES);

    /** Refuses what no log can be made of. */
    public LoadProfile {
        Objects.requireNonNull(mix, "mix");
        Objects.requireNonNull(latency, "latency");
        require(
                identities > 0 && partitions > 0 && rounds > 0 && copyLoops > 0 && eventsPerDay > 0,
                "counts are at least 1");
        require(systemsPerIdentity > 0 && systems >= systemsPerIdentity, "systems is at least systemsPerIdentity");
        require(skew >= 0 && limitSeconds >= 0 && sodRules >= 0, "skew, limitSeconds and sodRules are at least 0");
        require(entitlementsPerIdentity >= systemsPerIdentity, "an account holds at least one entitlement");
        require(
                (long) entitlementsPerSystem * systemsPerIdentity >= 2L * entitlementsPerIdentity,
                "entitlementsPerSystem * systemsPerIdentity is at least twice entitlementsPerIdentity");
        require(leaversPercent >= 0 && leaversPercent <= 100, "leaversPercent lies between 0 and 100");
        require(events > (long) identities * (1 + systemsPerIdentity), "events are more than set the identities up");
    }

    private static void require(boolean holds, String rule) {
        if (!holds) {
            throw new IllegalArgumentException("The load profile is refused: " + rule + ".");
        }
    }

    /**
     * Reads a profile.
     *
     * @param nameOrFile one of {@link #NAMES}, or a YAML file
     * @return the profile
     * @throws IllegalArgumentException if there is no such profile, or it is not valid
     */
    public static LoadProfile read(String nameOrFile) {
        try (InputStream in = open(nameOrFile)) {
            return YAML.readValue(in, LoadProfile.class);
        } catch (JacksonException e) {
            throw new IllegalArgumentException(
                    "The load profile " + nameOrFile + " is not valid: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new IllegalArgumentException("The load profile " + nameOrFile + " can't be read: " + e, e);
        }
    }

    private static InputStream open(String nameOrFile) throws IOException {
        if (NAMES.contains(nameOrFile)) {
            return Objects.requireNonNull(
                    LoadProfile.class.getResourceAsStream("/bench/profiles/" + nameOrFile + ".yaml"), nameOrFile);
        }
        Path file = Path.of(nameOrFile);
        if (!Files.isReadable(file)) {
            throw new IllegalArgumentException("There is no load profile " + nameOrFile + "; name a file, or one of "
                    + String.join(", ", NAMES) + ".");
        }
        return Files.newInputStream(file);
    }

    /**
     * How many events set the identities up: one from HR and one snapshot for each account.
     *
     * @return the number, less than {@link #events}
     */
    public int preparation() {
        return identities * (1 + systemsPerIdentity);
    }

    /**
     * The same load with another length.
     *
     * @param count length of the log
     * @return a changed copy
     */
    public LoadProfile withEvents(int count) {
        return new LoadProfile(
                description,
                seed,
                count,
                eventsPerDay,
                identities,
                skew,
                systems,
                systemsPerIdentity,
                entitlementsPerIdentity,
                entitlementsPerSystem,
                sodRules,
                partitions,
                mix,
                leaversPercent,
                copyLoops,
                rounds,
                limitSeconds,
                latency);
    }

    /**
     * The same load from another seed.
     *
     * @param other the seed
     * @return a changed copy
     */
    public LoadProfile withSeed(long other) {
        return new LoadProfile(
                description,
                other,
                events,
                eventsPerDay,
                identities,
                skew,
                systems,
                systemsPerIdentity,
                entitlementsPerIdentity,
                entitlementsPerSystem,
                sodRules,
                partitions,
                mix,
                leaversPercent,
                copyLoops,
                rounds,
                limitSeconds,
                latency);
    }
}
