package dev.sluice.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.event.AuditEvent;
import dev.sluice.event.AuditOutcome;
import dev.sluice.redrive.Letter;
import dev.sluice.redrive.LetterFilter;
import dev.sluice.redrive.Mark;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sluice dlq}: what could not be decided, and what becomes of it. */
@Command(
        name = "dlq",
        mixinStandardHelpOptions = true,
        description = "Looks through dead letters, sends them again, or puts them away.",
        synopsisSubcommandLabel = "COMMAND")
public final class DlqCommand {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration CANARY_PATIENCE = Duration.ofSeconds(60);
    private static final int MAX_DETAIL = 120;

    @Spec
    private CommandSpec spec;

    private final Clock clock;

    /** For the command line. */
    public DlqCommand() {
        this(Clock.systemUTC());
    }

    /**
     * With another clock.
     *
     * @param clock tells when something is done
     */
    DlqCommand(Clock clock) {
        this.clock = clock;
    }

    /** Which letters are meant. */
    private static final class Which {
        @Option(names = "--reason", split = ",", paramLabel = "CODE", description = "Only of these reasons.")
        private Set<String> reasons = Set.of();

        @Option(names = "--topic", split = ",", paramLabel = "TOPIC", description = "Only read from these topics.")
        private Set<String> topics = Set.of();

        @Option(names = "--since", paramLabel = "INSTANT", description = "Only written at or after an instant.")
        private Instant since;

        @Option(names = "--until", paramLabel = "INSTANT", description = "Only written before an instant.")
        private Instant until;

        LetterFilter filter(Set<String> ids, Map<String, Object> config) {
            String prefix = config.get(ConnectionOptions.PREFIX).toString();
            Set<String> full = new HashSet<>();
            topics.forEach(topic -> full.add(topic.startsWith(prefix) ? topic : prefix + topic));
            return new LetterFilter(ids, reasons, full, since, until);
        }
    }

    /** Who does something, and why. */
    private static final class Doer {
        @Option(names = "--by", required = true, paramLabel = "ID", description = "identityId of who does it.")
        private String by;

