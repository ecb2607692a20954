package dev.sluice.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.audit.proof.AuditProof;
import dev.sluice.audit.proof.ChainReport;
import dev.sluice.audit.proof.Defect;
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
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What makes the audit prove itself, among the commands of {@code sluice audit}. */
abstract class AuditProofCommands {
    private static final ObjectMapper JSON = new ObjectMapper();

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
    public int key(
            @Parameters(paramLabel = "NAME", description = "Who signs, such as audit.example.org.") String name,
            @Option(names = "--out", required = true, paramLabel = "FILE", description = "The new file.") Path file) {
        try {
            NoteSigner signer = NoteSigner.generate(name, new SecureRandom());
            Files.createFile(file);
            if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
            }
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
            name = "export",
            mixinStandardHelpOptions = true,
            description =
                    "Writes the audit, its checkpoints and schemas into files that are verified without a cluster.")
    public int export(
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
        long records = new ClusterAudit(connection.toMap()).export(directory);
        out().printf("%,d records written to %s.%n", records, directory);
        out().flush();
        return 0;
    }

    private static final class KeyOption {
        @Option(
                names = "--key",
                paramLabel = "KEY",
                description =
                        "The public key that has to have signed, as ./sluice audit key prints it, or a file with it.")
        private String key;

        Verifier verifier() {
            if (key == null) {
                return null;
            }
            try {
                return Verifier.parse(key.contains("+") ? key : Files.readString(Path.of(key)));
            } catch (IllegalArgumentException | IOException e) {
                throw new CliException("--key: " + e.getMessage(), 2, e);
            }
        }
    }

    @Command(
            name = "verify",
            mixinStandardHelpOptions = true,
            description = {
                "Says whether the audit is as it was written, or which record is altered, missing, elsewhere or put in.",
                "Ends with 1 if anything is wrong. Without --key it is not known who made the checkpoints."
            })
    public int verify(
            @Mixin AuditSourceOptions where,
            @Mixin KeyOption key,
            @Option(
                            names = "--threads",
                            paramLabel = "N",
                            description = "How many partitions are read at once (default: one for each processor).")
                    Integer threads,
            @Option(names = "--json", description = "For machines.") boolean json) {
        int parallel = threads == null ? Runtime.getRuntime().availableProcessors() : threads;
        if (parallel < 1) {
            throw new CliException("--threads is at least 1.");
        }
        AuditVerification.Result result = new AuditVerification(where.source(), key.verifier(), parallel).run();
        if (json) {
            out().println(json(result).toPrettyString());
        } else {
            print(result, key.verifier());
        }
        out().flush();
        return result.isIntact() ? 0 : 1;
    }

    private void print(AuditVerification.Result result, Verifier key) {
        for (ChainReport chain : result.chains()) {
            out().printf(
                            "writer %d, chain %s: %,d records, sequence %d to %d, %d checkpoints%s: %s%n",
                            chain.writer(),
                            chain.chainId(),
                            chain.records(),
                            chain.firstSequence(),
                            chain.lastSequence(),
                            chain.checkpoints(),
                            key == null ? "" : ", " + chain.signatures() + " signatures",
                            chain.isIntact() ? "intact" : chain.defectCount() + " defects");
            for (Defect defect : chain.defects()) {
                out().printf("  %s at %s: %s%n", defect.kind(), defect.where(), defect.text());
            }
            if (chain.defectCount() > chain.defects().size()) {
                out().printf(
                                "  and %,d more%n",
                                chain.defectCount() - chain.defects().size());
            }
        }
        if (!result.gone().isEmpty()) {
            out().printf(
                            "%d earlier chains of which no record is left.%n",
                            result.gone().size());
        }
        if (result.unchained() > 0) {
            out().printf("%,d records from before there were chains.%n", result.unchained());
        }
        out().println(result.isIntact() ? "The audit is intact." : "The audit is NOT as it was written.");
    }

