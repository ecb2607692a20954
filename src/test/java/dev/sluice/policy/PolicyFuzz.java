package dev.sluice.policy;

import dev.sluice.domain.policy.Policies;
import dev.sluice.fuzz.Effort;
import dev.sluice.yaml.YamlDocument;
import dev.sluice.yaml.YamlException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Any text where people write policies: documents, or a refusal with the line. Of documents the validator says what is wrong; what it lets
 * through, the stage can read from the topic, with the same outcome.
 */
public final class PolicyFuzz {
    private static final int MAX_BYTES = 1 << 20;
    private static final long PER_BYTE = 16_384;
    private static final PolicyValidator VALIDATOR = new PolicyValidator();

    private PolicyFuzz() {}

    /**
     * One input: a policy file.
     *
     * @param input the input
     */
    public static void fuzzerTestOneInput(byte[] input) {
        Effort.bounded(input.length, PER_BYTE, () -> {
            takeIn(input);
            return null;
        });
    }

    private static void takeIn(byte[] input) {
        List<PolicyDocument> documents;
        try {
            documents = PolicyDocument.reader().read("f.yaml", new ByteArrayInputStream(input)).stream()
                    .map(PolicyDocument::of)
                    .toList();
        } catch (YamlException e) {
            requireSentence(e.getMessage());
            return;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        int lines = lines(input);
        List<PolicyProblem> problems = VALIDATOR.validate(documents);
        for (PolicyProblem problem : problems) {
            requireSentence(problem.message());
            // What is nothing at the end of the file is where the next line would be.
            if (problem.line() < 1 || problem.line() > lines + 1) {
                throw new AssertionError(problem + " is outside of the " + lines + " lines of the file");
            }
        }
        Policies read = parsed(documents);
        if (problems.isEmpty()) {
            if (read == null) {
                throw new AssertionError("what was found valid can't be read");
            }
            comesBack(documents);
        }
    }

    /** Also of documents that are not valid: anybody who may write to the topic can write them. */
    private static Policies parsed(List<PolicyDocument> documents) {
        try {
            return PolicyParser.parse(documents, 1);
        } catch (PolicyException e) {
            requireSentence(e.getMessage());
            return null;
        }
    }

    /** From the topic, where each is a text of its own. */
    private static void comesBack(List<PolicyDocument> documents) {
        for (PolicyDocument document : documents) {
            YamlDocument again =
                    PolicyDocument.parse(document.key(), document.text()).source();
            if (!again.body().equals(document.body())) {
                throw new AssertionError(document.body() + " is read from the topic as " + again.body());
            }
        }
    }

    /** As YAML counts them (YAML 1.1, 4.2). */
    private static int lines(byte[] input) {
        return new String(input, StandardCharsets.UTF_8).split("\\r\\n|[\\n\\r\\u0085\\u2028\\u2029]", -1).length;
    }

    private static void requireSentence(String message) {
        if (message == null || message.isBlank() || message.length() > MAX_BYTES) {
            throw new AssertionError("a refusal without a reason that can be read");
        }
    }

    /**
     * What real inputs look like.
     *
     * @return by a name for each
     */
    public static Map<String, byte[]> seeds() {
        Map<String, byte[]> seeds = new TreeMap<>();
        for (PolicyDocument document : PolicyFiles.bundled()) {
            String name = document.kind() + "-" + document.id().replaceAll("[^A-Za-z0-9-]", "_");
            seeds.put(name, document.text().getBytes(StandardCharsets.UTF_8));
        }
        seeds.put("two", "kind: System\nid: a\n---\nkind: System\nid: a\n".getBytes(StandardCharsets.UTF_8));
        seeds.put("aliases", "a: &a [x, x]\nb: [*a, *a]\n? [c]\n: {d: !!str 1}\n".getBytes(StandardCharsets.UTF_8));
        return seeds;
    }
}
