package dev.sluice.policy;

import dev.sluice.domain.access.AccountKey;
import dev.sluice.domain.policy.ActivityFinding;
import dev.sluice.domain.policy.Detection;
import dev.sluice.domain.policy.Detection.Threshold;
import dev.sluice.domain.policy.Detection.Travel;
import dev.sluice.domain.policy.Network;
import dev.sluice.domain.policy.PasswordSpray;
import dev.sluice.event.Severity;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads from when on what somebody does is a finding. */
final class DetectionParser {
    private DetectionParser() {}

    /**
     * Reads {@code detection} of the settings.
     *
     * @throws IllegalArgumentException if a value can't be used; the message names the key
     */
    static Detection detection(Values values) {
        Detection defaults = Detection.DEFAULTS;
        Values travel = values.part("travel");
        List<Network> networks =
                values.texts("networks").stream().map(Network::parse).toList();
        return new Detection(
                threshold(values.part("bruteForce"), "failures", defaults.bruteForce()),
                threshold(values.part("mfaFatigue"), "denials", defaults.mfaFatigue()),
                new Travel(
                        travel.integer("kilometres", defaults.travel().kilometres()),
                        travel.integer("kilometresPerHour", defaults.travel().kilometresPerHour()),
                        travel.duration("within", defaults.travel().within())),
                values.part("newCountry").duration("learn", defaults.learn()),
                networks,
                accounts(values.texts("breakGlass")),
                values.duration("quiet", defaults.quiet()),
                values.part("anomalies").word("raiseFrom", defaults.raiseFrom(), Severity.class),
                findings(values.part("findings")),
                spray(values.part("passwordSpray"), defaults.passwordSpray()));
    }

    private static PasswordSpray spray(Values values, PasswordSpray defaults) {
        return new PasswordSpray(
                rule(values.part("fast"), defaults.fast()), rule(values.part("slow"), defaults.slow()));
    }

    private static PasswordSpray.Rule rule(Values values, PasswordSpray.Rule defaults) {
        return new PasswordSpray.Rule(
                values.integer("users", defaults.users()),
                values.integer("attempts", defaults.attempts()),
                values.duration("within", defaults.within()));
    }

    private static Threshold threshold(Values values, String count, Threshold defaults) {
        return new Threshold(values.integer(count, defaults.count()), values.duration("within", defaults.within()));
    }

    private static Set<AccountKey> accounts(List<String> texts) {
        Set<AccountKey> accounts = new HashSet<>();
        for (String text : texts) {
            int slash = text.indexOf('/');
            if (slash < 1 || slash == text.length() - 1) {
                throw new IllegalArgumentException(
                        "`detection.breakGlass` names `" + text + "`; write system/account.");
            }
            accounts.add(new AccountKey(text.substring(0, slash), text.substring(slash + 1)));
        }
        return accounts;
    }

    private static Map<ActivityFinding, ActivityFinding.Handling> findings(Values values) {
        Map<ActivityFinding, ActivityFinding.Handling> findings = new EnumMap<>(ActivityFinding.class);
        for (ActivityFinding kind : ActivityFinding.values()) {
            if (values.present(kind.name())) {
                Values handling = values.part(kind.name());
                ActivityFinding.Handling defaults = kind.defaults();
                findings.put(
                        kind,
                        new ActivityFinding.Handling(
                                handling.word("severity", defaults.severity(), Severity.class),
                                handling.bool("reported", defaults.reported())));
            }
        }
        return findings;
    }
}
