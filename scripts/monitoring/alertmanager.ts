// The Alertmanager example: who hears which alert, and which one is silent while a worse one is sent.
import { monitoring } from '../../thresholds/baselines.ts';
import { shownName } from './alerts.ts';
import type { Pace } from './pace.ts';
import { yamlText } from './yaml-text.ts';

/** Text of `alertmanager.yml`. Receivers are webhooks on loopback: put your own in their place. */
export function alertmanagerText(pace: Pace): string {
  const receiver = (name: string) => ({
    name,
    webhook_configs: [{ url: `http://127.0.0.1:9099/${name}`, send_resolved: true }],
  });
  return yamlText('Alertmanager example: alerts wake somebody, the rest waits. Replace the receivers.', {
    route: {
      receiver: 'working-hours',
      group_by: ['alertname', 'service'],
      group_wait: pace.duration(monitoring.scrapeInterval.valueS * 2),
      group_interval: pace.duration(monitoring.rateWindow.valueS),
      repeat_interval: '4h',
      routes: [{ matchers: ['kind="alert"'], receiver: 'on-call' }],
    },
    // A scaling trigger says nothing new while the alert on the same figure is firing.
    inhibit_rules: [
      { source_matchers: ['kind="alert"'], target_matchers: ['kind="trigger"'], equal: ['subject'] },
      {
        source_matchers: [`alertname="${shownName('ServiceDown')}"`],
        target_matchers: ['kind="envelope"'],
        equal: ['service'],
      },
    ],
    receivers: [receiver('on-call'), receiver('working-hours')],
  });
}
