package dev.sluice.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.sluice.event.probe.Probe;
import dev.sluice.untrusted.Untrusted;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.apache.avro.util.ClassSecurityValidator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That generated classes work wherever they are on the class path. */
class AvroTrustTest {

    /** What a fresh JVM runs: a builder whose defaults need generated classes, before any codec is made. */
    public static final class Builds {

        private Builds() {}

        /** Prints what it built. */
        public static void main(String[] arguments) {
            AvroTrust.trustContract();
            Probe probe = Probe.newBuilder().setId("fresh").setAt(Instant.EPOCH).build();
            System.out.println(probe.getId() + probe.getParts());
        }
    }

    @TempDir
    private Path directory;

    @Test
    void buildsContractRecordsInAFreshJvmWithoutAnyFlag() throws Exception {
        Path output = directory.resolve("output");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Builds.class.getName())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();

        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(Files.readString(output, StandardCharsets.UTF_8)).contains("fresh[]");
    }

    @Test
    void everyTestMayBuildContractRecords() {
        assertThat(System.getProperty("org.apache.avro.SERIALIZABLE_PACKAGES")).isEqualTo(AvroTrust.CONTRACT_PACKAGE);
        assertThatCode(() -> Probes.bare("p")).doesNotThrowAnyException();
    }

    @Test
    void addsTheContractOnceAndNothingElse() {
        AvroTrust.trustContract();
        ClassSecurityValidator.ClassSecurityPredicate once = ClassSecurityValidator.getGlobal();
        AvroTrust.trustContract();

        assertThat(ClassSecurityValidator.getGlobal()).isSameAs(once);
        assertThat(once.isTrusted(Probe.class)).isTrue();
        assertThat(once.isTrusted(String.class)).isTrue();
        assertThat(once.isTrusted(Untrusted.class)).isFalse();
        assertThat(once.isTrusted(ProcessBuilder.class)).isFalse();
    }
}
