package dev.sluice.stream;

import java.util.Map;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.processor.internals.InternalProcessorContext;
import org.apache.kafka.streams.processor.internals.ProcessorNode;
import org.apache.kafka.streams.processor.internals.ProcessorRecordContext;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.internals.CacheFlushListener;
import org.apache.kafka.streams.state.internals.CachedStateStore;

/**
 * Tells the stage that a commit begins, while what it then stores and forwards is still part of it. Kafka Streams has no
 * public call for that: a task flushes the stores that are a {@link CachedStateStore}, then the producer, then commits. This
 * store holds nothing; it only is one of those. It leans on internals of Kafka Streams 4.3, as only {@link Readiness} does
 * besides, and {@code docs/adr/0009} says what to look at before that version is changed.
 */
final class WriteBack implements StateStore, CachedStateStore<byte[], byte[]> {
    /** What a task does when a commit begins. */
    interface Pending {
        /** Stores and forwards everything that is held back. */
        void flush();

        /** Forgets everything that is held back, because the task's stores are given up. */
        void drop();
    }

    private static final Pending NOTHING = new Pending() {
        @Override
        public void flush() {}

        @Override
        public void drop() {}
    };

    private final String name;
    private Pending pending = NOTHING;
    private InternalProcessorContext<?, ?> context;
    private ProcessorNode<?, ?, ?, ?> node;
    private boolean open;

    private WriteBack(String name) {
        this.name = name;
    }

    static StoreBuilder<WriteBack> builder(String name) {
        return new Builder(name);
    }

    /** From now on, commits are announced. To be called while the processor is initialised, on whose behalf is forwarded. */
    void announceTo(Pending stage) {
        pending = stage;
        node = context == null ? null : context.currentNode();
    }

    @Override
    public void flushCache() {
        if (context == null) {
            pending.flush();
            return;
        }
        ProcessorNode<?, ?, ?, ?> before = context.currentNode();
        ProcessorRecordContext record = context.recordContext();
        context.setCurrentNode(node);
        // Stores ask for the record they are changed by; at a commit there may be none.
        context.setRecordContext(new ProcessorRecordContext(
                record == null ? 0 : record.timestamp(), -1, context.taskId().partition(), null, new RecordHeaders()));
        try {
            pending.flush();
        } finally {
            context.setCurrentNode(before);
            context.setRecordContext(record);
        }
    }

    @Override
    public void clearCache() {
        pending.drop();
        // The task becomes a standby and keeps this store: it is not to keep the stage.
        pending = NOTHING;
    }

    @Override
    public boolean setFlushListener(CacheFlushListener<byte[], byte[]> listener, boolean sendOldValues) {
        return false;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void init(StateStoreContext stateStoreContext, StateStore root) {
        context = stateStoreContext instanceof InternalProcessorContext<?, ?> internal ? internal : null;
        open = true;
        stateStoreContext.register(root, (key, value) -> {});
    }

    @Override
    public void close() {
        pending = NOTHING;
        open = false;
    }

    @Override
    public boolean persistent() {
        return false;
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    private record Builder(String name) implements StoreBuilder<WriteBack> {
        @Override
        public StoreBuilder<WriteBack> withCachingEnabled() {
            return this;
        }

        @Override
        public StoreBuilder<WriteBack> withCachingDisabled() {
            return this;
        }

        @Override
        public StoreBuilder<WriteBack> withLoggingEnabled(Map<String, String> config) {
            throw new UnsupportedOperationException("There is nothing in " + name + " that a changelog could hold.");
        }

        @Override
        public StoreBuilder<WriteBack> withLoggingDisabled() {
            return this;
        }

        @Override
        public WriteBack build() {
            return new WriteBack(name);
        }

        @Override
        public Map<String, String> logConfig() {
            return Map.of();
        }

        @Override
        public boolean loggingEnabled() {
            return false;
        }
    }
}
