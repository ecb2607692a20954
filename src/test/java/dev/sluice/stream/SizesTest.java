package dev.sluice.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.topics.TopicCatalogue;
import java.util.List;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

class SizesTest {
    private static final int BATCH = 4 << 10;

    @Test
    void whatIsAdmittedFitsEveryTopicAsItIsDeclared() {
        TopicCatalogue catalogue = TopicCatalogue.load();
        for (String topic : SluiceTopology.OUTPUTS) {
            int accepted =
                    Integer.parseInt(catalogue.topic(topic).config().getOrDefault("max.message.bytes", "1048588"));
            boolean carrier = List.of(Names.DEAD_LETTER, Names.EXCHANGE).contains(topic);

            assertThat(accepted).as(topic).isGreaterThan((carrier ? Sizes.CARRIER : Sizes.DERIVED) + BATCH);
        }
    }

    @Test
    void keyValueAndHeadersCountTogether() {
        RecordHeaders headers = new RecordHeaders();
        assertThatCode(() -> Sizes.admit(Names.FINDING, new byte[10], new byte[999_990], headers))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> Sizes.admit(Names.FINDING, new byte[11], new byte[999_990], headers))
                .hasMessage("The record for finding would have 1000001 bytes; at most 1000000 are allowed here.");
        headers.add("h", new byte[1]);
        assertThatThrownBy(() -> Sizes.admit(Names.FINDING, new byte[10], new byte[999_990], headers))
                .isInstanceOf(TooLarge.class);
    }

    /** HR facts add at most about 1 MiB, and commands that were closed long ago 16,384 rows of 18 bytes. */
    @Test
    void whatAccessEventsLeaveIsEnoughForHrFactsAndFitsTheChangelog() {
        assertThat(Room.SOFT).isLessThan(Room.HARD);
        assertThat(Room.HARD + (1 << 20) + 16_384 * 18).isLessThan(Sizes.CHANGELOG);
        assertThat(Sizes.CHANGELOG).isLessThan(StageOptions.MAX_RECORD_BYTES - BATCH);
    }
}
