package dev.sluice.cli;

import dev.sluice.audit.privacy.MasterKeys;
import dev.sluice.audit.proof.AuditProof;
import dev.sluice.audit.proof.AuditReport;
import dev.sluice.audit.proof.NoteSigner;
import dev.sluice.audit.proof.SignedNote.Verifier;
import dev.sluice.event.AuditCheckpoint;
import dev.sluice.json.GenericPlainJson;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.avro.AvroRuntimeException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What makes the audit prove itself, among the commands of {@code sluice audit}. */
abstract class AuditProofCommands {
    @Spec
    private CommandSpec spec;

    final PrintWriter out() {
        return spec.commandLine().getOut();
    }

    @Command(
            name = "key",
            mixinStandardHelpOptions = true,
            description = {
                "Makes a key with which checkpoints of the audit are signed: the private one into a new file that only you can",
                "read, for sluice.audit.signing.key.file; the public one is printed, for those who verify."
            })
    int key(
            @Parameters(paramLabel = "NAME", description = "Who signs, such as audit.example.org.") String name,
            @Option(names = "--out", required = true, paramLabel = "FILE", description = "The new file.") Path file) {
        try {
            NoteSigner signer = NoteSigner.generate(name, new SecureRandom());
            createForOwner(file);
            Files.writeString(file, signer.secret() + "\n", StandardOpenOption.WRITE);
            out().println(signer.verifier().text());
            out().flush();
            return 0;
        } catch (IllegalArgumentException e) {
            throw new CliException(e.getMessage(), 2, e);
        } catch (IOException e) {
            throw new CliException(file + " can't be made (" + e.getMessage() + "); name a new file.", 1, e);
        }
    }

    @Command(
            name = "master-key",
            mixinStandardHelpOptions = true,
            description = {
                "Makes a master key, with which the keys are sealed that personal details of the audit are sealed with: into a new",
                "file that only you can read, for sluice.audit.encryption.key.file. Put a newer one behind",
                "the older ones on all instances, then in front of them."
            })
    int masterKey(
            @Option(names = "--out", required = true, paramLabel = "FILE", description = "The new file.") Path file) {
        try {
            createForOwner(file);
            Files.writeString(file, MasterKeys.generate(new SecureRandom()) + "\n", StandardOpenOption.WRITE);
            return 0;
        } catch (IOException e) {
            throw new CliException(file + " can't be made (" + e.getMessage() + "); name a new file.", 1, e);
        }
    }

