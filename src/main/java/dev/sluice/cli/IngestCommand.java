package dev.sluice.cli;

import dev.sluice.domain.Validation;
import dev.sluice.event.Control;
import dev.sluice.event.ControlAction;
import dev.sluice.event.Header;
import dev.sluice.event.SourceKind;
import dev.sluice.mapping.ColumnMap;
import dev.sluice.mapping.EventSink;
import dev.sluice.mapping.EventTopic;
import dev.sluice.mapping.Ingest;
import dev.sluice.mapping.IngestSummary;
import dev.sluice.mapping.Limits;
import dev.sluice.mapping.Mapping;
import dev.sluice.mapping.MappingContext;
import dev.sluice.mapping.MappingEngine;
import dev.sluice.mapping.MappingException;
import dev.sluice.mapping.Mappings;
import dev.sluice.mapping.PlainMapping;
import dev.sluice.mapping.Pseudonymiser;
import dev.sluice.mapping.RecordMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ingest}: files of vendor payloads, or of events in plain JSON form, into the topics. */
@Command(
        name = "ingest",
        description = "Reads files through a mapping into the topics; what can't be used goes to dead-letter.",
        mixinStandardHelpOptions = true)
public final class IngestCommand implements Callable<Integer> {
    /** The configuration key of the file that holds the key of the pseudonyms. */
    public static final String PSEUDONYMISE = "identity.pseudonymise";

    private static final int LARGEST_COLUMN_MAP = 1024 * 1024;

    @Spec
    private CommandSpec spec;

    @Mixin
    private ConnectionOptions connection;

