package dev.sluice.ops;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;

/**
 * How the stream application is watched.
 *
 * @param endpoint where it listens
 * @param stuckAfter how long a stream thread may do nothing, other than wait for brokers, and count as alive
 * @param readyLag records that may be left to be restored while it counts as ready
 */
public record OpsOptions(EndpointOptions endpoint, Duration stuckAfter, long readyLag) {
    /**
     * The options in a configuration.
     *
     * @param settings all settings; those that are not {@code sluice.ops.*} are left alone
     * @return the options
     * @throws ConfigException if a value can't be used
     */
    public static OpsOptions of(Map<String, ?> settings) {
        Map<String, Object> own = new HashMap<>();
        Map<String, Object> tls = new HashMap<>();
        settings.forEach((key, value) -> {
            if (key.startsWith(OpsKeys.TLS_PREFIX)) {
                tls.put(key.substring(OpsKeys.PREFIX.length()), value);
            } else if (key.startsWith(OpsKeys.PREFIX)) {
                own.put(key, value);
            }
        });
        AbstractConfig config = new AbstractConfig(OpsKeys.define(new ConfigDef()), own, false);
        String tokenFile = config.getString(OpsKeys.TOKEN_FILE);
        return new OpsOptions(
                new EndpointOptions(
                        config.getString(OpsKeys.ADDRESS),
                        config.getInt(OpsKeys.PORT),
                        tokenFile.isBlank() ? null : Path.of(tokenFile),
                        tls,
                        OpsKeys.PREFIX),
                Duration.ofMillis(config.getLong(OpsKeys.STUCK_AFTER)),
                config.getLong(OpsKeys.READY_LAG));
    }

    /**
     * All keys as rows of a table for {@code docs/metrics.md}.
     *
     * @return Markdown; ends with a line feed
     */
    public static String markdown() {
        StringBuilder rows = new StringBuilder();
        OpsKeys.define(new ConfigDef()).configKeys().values().forEach(key -> rows.append("| `")
                .append(key.name)
                .append("` | ")
                .append(key.defaultValue.equals("") ? "" : "`" + key.defaultValue + "`")
                .append(" | ")
                .append(key.documentation)
                .append(" |\n"));
        return rows.toString();
    }
}
