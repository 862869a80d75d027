// Biometric events into Kafka: the answer waits until the broker has the event.
import { Kafka, logLevel } from 'kafkajs';
import { analyse, type BiometricSample } from '../biometric.ts';
import { named, type Source } from './source.ts';

export const TOPIC = 'biometric-events';

export async function openBroker(brokers: string): Promise<Source> {
  const kafka = new Kafka({
    clientId: 'reference-target',
    brokers: brokers.split(','),
    logLevel: logLevel.NOTHING,
    retry: { retries: 2, initialRetryTime: 100 },
  });
  const admin = kafka.admin();
  try {
    await named('Kafka', admin.connect());
    await named('Kafka', admin.createTopics({ topics: [{ topic: TOPIC, numPartitions: 4, replicationFactor: 1 }] }));
  } finally {
    await admin.disconnect();
  }
  const producer = kafka.producer({ allowAutoTopicCreation: false });
  await named('Kafka', producer.connect());
  return {
    async value({ body }) {
      // Checked before: only valid samples come here.
      const sample = JSON.parse(body.toString()) as BiometricSample;
      await named(
        'Kafka',
        producer.send({ topic: TOPIC, acks: 1, messages: [{ key: sample.user_id, value: body as Buffer }] }),
      );
      return analyse(sample);
    },
    close: () => producer.disconnect(),
  };
}
