// Where the generators of a run may send: to the target and to DNS. An address that is wrong in the script goes nowhere.
import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import type { NetworkPolicy, NetworkPolicyEgressRule } from 'kubernetes-types/networking/v1.js';
import { COLLECTOR_PORT, type DeployRequest, type Egress, headOf, labelsOf } from './deploy-request.ts';

export const DNS: NetworkPolicyEgressRule = {
  ports: [
    { protocol: 'UDP', port: 53 },
    { protocol: 'TCP', port: 53 },
  ],
};

/** The operator still reaches the generators: only what they send is limited. */
export function networkPolicy(request: DeployRequest, egress: readonly Egress[]): NetworkPolicy {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    ...headOf(request),
    spec: {
      podSelector: { matchLabels: labelsOf(request, 'generator') },
      policyTypes: ['Egress'],
      egress: [DNS, ...egress.map(ruleOf), ...(request.uploadToken === undefined ? [] : [toCollector(request)])],
    },
  };
}

function toCollector(request: DeployRequest): NetworkPolicyEgressRule {
  return {
    to: [{ podSelector: { matchLabels: labelsOf(request, 'collector') } }],
    ports: [{ protocol: 'TCP', port: COLLECTOR_PORT }],
  };
}

function ruleOf(egress: Egress): NetworkPolicyEgressRule {
  if ('cidr' in egress)
    return { to: [{ ipBlock: { cidr: egress.cidr } }], ports: [{ protocol: 'TCP', port: egress.port }] };
  return { to: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': egress.namespace } } }] };
}

/** The target as the guard found it: a service of the cluster by its namespace, anything else by its addresses. */
export function egressTo(url: string, addresses: readonly string[]): Egress[] {
  const { hostname } = new URL(url);
  const namespace = /^[^.]+\.([^.]+)\.svc(\.|$)/.exec(hostname)?.[1];
  if (namespace !== undefined) return [{ namespace }];
  const port = portOf(url);
  return addresses.map((address) => ({ cidr: `${address}/${isIP(address) === 6 ? 128 : 32}`, port }));
}

/** `--egress`: a CIDR or a namespace. undefined: it is neither. */
export function readEgress(text: string, url: string): Egress | undefined {
  if (ipaddr.isValidCIDR(text)) return { cidr: text, port: portOf(url) };
  return /^[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?$/.test(text) ? { namespace: text } : undefined;
}

function portOf(url: string): number {
  const { port, protocol } = new URL(url);
  return Number(port) || (protocol === 'https:' ? 443 : 80);
}