    @Option(
            names = {"-m", "--mapping"},
            required = true,
            paramLabel = "NAME",
            description = "A mapping (see: mapping list), or plain for events in plain JSON form.")
    private String mapping;

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "The files, read in this order.")
    private List<Path> files;

    @Option(names = "--dir", paramLabel = "DIR", description = "Mappings of this directory instead of the bundled.")
    private Path directory;

    @Option(
            names = "--as-of",
            paramLabel = "INSTANT",
            description = "When payloads without a time of their own hold, such as 2026-03-01T06:00:00Z (default: the "
                    + "file's last modification).")
    private Instant asOf;

    @Option(
            names = "--topic",
            paramLabel = "TOPIC",
            description = "For plain: the topic without prefix (default: the file's name up to the dot).")
    private String topic;

    @Option(
            names = "--column-map",
            paramLabel = "FILE",
            description = "YAML: which column of the file is which field of a worker.")
    private Path columnMap;

    @Option(names = "--source", paramLabel = "NAME", description = "The source instance that events name.")
    private String source;

    @Option(names = "--system", paramLabel = "ID", description = "The system id of the accounts in the events.")
    private String system;

    @Option(
            names = "--pseudonymise",
            paramLabel = "FILE",
            description = "Replace identity ids by HMAC pseudonyms with the key in this file (setting: " + PSEUDONYMISE
                    + ").")
    private Path keyFile;

    @Option(
            names = "--feed",
            paramLabel = "RUN",
            description =
                    "The files list everybody of --source: whoever was listed by an earlier run and is not now is "
                            + "absent. An id that no earlier run had, such as 2026-03-01.")
    private String feed;

    @Option(names = "--dry-run", description = "Print the events as JSON lines instead of producing them.")
    private boolean dryRun;

    private final Clock clock;

    /** For the command line. */
    public IngestCommand() {
        this(Clock.systemUTC());
    }

    /**
     * With another clock.
     *
     * @param clock gives the timestamps of records
     */
    IngestCommand(Clock clock) {
        this.clock = clock;
    }

    @Override
    public Integer call() {
        files.forEach(IngestCommand::checkReadable);
        if (feed != null && !Validation.isText(feed)) {
            throw new CliException("--feed is empty, too long, or has control characters.");
        }
        if (feed != null && (source == null || dryRun)) {
            throw new CliException("--feed needs --source, whose feed it is, and is not for --dry-run.");
        }
        IngestSummary total = new IngestSummary();
        Instant startedAt = clock.instant();
        try {
            Map<String, Object> settings = dryRun ? Map.of() : connection.toMap();
            Pseudonymiser pseudonymiser = pseudonymiser(settings);
            List<RecordMapper> mappers = files.stream().map(this::mapper).toList();
            FeedSink listing = feed == null ? null : new FeedSink(sink(settings), source, feed);
            try (EventSink sink = listing == null ? sink(settings) : listing) {
                for (int i = 0; i < mappers.size(); i++) {
                    total.add(ingest(files.get(i), mappers.get(i), pseudonymiser, sink));
                }
            }
            if (listing != null) {
                complete(settings, listing, total, startedAt);
            }
        } catch (MappingException e) {
            throw new CliException(e.getMessage(), 1, e);
        }
        PrintWriter summary =
                dryRun ? spec.commandLine().getErr() : spec.commandLine().getOut();
        summary.print(total.text());
        summary.flush();
        if (total.isCutShort()) {
            throw new CliException(
                    "Not everything was read: the header of a file, or a document, is not what the mapping reads."
                            + " Look at the dead letter, mend the file, and ingest it again.");
        }
        return 0;
    }

    /** What could not be read of a run may be somebody's record: who is in it would be taken for absent. */
    private void complete(Map<String, Object> settings, FeedSink listing, IngestSummary total, Instant startedAt) {
        long unread = listing.refused()
                + total.unmapped().values().stream().mapToLong(Long::longValue).sum();
        if (unread > 0) {
            throw new CliException(unread + " records of the run could not be used, so it is not completed and"
                    + " nobody is absent by it. Mend them, then ingest the files again as another run.");
        }
        ControlDoor.publish(
                settings,
                Control.newBuilder()
                        .setHeader(Header.newBuilder()
                                .setEventId(source + "/" + feed)
                                .setSource("sluice-cli")
                                .setSourceKind(SourceKind.OTHER)
                                .setOccurredAt(clock.instant().truncatedTo(ChronoUnit.MILLIS))
                                .build())
                        .setAction(ControlAction.FEED_COMPLETED)
                        .setSource(source)
                        .setFeedId(feed)
                        .setStartedAt(startedAt.truncatedTo(ChronoUnit.MILLIS))
                        .setCount(listing.listed())
                        .build());
    }

    private static void checkReadable(Path file) {
        if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
            throw new CliException("The file " + file + " can't be read; nothing was ingested.");
        }
    }

    private IngestSummary ingest(Path file, RecordMapper mapper, Pseudonymiser pseudonymiser, EventSink sink) {
        try (InputStream content = Files.newInputStream(file);
                Ingest ingest = new Ingest(new MappingEngine(mapper, Limits.DEFAULT), pseudonymiser, sink)) {
            Instant instant = asOf == null ? Files.getLastModifiedTime(file).toInstant() : asOf;
            ingest.file(
                    file.getFileName().toString(), content, new MappingContext(source, system, instant, asOf != null));
            return ingest.summary();
        } catch (IOException e) {
            throw new CliException("Reading " + file + " failed (" + e.getMessage() + ").", 1, e);
        }
    }

    private EventSink sink(Map<String, Object> settings) {
        return dryRun
                ? new PrintingSink(
                        spec.commandLine().getOut(), spec.commandLine().getErr())
                : KafkaEventSink.connect(settings, clock);
    }

    private RecordMapper mapper(Path file) {
        if (PlainMapping.NAME.equals(mapping)) {
            return plain(file);
        }
        Mappings mappings = directory == null ? Mappings.bundled() : Mappings.directory(directory);
        Mapping chosen = mappings.get(mapping);
        return columnMap == null ? chosen : chosen.withColumns(readColumnMap());
    }

    private PlainMapping plain(Path file) {
        String fileName = file.getFileName().toString();
        String name = topic == null ? fileName.replaceFirst("\\..*$", "") : topic;
        return EventTopic.byName(name)
                .map(PlainMapping::new)
                .orElseThrow(() -> new CliException("The name " + name
                        + " is no topic of events; give --topic with one of " + EventTopic.names() + "."));
    }

    private ColumnMap readColumnMap() {
        try {
            if (Files.size(columnMap) > LARGEST_COLUMN_MAP) {
                throw new CliException(
                        "The column map " + columnMap + " is larger than 1 MiB; it is not a column map.");
            }
            return ColumnMap.parse(
                    Files.readString(columnMap, StandardCharsets.UTF_8), "The column map " + columnMap.getFileName());
        } catch (IOException e) {
            throw new CliException("The column map " + columnMap + " can't be read (" + e.getMessage() + ").", 1, e);
        }
    }

    private Pseudonymiser pseudonymiser(Map<String, Object> settings) {
        if (keyFile != null) {
            return Pseudonymiser.fromFile(keyFile);
        }
        Object configured = settings.get(PSEUDONYMISE);
        return configured == null ? null : Pseudonymiser.fromFile(Path.of(configured.toString()));
    }
}