    private static ObjectNode json(AuditVerification.Result result) {
        ObjectNode node = JSON.createObjectNode();
        node.put("intact", result.isIntact());
        node.put("unchained", result.unchained());
        node.put("bytes", result.bytes());
        result.gone().forEach(node.putArray("gone")::add);
        ArrayNode chains = node.putArray("chains");
        for (ChainReport chain : result.chains()) {
            ObjectNode one = chains.addObject();
            one.put("chainId", chain.chainId());
            one.put("writer", chain.writer());
            one.put("records", chain.records());
            one.put("firstSequence", chain.firstSequence());
            one.put("lastSequence", chain.lastSequence());
            one.put("checkpoints", chain.checkpoints());
            one.put("signatures", chain.signatures());
            one.put("defectCount", chain.defectCount());
            ArrayNode defects = one.putArray("defects");
            for (Defect defect : chain.defects()) {
                defects.addObject()
                        .put("kind", defect.kind().name())
                        .put("sequence", defect.sequence())
                        .put("where", defect.where())
                        .put("text", defect.text());
            }
        }
        return node;
    }

    @Command(
            name = "checkpoints",
            mixinStandardHelpOptions = true,
            description = "Lists the checkpoints, or writes each signed one into a file, for a witness to keep.")
    public int checkpoints(
            @Mixin AuditSourceOptions where,
            @Option(names = "--out", paramLabel = "DIR", description = "Where to write them: <chain>-<size>.txt.")
                    Path directory) {
        try {
            if (directory != null) {
                Files.createDirectories(directory);
            }
            for (AuditCheckpoint checkpoint : new AuditProver(where.source()).checkpoints()) {
                if (directory == null) {
                    out().printf(
                                    "writer %d, chain %s: %,d records, to sequence %d, at %s%s%n",
                                    checkpoint.getWriter(),
                                    checkpoint.getChainId(),
                                    checkpoint.getSize(),
                                    checkpoint.getLastSequence(),
                                    checkpoint.getAt(),
                                    checkpoint.getNote() == null ? "" : ", signed");
                } else if (checkpoint.getNote() != null) {
                    String name = checkpoint.getChainId() + "-" + checkpoint.getSize() + ".txt";
                    Files.writeString(directory.resolve(name), checkpoint.getNote());
                }
            }
        } catch (IOException e) {
            throw new CliException("The checkpoints can't be written (" + e.getMessage() + ").", 1, e);
        }
        out().flush();
        return 0;
    }

    @Command(
            name = "prove",
            mixinStandardHelpOptions = true,
            description = {
                "Proves that an event, or a record, is in the audit, by a signed checkpoint; prints what ./sluice audit check-proof",
                "checks without the audit. With --chain, --from and --to: that the audit only grew between two checkpoints."
            })
    public int prove(
            @Mixin AuditSourceOptions where,
            @Parameters(arity = "0..1", paramLabel = "ID", description = "An eventId, or an auditId.") String id,
            @Option(names = "--chain", paramLabel = "ID", description = "The chain of two checkpoints.") String chainId,
            @Option(names = "--from", paramLabel = "SIZE", description = "The size of the earlier one.") Long from,
            @Option(names = "--to", paramLabel = "SIZE", description = "The size of the later one.") Long to) {
        boolean isGrowth = chainId != null && from != null && to != null;
        if (isGrowth == (id != null && !id.isEmpty())) {
            throw new CliException("Give the ID of an event, or --chain, --from and --to.");
        }
        AuditProver prover = new AuditProver(where.source());
        AuditProof proof = isGrowth ? prover.proveGrowth(chainId, from, to) : prover.prove(id);
        out().println(proof.json());
        out().flush();
        return 0;
    }

    @Command(
            name = "check-proof",
            mixinStandardHelpOptions = true,
            description = "Checks what ./sluice audit prove has printed; needs neither the audit nor a cluster.")
    public int checkProof(@Parameters(paramLabel = "FILE", description = "The proof.") Path file, @Mixin KeyOption key) {
        AuditProof proof;
        try {
            proof = AuditProof.parse(Files.readString(file));
        } catch (IOException | IllegalArgumentException e) {
            throw new CliException(file + " can't be read: " + e.getMessage(), 1, e);
        }
        Optional<String> wrong = proof.check(key.verifier());
        if (wrong.isPresent()) {
            throw new CliException("It proves nothing. " + wrong.get());
        }
        if (proof.record() != null) {
            out().println(GenericPlainJson.toNode(AuditProver.decode(proof.record(), proof.schema())));
        }
        out().println(
                        key.verifier() == null
                                ? "It is right, but who signed was not looked at; give --key."
                                : "It is right, and signed by " + key.verifier().name() + ".");
        out().flush();
        return 0;
    }
}
