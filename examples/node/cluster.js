// Where Kafka and the registry are, and what every client of Sluice's topics needs.
import { SchemaRegistryClient } from '@confluentinc/schemaregistry';
import kafkajs from 'kafkajs';
import lz4 from 'lz4js';

const { CompressionCodecs, CompressionTypes, Kafka, logLevel } = kafkajs;

// Sluice writes with lz4, which kafkajs leaves to a library.
CompressionCodecs[CompressionTypes.LZ4] = () => ({
  compress: async (encoder) => Buffer.from(lz4.compress(encoder.buffer)),
  decompress: async (buffer) => Buffer.from(lz4.decompress(buffer)),
});

export const prefix = process.env.SLUICE_TOPIC_PREFIX ?? 'iam.';

export const kafka = new Kafka({
  clientId: 'sluice-example',
  brokers: (process.env.SLUICE_BOOTSTRAP_SERVERS ?? '127.0.0.1:9092').split(','),
  logLevel: logLevel.ERROR,
});

export const registry = new SchemaRegistryClient({
  baseURLs: [process.env.SLUICE_SCHEMA_REGISTRY_URL ?? 'http://127.0.0.1:8081'],
});
