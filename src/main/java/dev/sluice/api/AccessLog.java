package dev.sluice.api;

import dev.sluice.audit.LoggedFailure;
import dev.sluice.domain.SubjectKeys;
import dev.sluice.domain.access.AccountKey;
import dev.sluice.event.AccountRef;
import dev.sluice.event.ApiAccess;
import dev.sluice.event.ApiOperation;
import dev.sluice.event.Exchange;
import dev.sluice.event.ExchangeKind;
import dev.sluice.stream.Partitioning;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.Serializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the stage of each access, over the exchange to the partition of whom it was about: the stage makes it part of the audit's
 * chain there. The API itself could not, as a chain has one writer.
 */
final class AccessLog {
    /** Not answered, as there is no record of it. */
    static final class NotRecorded extends Exception {
        private static final long serialVersionUID = 1L;

        NotRecorded() {
            super(null, null, false, false);
        }
    }

    /** The key of what nobody who is known asked about nobody in particular. */
    private static final String NOBODY = "unknown";

    private static final Logger LOG = LoggerFactory.getLogger(AccessLog.class);

    private final Producer<byte[], byte[]> producer;
    private final Serializer<Exchange> serializer;
    private final String topic;
    private final int partitions;
    private final String instance;
    private final boolean required;
    private final Duration timeout;
    private final InstantSource clock;
    private final AtomicLong unrecorded = new AtomicLong();

    AccessLog(
            Producer<byte[], byte[]> producer,
            Serializer<Exchange> serializer,
            String topic,
            int partitions,
            ApiOptions options,
            InstantSource clock) {
        this.producer = producer;
        this.serializer = serializer;
        this.topic = topic;
        this.partitions = partitions;
        this.instance = options.instance();
        this.required = options.auditRequired();
        this.timeout = options.auditTimeout();
        this.clock = clock;
    }

    /** Somebody was turned away before anything was looked at, and there may be too many of them to tell of each. */
    void countOnly() {
        unrecorded.incrementAndGet();
    }

    /**
     * Records an access.
     *
     * @param id its id
     * @param client who asked; null if that is not known
     * @param asked what for
     * @param status the HTTP status with which it is answered
     * @throws NotRecorded if a record is required and can't be written
     */
    void record(UUID id, Client client, Asked asked, int status) throws NotRecorded {
        long others = unrecorded.getAndSet(0);
        String receiver = receiver(client, asked);
        try {
            byte[] value = serializer.serialize(topic, message(id, client, asked, status, others, receiver));
            Future<RecordMetadata> sent = producer.send(new ProducerRecord<>(
                    topic,
                    Partitioning.of(receiver, partitions),
                    clock.millis(),
                    receiver.getBytes(StandardCharsets.UTF_8),
                    value));
            if (required) {
                sent.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (KafkaException | ExecutionException | TimeoutException e) {
            unrecorded.addAndGet(others);
            failed(id, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            failed(id, e);
        }
    }

    private void failed(UUID id, Exception why) throws NotRecorded {
        // What it says may repeat what was asked for.
        LOG.error(
                "The access {} can't be recorded in the audit{}.",
                id,
                required ? ", so it is not answered" : "",
                LoggedFailure.of(why));
        LOG.debug("The failure in full.", why);
        if (required) {
            throw new NotRecorded();
        }
    }

    private static String receiver(Client client, Asked asked) {
        if (asked.key() != null) {
            return asked.key();
        }
        return client == null ? NOBODY : client.name();
    }

    private Exchange message(UUID id, Client client, Asked asked, int status, long others, String receiver) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        boolean ofAccount = asked.key() != null && SubjectKeys.isAccount(asked.key());
        AccountKey account = ofAccount ? SubjectKeys.accountOf(asked.key()) : null;
        boolean isFinding = asked.operation() == ApiOperation.READ_FINDING;
        ApiAccess access = ApiAccess.newBuilder()
                .setAccessId(id.toString())
                .setInstance(instance)
                .setOperation(asked.operation())
                .setStatus(status)
                .setClient(client == null ? null : client.name())
                .setIdentityId(ofAccount ? null : asked.key())
                .setAccount(account == null ? null : new AccountRef(account.system(), account.name(), null, null))
                .setEntitlement(
                        asked.entitlement() == null ? null : asked.entitlement().toRef())
                .setFindingId(isFinding ? asked.id() : null)
                .setCommandId(isFinding ? null : asked.id())
                .setAsOf(asked.at() == null ? null : Instant.ofEpochMilli(asked.at()))
                .setAt(now)
                .setUnrecorded(others)
                .build();
        return Exchange.newBuilder()
                .setKind(ExchangeKind.ACCESS)
                .setReceiver(receiver)
                .setSender(instance)
                .setSentAt(now)
                .setAccess(access)
                .build();
    }
}