        @Option(names = "--because", paramLabel = "TEXT", defaultValue = "", description = "Why, for the record.")
        private String because;
    }

    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = "Lists dead letters that nothing was done with, or how many there are by reason.")
    int list(
            @Mixin Which which,
            @Option(names = "--all", description = "Also those that were sent again or put away.") boolean all,
            @Option(names = "--count", description = "Only how many there are, by reason and topic.") boolean count,
            @Option(names = "--json", description = "For machines, one object a line.") boolean json,
            @Mixin ConnectionOptions connection) {
        Map<String, Object> config = connection.toMap();
        DeadLetterBox box = new DeadLetterBox(config);
        Map<String, Mark> marks = box.marks();
        LetterFilter filter = which.filter(Set.of(), config);
        Map<String, Long> counts = new TreeMap<>();
        long[] listed = {0};
        box.each(letter -> {
            if (filter.takes(letter) && (all || !marks.containsKey(letter.id()))) {
                listed[0]++;
                counts.merge(letter.reason() + "  " + letter.topic(), 1L, Long::sum);
                if (!count) {
                    out().println(json ? json(letter, marks.get(letter.id())) : line(letter, marks.get(letter.id())));
                }
            }
            return true;
        });
        if (count) {
            counts.forEach((what, number) -> out().printf("%,10d  %s%n", number, Printable.of(what)));
        } else if (!json) {
            out().printf("%,d dead letters.%n", listed[0]);
        }
        out().flush();
        return 0;
    }

    private static String line(Letter letter, Mark mark) {
        String detail = letter.detail();
        return Printable.of(String.format(
                "%-10s %s  %s  %s-%d@%d%s%s  %s",
                letter.id(),
                letter.at(),
                letter.reason(),
                letter.topic(),
                letter.partition(),
                letter.offset(),
                letter.redrives() > 0 ? "  sent again " + letter.redrives() + " times" : "",
                mark == null ? "" : "  " + mark.state(),
                detail.length() <= MAX_DETAIL ? detail : detail.substring(0, MAX_DETAIL) + "…"));
    }

    private static String json(Letter letter, Mark mark) {
        ObjectNode node = JSON.createObjectNode();
        node.put("id", letter.id());
        node.put("at", letter.at().toString());
        node.put("reason", letter.reason());
        node.put("detail", letter.detail());
        node.put("topic", letter.topic());
        node.put("partition", letter.partition());
        node.put("offset", letter.offset());
        node.put("redrives", letter.redrives());
        if (mark != null) {
            node.put("state", mark.state().name());
            node.put("by", mark.by());
        }
        return node.toString();
    }

    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            description = "Shows a dead letter: its headers, and its value as its schema reads it.")
    int show(
            @Parameters(paramLabel = "ID", description = "As list prints it.") String id,
            @Mixin ConnectionOptions connection) {
        DeadLetterBox box = new DeadLetterBox(connection.toMap());
        Mark mark = box.marks().get(id);
        Letter letter = box.find(id)
                .orElseThrow(
                        () -> new CliException("There is no dead letter " + id + "; ./sluice dlq list shows them."));
        out().println(line(letter, mark));
        if (mark != null) {
            out().println(Printable.of(mark.state() + " at " + mark.at() + " by " + mark.by() + ": " + mark.reason()));
        }
        out().println(box.text(whole(box, letter)));
        out().flush();
        return 0;
    }

    /** With its bytes if whoever looks may read them. */
    private Letter whole(DeadLetterBox box, Letter letter) {
        try {
            return box.withOriginals(List.of(letter)).get(0);
        } catch (CliException e) {
            out().println(Printable.of("Its bytes are not here: " + e.getMessage()));
            return letter;
        }
    }

    @Command(
            name = "redrive",
            mixinStandardHelpOptions = true,
            description = {
                "Sends dead letters again, to the topic and partition that they came from. They arrive now: what is older than what",
                "was applied meanwhile is stale, and changes nothing. First a few, whose outcome is awaited in the audit; the rest",
                "only if none of these is refused again."
            })
    int redrive(
            @Parameters(arity = "0..*", paramLabel = "ID", description = "Which; without, those that the options name.")
                    List<String> ids,
            @Mixin Which which,
            @Mixin Doer doer,
            @Option(
                            names = "--canary",
                            paramLabel = "N",
                            defaultValue = "1",
                            description = "How many are sent first (default: ${DEFAULT-VALUE}); 0 for none.")
                    int canary,
            @Option(
                            names = "--rate",
                            paramLabel = "N",
                            defaultValue = "100",
                            description = "How many a second at most (default: ${DEFAULT-VALUE}).")
                    int rate,
            @Option(
                            names = "--max-redrives",
                            paramLabel = "N",
                            defaultValue = "3",
                            description = "Those that were sent again so often are left (default: ${DEFAULT-VALUE}).")
                    int maxRedrives,
            @Option(names = "--dry-run", description = "Says what would be sent, and sends nothing.") boolean dryRun,
            @Mixin ConnectionOptions connection) {
        if (canary < 0 || rate < 1) {
            throw new CliException("--canary is at least 0, --rate at least 1.");
        }
        Map<String, Object> config = connection.toMap();
        DeadLetterBox box = new DeadLetterBox(config);
        List<Letter> letters =
                box.withOriginals(chosen(box, ids, which.filter(ids == null ? Set.of() : Set.copyOf(ids), config)));
        try (LetterSender sender = new LetterSender(config, doer.by, doer.because, clock)) {
            List<Letter> able = new ArrayList<>();
            for (Letter letter : letters) {
                Optional<String> refusal = sender.redriver().refusal(letter, maxRedrives);
                if (refusal.isEmpty()) {
                    able.add(letter);
                } else {
                    out().println(Printable.of(letter.id() + " is left: " + refusal.get() + "."));
                }
            }
            if (dryRun) {
                able.forEach(letter -> out().println(line(letter, null)));
                out().printf("%,d dead letters would be sent again.%n", able.size());
                out().flush();
                return 0;
            }
            int first = Math.min(canary, able.size());
            boolean isGood = first == 0 || sendFirst(box, sender, able.subList(0, first));
            int sent = isGood ? first + sendRest(sender, able.subList(first, able.size()), rate) : first;
            out().printf("%,d dead letters were sent again.%n", sent);
            out().flush();
            return isGood ? 0 : 1;
        } catch (KafkaException e) {
            throw new CliException("Kafka can't be used: " + ClientErrors.sentence(e), 1, e);
        }
    }

    private List<Letter> chosen(DeadLetterBox box, List<String> ids, LetterFilter filter) {
        if (!filter.isNarrow()) {
            throw new CliException("Say which: IDs, --reason, --topic, --since or --until.");
        }
        Map<String, Mark> marks = box.marks();
        List<Letter> letters = new ArrayList<>();
        box.each(letter -> {
            if (filter.takes(letter) && !marks.containsKey(letter.id())) {
                letters.add(letter);
            }
            return letters.size() < DeadLetterBox.MAX_AT_ONCE;
        });
        if (ids != null && letters.size() < Set.copyOf(ids).size()) {
            Set<String> missing = new HashSet<>(ids);
            letters.forEach(letter -> missing.remove(letter.id()));
            throw new CliException("Not there, or sent again or put away already: " + String.join(", ", missing) + ".");
        }
        if (letters.size() == DeadLetterBox.MAX_AT_ONCE) {
            out().printf("Of very many the first %,d; run it again for the others.%n", letters.size());
        }
        return letters;
    }

    /** Sends a few and awaits what becomes of them; tells whether none was refused. */
    private boolean sendFirst(DeadLetterBox box, LetterSender sender, List<Letter> letters) {
        DeadLetterBox.AuditEnds ends = box.auditEnds();
        List<RecordMetadata> places = sender.redriver().send(letters);
        boolean isGood = true;
        for (int i = 0; i < places.size(); i++) {
            RecordMetadata place = places.get(i);
            Predicate<AuditEvent> isOfIt = audit -> audit.getInput() != null
                    && audit.getInput().getTopic().equals(place.topic())
                    && audit.getInput().getPartition() == place.partition()
                    && audit.getInput().getOffset() == place.offset();
            Optional<AuditEvent> outcome = box.awaitAudit(ends, isOfIt, CANARY_PATIENCE);
            String said = outcome.map(audit ->
                            audit.getOutcome() + (audit.getReason() == null ? "" : " (" + audit.getReason() + ")"))
                    .orElse("not audited within " + CANARY_PATIENCE.toSeconds() + " s; is the stage running?");
            out().println(Printable.of(letters.get(i).id() + ": " + said));
            isGood &= outcome.isPresent() && outcome.get().getOutcome() != AuditOutcome.DEAD_LETTERED;
        }
        if (!isGood) {
            out().println("The others are left as they are.");
        }
        out().flush();
        return isGood;
    }

    private static int sendRest(LetterSender sender, List<Letter> letters, int rate) {
        int sent = 0;
        long start = System.nanoTime();
        int batch = Math.max(1, rate / 10);
        while (sent < letters.size()) {
            int end = Math.min(letters.size(), sent + batch);
            sender.redriver().send(letters.subList(sent, end));
            sent = end;
            long due = start + TimeUnit.SECONDS.toNanos(sent) / rate;
            for (long left = due - System.nanoTime();
                    left > 0 && sent < letters.size();
                    left = due - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
        }
        return sent;
    }

    @Command(
            name = "discard",
            mixinStandardHelpOptions = true,
            description =
                    "Puts dead letters away: they are not listed and not sent again. Their bytes stay until they expire.")
    int discard(
            @Parameters(arity = "0..*", paramLabel = "ID", description = "Which; without, those that the options name.")
                    List<String> ids,
            @Mixin Which which,
            @Mixin Doer doer,
            @Mixin ConnectionOptions connection) {
        if (doer.because.isBlank()) {
            throw new CliException("Say why: --because TEXT.");
        }
        Map<String, Object> config = connection.toMap();
        DeadLetterBox box = new DeadLetterBox(config);
        List<Letter> letters = chosen(box, ids, which.filter(ids == null ? Set.of() : Set.copyOf(ids), config));
        try (LetterSender sender = new LetterSender(config, doer.by, doer.because, clock)) {
            sender.redriver().discard(letters);
        } catch (KafkaException e) {
            throw new CliException("Kafka can't be used: " + ClientErrors.sentence(e), 1, e);
        }
        out().printf("%,d dead letters were put away.%n", letters.size());
        out().flush();
        return 0;
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