    /** Nobody else can open it at any moment. */
    private static void createForOwner(Path file) throws IOException {
        if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } else {
            Files.createFile(file);
        }
    }

    @Command(
            name = "export",
            mixinStandardHelpOptions = true,
            description =
                    "Writes the audit, its checkpoints and schemas into files that are verified without a cluster.")
    int export(
            @Mixin ConnectionOptions connection,
            @Option(names = "--out", required = true, paramLabel = "DIR", description = "A new or empty directory.")
                    Path directory) {
        try {
            Files.createDirectories(directory);
            try (Stream<Path> there = Files.list(directory)) {
                if (there.findAny().isPresent()) {
                    throw new CliException(directory + " is not empty; name another one.");
                }
            }
        } catch (IOException e) {
            throw new CliException(directory + " can't be made (" + e.getMessage() + ").", 1, e);
        }
        ClusterAudit.Exported exported = new ClusterAudit(connection.toMap()).export(directory);
        out().printf("%,d records written to %s.%n", exported.records(), directory);
        if (!exported.unknownSchemas().isEmpty()) {
            out().printf(
                            "Schemas %s are not known to the registry: records with them can be verified, not read.%n",
                            exported.unknownSchemas());
        }
        out().flush();
        return 0;
    }

    private static final class KeyOption {
        @Option(
                names = "--key",
                paramLabel = "KEY",
                description = {
                    "The public key that has to have signed, as ./sluice audit key prints it, or a file with it. May be given",
                    "several times, such as after the key was changed: the signature of one of them is needed."
                })
        private List<String> keys = List.of();

        List<Verifier> verifiers() {
            return keys.stream().map(KeyOption::verifier).toList();
        }

        private static Verifier verifier(String key) {
            try {
                Path file = Path.of(key);
                return Verifier.parse(Files.isRegularFile(file) ? Files.readString(file) : key);
            } catch (IllegalArgumentException | IOException e) {
                throw new CliException("--key: " + e.getMessage(), 2, e);
            }
        }
    }

    @Command(
            name = "verify",
            mixinStandardHelpOptions = true,
            description = {
                "Says whether the audit is as it was written, or which record is altered, missing, elsewhere or put in. Ends with 1",
                "if anything is wrong. Without --key it is not known who made the checkpoints; without --witnessed whoever has",
                "the signing key and the brokers may have written all of it anew."
            })
    int verify(
            @Mixin AuditSourceOptions where,
            @Mixin KeyOption key,
            @Option(
                            names = "--witnessed",
                            paramLabel = "DIR",
                            description = "Notes that were kept elsewhere; the audit has to agree with each of them.")
                    Path witnessed,
            @Option(
                            names = "--whole",
                            description = "It is an error if the first records are gone, as they are after retention.")
                    boolean whole,
            @Option(
                            names = "--at-least-once",
                            description =
                                    "The audit is written under at_least_once: a crash leaves two records that follow one.")
                    boolean atLeastOnce,
            @Option(
                            names = "--accept-unsigned",
                            paramLabel = "CHAIN",
                            description = {
                                "With --key: a chain of which no signed checkpoint tells and that is known to be right all the same, such",
                                "as one that ended before its first checkpoint. May be given several times."
                            })
                    List<String> accepted,
            @Option(
                            names = "--max-uncovered",
                            paramLabel = "N",
                            defaultValue = "250000",
                            description = {
                                "With --key: how many records a chain may have after its last signed checkpoint (default: ${DEFAULT-VALUE});",
                                "nobody vouches for these, whoever can write to the brokers may have written them."
                            })
                    long maxUncovered,
            @Option(
                            names = "--threads",
                            paramLabel = "N",
                            description =
                                    "How many threads work, also on one partition (default: one for each processor).")
                    Integer threads,
            @Option(names = "--json", description = "For machines.") boolean json) {
        int parallel = threads == null ? Runtime.getRuntime().availableProcessors() : threads;
        if (parallel < 1) {
            throw new CliException("--threads is at least 1.");
        }
        AuditReport report = new AuditVerification(
                        where.source(),
                        key.verifiers(),
                        witnessed,
                        accepted == null ? List.of() : accepted,
                        atLeastOnce,
                        parallel)
                .run();
        AuditReportText text =
                new AuditReportText(report, whole, key.verifiers().isEmpty() ? Long.MAX_VALUE : maxUncovered);
        out().println(json ? text.json() : text.plain());
        out().flush();
        return text.isGood() ? 0 : 1;
    }

    @Command(
            name = "checkpoints",
            mixinStandardHelpOptions = true,
            description = {
                "Lists the checkpoints, or writes each signed one into a file, for a witness to keep. A file that is there already is",
                "never written over: if a checkpoint says something else now, that is told, and ends with 1."
            })
    int checkpoints(
            @Mixin AuditSourceOptions where,
            @Mixin KeyOption key,
            @Option(names = "--out", paramLabel = "DIR", description = "Where to write them: <chain>-<size>.txt.")
                    Path directory) {
        WitnessFiles files = directory == null ? null : new WitnessFiles(directory, key.verifiers());
        boolean[] isGood = {true};
        where.source().checkpoints(checkpoint -> show(checkpoint, files), (place, why) -> {
            isGood[0] = false;
            out().println(Printable.of(place + ": no checkpoint can be read: " + why));
        });
        if (files != null) {
            files.problems().forEach(problem -> out().println(Printable.of(problem)));
            out().printf("%,d notes written to %s.%n", files.written(), directory);
        }
        out().flush();
        return isGood[0] && (files == null || files.problems().isEmpty()) ? 0 : 1;
    }

    private void show(AuditCheckpoint checkpoint, WitnessFiles files) {
        if (files != null) {
            files.write(checkpoint);
            return;
        }
        out().printf(
                        "writer %d, chain %s: %,d records, to sequence %d, at %s%s%n",
                        checkpoint.getWriter(),
                        Printable.of(checkpoint.getChainId()),
                        checkpoint.getSize(),
                        checkpoint.getLastSequence(),
                        checkpoint.getAt(),
                        checkpoint.getNote() == null ? "" : ", signed");
    }

    @Command(
            name = "prove",
            mixinStandardHelpOptions = true,
            description = {
                "Proves that an event, or a record, is in the audit, by a signed checkpoint; prints what ./sluice audit check-proof",
                "checks without the audit. With --from and --to: that the audit only grew between two checkpoints, whose notes",
                "./sluice audit checkpoints writes."
            })
    int prove(
            @Mixin AuditSourceOptions where,
            @Mixin KeyOption key,
            @Parameters(arity = "0..1", paramLabel = "ID", description = "An eventId, or an auditId.") String id,
            @Option(
                            names = "--by",
                            paramLabel = "FILE",
                            description = "The note by which it is to be proved, such as one that a witness has kept.")
                    Path by,
            @Option(names = "--from", paramLabel = "FILE", description = "The note of the earlier of two checkpoints.")
                    Path from,
            @Option(names = "--to", paramLabel = "FILE", description = "The note of the later one.") Path to) {
        boolean isGrowth = from != null && to != null;
        if (isGrowth == (id != null) || from == null != (to == null) || by != null && isGrowth) {
            throw new CliException("Give the ID of an event, with or without --by; or --from and --to.");
        }
        AuditProver prover = new AuditProver(where.source(), key.verifiers());
        AuditProof proof = isGrowth ? prover.proveGrowth(note(from), note(to)) : prover.prove(id, note(by));
        out().println(proof.json());
        out().flush();
        return 0;
    }

    private static String note(Path file) {
        try {
            return file == null ? null : Files.readString(file);
        } catch (IOException e) {
            throw new CliException(file + " can't be read (" + e.getMessage() + ").", 1, e);
        }
    }

    @Command(
            name = "check-proof",
            mixinStandardHelpOptions = true,
            description = "Checks what ./sluice audit prove has printed; needs neither the audit nor a cluster.")
    int checkProof(
            @Parameters(paramLabel = "FILE", description = "The proof.") Path file,
            @Mixin KeyOption key,
            @Option(
                            names = "--schema",
                            paramLabel = "FILE",
                            description = "The schema of audit records of another version, from somebody you trust.")
                    Path schema) {
        AuditProof proof;
        Optional<String> wrong;
        try {
            proof = AuditProof.parse(Files.readString(file));
            wrong = proof.check(key.verifiers());
            Optional<String> known = proof.record() == null ? Optional.empty() : proof.trustedSchema(note(schema));
            if (wrong.isEmpty() && proof.record() != null && known.isEmpty()) {
                wrong = Optional.of("The record is part of the audit, but its schema is not that of this version, and"
                        + " another one would make it say something else; give the right one with --schema.");
            }
            if (wrong.isEmpty() && proof.record() != null) {
                out().println(GenericPlainJson.toNode(AuditProof.decode(proof.record(), known.orElseThrow())));
            }
        } catch (IOException | IllegalArgumentException | AvroRuntimeException e) {
            throw new CliException(file + " can't be read: " + e.getMessage(), 1, e);
        }
        if (wrong.isPresent()) {
            throw new CliException("It proves nothing. " + wrong.get());
        }
        out().println(
                        key.verifiers().isEmpty()
                                ? "It is right, but who signed was not looked at; give --key."
                                : "It is right, and signed.");
        out().flush();
        return 0;
    }
}
