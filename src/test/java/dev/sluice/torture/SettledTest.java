package dev.sluice.torture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.torture.oracle.Fed;
import dev.sluice.torture.oracle.Place;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SettledTest {
    private static final byte[] KEY = {'k'};
    private static final byte[] VALUE = "event".getBytes(StandardCharsets.UTF_8);
    private static final String DIGEST = Digest.of(KEY, VALUE);
    private static final Place FIRST = new Place("access", 0, 0);
    private static final Place SECOND = new Place("access", 0, 1);
    private static final Item ITEM = new Item("iam.access", KEY, VALUE, 0, Fed.Sort.EVENT, "iga/1");

    private static Fed fed(Place place) {
        return new Fed(place, Fed.Sort.EVENT, "iga/1", 1, DIGEST, KEY, null);
    }

    @Test
    void whatWasSentAgainAndIsThereTwiceIsAnEventAndADuplicate() {
        List<Fed> settled =
                Settled.of(List.of(fed(SECOND)), List.of(ITEM), Map.of(FIRST, DIGEST, SECOND, DIGEST), "iam.");

        assertThat(settled).extracting(Fed::place).containsExactly(FIRST, SECOND);
        assertThat(settled).extracting(Fed::sort).containsExactly(Fed.Sort.EVENT, Fed.Sort.DUPLICATE);
    }

    @Test
    void whatBrokersTookTwiceIsAnEventAndADuplicate() {
        List<Fed> settled = Settled.of(List.of(fed(SECOND)), List.of(), Map.of(FIRST, DIGEST, SECOND, DIGEST), "iam.");

        assertThat(settled).extracting(Fed::place).containsExactly(FIRST, SECOND);
        assertThat(settled).extracting(Fed::sort).containsExactly(Fed.Sort.EVENT, Fed.Sort.DUPLICATE);
    }

    @Test
    void theSameBytesInAnotherPartitionAreNoCopy() {
        Place elsewhere = new Place("access", 1, 0);

        assertThat(Settled.of(List.of(fed(SECOND)), List.of(), Map.of(elsewhere, DIGEST, SECOND, DIGEST), "iam."))
                .extracting(Fed::place)
                .containsExactly(SECOND);
    }

    @Test
    void whatNobodySentIsNotSettled() {
        assertThat(Settled.of(List.of(fed(FIRST)), List.of(ITEM), Map.of(FIRST, DIGEST, SECOND, "other"), "iam."))
                .extracting(Fed::place)
                .containsExactly(FIRST);
    }

    @Test
    void whatWasAcknowledgedAndIsNotThereIsStillAskedFor() {
        assertThat(Settled.of(List.of(fed(SECOND)), List.of(ITEM), Map.of(), "iam."))
                .extracting(Fed::place)
                .containsExactly(SECOND);
    }
}
