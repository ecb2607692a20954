// Reads what Sluice made of it: the audit of each event, the command and the finding. Ends with 1 if any is missing.
//   node consume.js IDENTITY
import { AvroDeserializer, SerdeType } from '@confluentinc/schemaregistry';
import { kafka, prefix, registry } from './cluster.js';

const identity = process.argv[2];
const wanted = new Set([
  ...['HIRED', 'ACCOUNT_CREATED', 'TERMINATED', 'LOGIN_SUCCEEDED'].map((action) => `APPLIED ${identity}-${action}`),
  'ISSUED DISABLE_ACCOUNT payroll',
  'OPEN POST_TERMINATION_ACTIVITY',
]);
const told = {
  audit: (record) => record.type === 'INPUT' && `${record.outcome} ${record.eventId}`,
  'provisioning-command': (record) => `${record.status} ${record.action} ${record.system}`,
  finding: (record) => `${record.status} ${record.kind}`,
};

const deserializer = new AvroDeserializer(registry, SerdeType.VALUE, {});
// A reader of commands reads what is committed only, which is kafkajs' default.
const consumer = kafka.consumer({ groupId: `sluice-example-${identity}` });
await consumer.connect();
await consumer.subscribe({ topics: Object.keys(told).map((topic) => prefix + topic), fromBeginning: true });

const complete = new Promise((resolve) => {
  consumer.run({
    eachMessage: async ({ topic, message }) => {
      if (message.key?.toString() !== identity) {
        return;
      }
      const record = await deserializer.deserialize(topic, message.value, message.headers);
      const line = told[topic.slice(prefix.length)](record);
      if (line && wanted.delete(line)) {
        console.log(`read ${line}`);
      }
      if (wanted.size === 0) {
        resolve();
      }
    },
  });
});
const late = new Promise((resolve) => {
  setTimeout(resolve, 90_000).unref();
});
await Promise.race([complete, late]);
await consumer.disconnect();
if (wanted.size > 0) {
  console.error(`did not come: ${[...wanted].join('; ')}`);
  process.exit(1);
}
