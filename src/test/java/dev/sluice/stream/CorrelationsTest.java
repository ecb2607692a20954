package dev.sluice.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is kept of an account and who was sent it, with a task that dies between sending and knowing that it has arrived. */
class CorrelationsTest {
    private static final String ACCOUNT = "account:sap/MEIER";

    private KeyValueStore<Bytes, byte[]> store;

    @BeforeEach
    void open() {
        Properties properties = new Properties();
        properties.put("application.id", "correlations");
        properties.put("bootstrap.servers", "unused:9092");
        properties.put("default.key.serde", Serdes.ByteArraySerde.class);
        properties.put("default.value.serde", Serdes.ByteArraySerde.class);
        MockProcessorContext<byte[], Outgoing> context = new MockProcessorContext<>(properties, new TaskId(0, 0), null);
        store = Stores.inMemoryKeyValueStore(Names.CORRELATION_STORE).get();
        store.init(context.getStateStoreContext(), store);
    }

    private Correlations task(boolean atLeastOnce) {
        return new Correlations(store, atLeastOnce);
    }

    private static void keep(Correlations task, boolean act, String text) {
        assertThat(task.keep(ACCOUNT, act, text.getBytes(StandardCharsets.UTF_8)))
                .isZero();
    }

    private static List<String> toSend(Correlations task) {
        List<String> messages = new ArrayList<>();
        task.eachToSend(ACCOUNT, bytes -> messages.add(new String(bytes, StandardCharsets.UTF_8)));
        return messages;
    }

    private static void commitTwice(Correlations task) {
        task.flush();
        task.flush();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void actsAreSentOnceAndFactsToEveryOwner(boolean atLeastOnce) {
        Correlations task = task(atLeastOnce);
        keep(task, true, "login 1");
        keep(task, false, "granted");
        assertThat(toSend(task)).containsExactly("granted", "login 1");

        task.sent(ACCOUNT, "E1");
        assertThat(toSend(task)).containsExactly("granted");
        task.sent(ACCOUNT, null);
        task.sent(ACCOUNT, "E2");
        assertThat(toSend(task)).containsExactly("granted");
        assertThat(task.holders(ACCOUNT)).isEqualTo(Holders.only("E2"));

        commitTwice(task);
        assertThat(toSend(task(atLeastOnce))).containsExactly("granted");
        assertThat(task(atLeastOnce).holders(ACCOUNT)).isEqualTo(Holders.only("E2"));
        assertThat(task(atLeastOnce).waiting(ACCOUNT).acts()).isZero();
        assertThat(task(atLeastOnce).waiting(ACCOUNT).actBytes()).isZero();
    }

    /** They were kept after the sending and before its commit; to store that commit must not take them along. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void actsThatAreKeptAfterASendingWaitForTheNext(boolean atLeastOnce) {
        Correlations task = task(atLeastOnce);
        keep(task, true, "login 1");
        task.sent(ACCOUNT, "E1");
        task.flush();
        task.sent(ACCOUNT, null);
        keep(task, true, "login 2");
        commitTwice(task);

        assertThat(toSend(task)).containsExactly("login 2");
        assertThat(toSend(task(atLeastOnce))).containsExactly("login 2");
        assertThat(task(atLeastOnce).holders(ACCOUNT)).isEqualTo(Holders.NOBODY);
    }

    @Test
    void ofATaskThatDiesBeforeItsSendingIsKnownToHaveArrivedItIsSentAgain() {
        Correlations task = task(true);
        keep(task, true, "login 1");
        task.sent(ACCOUNT, "E1");
        task.flush();

        Correlations next = task(true);
        assertThat(toSend(next)).containsExactly("login 1");
        assertThat(next.holders(ACCOUNT).isCertainly("E1")).isFalse();
        assertThat(next.holders(ACCOUNT).identities()).containsExactly("E1");

        task.drop();
        assertThat(toSend(task)).containsExactly("login 1");
        assertThat(task.holders(ACCOUNT)).isEqualTo(next.holders(ACCOUNT));
    }

    /** Whether the one was told that it is no longer theirs, and the other that it is, nobody knows. */
    @Test
    void ofATaskThatDiesBetweenTwoOwnersBothMayHaveIt() {
        Correlations task = task(true);
        keep(task, false, "granted");
        task.sent(ACCOUNT, "E1");
        commitTwice(task);
        task.sent(ACCOUNT, null);
        task.sent(ACCOUNT, "E2");
        task.flush();

        Holders left = task(true).holders(ACCOUNT);
        assertThat(left.identities()).containsExactly("E1", "E2");
        assertThat(left.isCertainly("E1")).isFalse();
        assertThat(left.isCertainly("E2")).isFalse();

        task.flush();
        assertThat(task(true).holders(ACCOUNT)).isEqualTo(Holders.only("E2"));
    }

    /** An older sending that has arrived says nothing of a later one that may not have. */
    @Test
    void aSendingThatHasArrivedLeavesALaterOneInDoubt() {
        Correlations task = task(true);
        keep(task, false, "granted");
        task.sent(ACCOUNT, "E1");
        task.flush();
        task.sent(ACCOUNT, null);
        task.flush();

        assertThat(task(true).holders(ACCOUNT).isCertainly("E1")).isFalse();
        assertThat(task(true).holders(ACCOUNT).identities()).containsExactly("E1");

        task.flush();
        assertThat(task(true).holders(ACCOUNT)).isEqualTo(Holders.NOBODY);
    }
}
