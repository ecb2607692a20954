package dev.sluice.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.domain.Events;
import dev.sluice.domain.policy.Policies;
import dev.sluice.event.Policy;
import dev.sluice.event.PolicySet;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.Test;

/** What the documents of a large set cost while they come. */
class PolicySetsTest {
    private static final int DOCUMENTS = 100;

    private int looks;
    private final PolicySets sets = new PolicySets(store(), (version, documents) -> {
        assertThat(documents).hasSize(DOCUMENTS);
        return Policies.of(version);
    });

    @Test
    void aSetIsLookedThroughOnceHoweverManyDocumentsItHas() throws PolicySets.Refused {
        for (int i = 0; i < DOCUMENTS; i++) {
            PolicySets.Taken document = sets.take(record("System", "s" + i, null), 1);
            assertThat(document.intake()).isEqualTo(PolicySets.Intake.KEPT);
            document.commit().run();
        }
        assertThat(looks).isZero();
        assertThat(sets.take(record("PolicySet", "default", new PolicySet(1L, 0L, DOCUMENTS)), 1)
                        .intake())
                .isEqualTo(PolicySets.Intake.ACTIVATED);
        assertThat(looks).isEqualTo(1);
    }

    private static Policy record(String kind, String id, PolicySet marker) {
        return Policy.newBuilder()
                .setHeader(Events.header("e-" + id, "test", null, 0))
                .setKind(kind)
                .setId(id)
                .setSetVersion(1)
                .setDocument(marker == null ? id : null)
                .setSet(marker)
                .build();
    }

    @SuppressWarnings("unchecked") // the proxy is a store of bytes, as what is behind it
    private KeyValueStore<Bytes, byte[]> store() {
        KeyValueStore<Bytes, byte[]> store = Stores.keyValueStoreBuilder(
                        Stores.inMemoryKeyValueStore(Names.POLICY_STORE), Serdes.Bytes(), Serdes.ByteArray())
                .withLoggingDisabled()
                .withCachingDisabled()
                .build();
        store.init(new MockProcessorContext<>().getStateStoreContext(), store);
        return (KeyValueStore<Bytes, byte[]>) Proxy.newProxyInstance(
                PolicySetsTest.class.getClassLoader(), new Class<?>[] {KeyValueStore.class}, (proxy, method, args) -> {
                    looks += method.getName().equals("range") ? 1 : 0;
                    try {
                        return method.invoke(store, args);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
