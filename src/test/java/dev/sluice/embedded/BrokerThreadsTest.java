package dev.sluice.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.utils.Exit;
import org.junit.jupiter.api.Test;

class BrokerThreadsTest {
    @Test
    void anExitAskedForByABrokerThreadOrItsChildIsOnlyToldToThatBroker() throws Exception {
        BrokerThreads.interceptExits();
        BrokerThreads one = new BrokerThreads("one");
        BrokerThreads other = new BrokerThreads("other");
        one.run(() -> new Thread(() -> Exit.exit(3, "cannot go on"), "child").start(), "parent");
        assertThat(one.surrender().get(10, TimeUnit.SECONDS)).isEqualTo("exit status 3: cannot go on");
        assertThat(other.surrender()).isNotDone();
        other.run(() -> Exit.halt(1), "parent");
        assertThat(other.surrender().get(10, TimeUnit.SECONDS)).isEqualTo("exit status 1");
    }
}
