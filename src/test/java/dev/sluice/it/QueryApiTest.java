package dev.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.embedded.EmbeddedStack;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The query API of two instances that share the partitions: whichever is asked, the answer is the same. */
@WithStack
@Timeout(300)
class QueryApiTest {
    @TempDir
    private static Path dir;

    private static ApiBed bed;

    @BeforeAll
    static void start(EmbeddedStack stack, TestTopics topics) throws Exception {
        bed = new ApiBed(stack, topics.name("api."), dir);
    }

    @AfterAll
    static void stop() {
        if (bed != null) {
            bed.close();
        }
    }

    @Test
    void whicheverInstanceIsAskedTheAnswerIsTheSame() throws Exception {
        for (int i = 0; i < ApiBed.PEOPLE; i++) {
            ApiBed.Answer one = bed.get(bed.instance(0), "AUD", "/v1/identities/E" + i);
            ApiBed.Answer two = bed.get(bed.instance(1), "AUD", "/v1/identities/E" + i);
            System.out.println(one.body().toPrettyString());
            assertThat(one.status()).isEqualTo(200);
            assertThat(((ObjectNode) one.body()).get("served")).isEqualTo(two.body().get("served"));
            assertThat(one.body()).isEqualTo(two.body());
        }
    }
}
