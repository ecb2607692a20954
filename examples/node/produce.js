// An adapter: tells Sluice of somebody who is hired, gets an account, leaves, and logs in afterwards all the same.
//   node produce.js IDENTITY
import { AvroSerializer, SerdeType, SubjectNameStrategyType } from '@confluentinc/schemaregistry';
import kafkajs from 'kafkajs';
import { kafka, prefix, registry } from './cluster.js';
import { schemaOf } from './contract.js';

const identity = process.argv[2];
const minutesAgo = (minutes) => Date.now() - minutes * 60_000;
const subject = { identityId: identity, account: { system: 'payroll', name: identity.toLowerCase() } };

const events = [
  ['identity', 'IdentityEvent', { action: 'HIRED', worker: { employmentId: '1', displayName: 'An example' } }, 60],
  ['access', 'AccessEvent', { action: 'ACCOUNT_CREATED' }, 50],
  ['identity', 'IdentityEvent', { action: 'TERMINATED', worker: { employmentId: '1' } }, 30],
  ['authentication', 'AuthenticationEvent', { action: 'LOGIN_SUCCEEDED', application: 'payroll' }, 1],
];

// Schemas are registered by whoever deploys an adapter, not by its serializer, which only looks up the latest.
for (const [topic, record] of events) {
  await registry.register(`${prefix}${topic}-value`, { schemaType: 'AVRO', schema: schemaOf(record) });
}
const serializer = new AvroSerializer(registry, SerdeType.VALUE, {
  useLatestVersion: true,
  autoRegisterSchemas: false,
  subjectNameStrategyType: SubjectNameStrategyType.TOPIC,
});

// The default partitioner is the one of the Java client, murmur2 of the key, as the contract asks.
const producer = kafka.producer({ createPartitioner: kafkajs.Partitioners.DefaultPartitioner, idempotent: true });
await producer.connect();
for (const [topic, , event, minutes] of events) {
  const header = {
    eventId: `${identity}-${event.action}`,
    source: 'example-node',
    sourceKind: 'HRIS',
    occurredAt: minutesAgo(minutes),
  };
  // Unions of null and one other are written without naming the branch; fields that are left out have their default.
  const value = await serializer.serialize(`${prefix}${topic}`, { header, subject, ...event });
  await producer.send({ topic: `${prefix}${topic}`, acks: -1, messages: [{ key: identity, value }] });
  console.log(`sent ${header.eventId} to ${topic}`);
}
await producer.disconnect();
