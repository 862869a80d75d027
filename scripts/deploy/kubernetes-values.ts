// What Kubernetes allows within a string: forms of names, labels and amounts, and words, from its documentation. Its types say "string".

/** RFC 1123. */
export const LABEL_NAME = /^[a-z\d](?:[-a-z\d]{0,61}[a-z\d])?$/;
const SUBDOMAIN = /^(?=.{1,253}$)[a-z\d](?:[-a-z\d]*[a-z\d])?(?:\.[a-z\d](?:[-a-z\d]*[a-z\d])?)*$/;
const QUALIFIED = /^[a-z\d](?:[-\w.]{0,61}[a-z\d])?$/i;
const LABEL_VALUE = /^(?:[a-z\d](?:[-\w.]{0,61}[a-z\d])?)?$/i;
export const CONFIG_KEY = /^[-._a-zA-Z\d]{1,253}$/;
export const QUANTITY = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[KMGTPE]i|[numkMGTPE]|[eE][+-]?\d+)?$/;

export const isSubdomain = (text: string): boolean => SUBDOMAIN.test(text);
export const isLabelValue = (text: string): boolean => LABEL_VALUE.test(text);

/** A key of labels and annotations: a name, and before it perhaps a domain and a slash. */
export function isLabelKey(text: string): boolean {
  const [name = '', prefix, ...more] = text.split('/').reverse();
  return more.length === 0 && QUALIFIED.test(name) && (prefix === undefined || isSubdomain(prefix));
}

const PROTOCOLS = ['TCP', 'UDP', 'SCTP'];

/** By type and field; of lists the words of their members. */
export const ENUMS: Readonly<Record<string, readonly string[]>> = {
  'Container.imagePullPolicy': ['Always', 'IfNotPresent', 'Never'],
  'Container.terminationMessagePolicy': ['File', 'FallbackToLogsOnError'],
  'ContainerPort.protocol': PROTOCOLS,
  'JobSpec.completionMode': ['NonIndexed', 'Indexed'],
  'JobSpec.podReplacementPolicy': ['TerminatingOrFailed', 'Failed'],
  'LabelSelectorRequirement.operator': ['In', 'NotIn', 'Exists', 'DoesNotExist'],
  'NetworkPolicyPort.protocol': PROTOCOLS,
  'NetworkPolicySpec.policyTypes': ['Ingress', 'Egress'],
  'NodeSelectorRequirement.operator': ['In', 'NotIn', 'Exists', 'DoesNotExist', 'Gt', 'Lt'],
  'PersistentVolumeClaimSpec.accessModes': ['ReadWriteOnce', 'ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOncePod'],
  'PersistentVolumeClaimSpec.volumeMode': ['Filesystem', 'Block'],
  'PodFailurePolicyOnExitCodesRequirement.operator': ['In', 'NotIn'],
  'PodFailurePolicyRule.action': ['FailJob', 'FailIndex', 'Ignore', 'Count'],
  'PodSecurityContext.fsGroupChangePolicy': ['OnRootMismatch', 'Always'],
  'PodSpec.dnsPolicy': ['ClusterFirst', 'ClusterFirstWithHostNet', 'Default', 'None'],
  'PodSpec.restartPolicy': ['Always', 'OnFailure', 'Never'],
  'SeccompProfile.type': ['RuntimeDefault', 'Unconfined', 'Localhost'],
  'Toleration.effect': ['NoSchedule', 'PreferNoSchedule', 'NoExecute'],
  'Toleration.operator': ['Exists', 'Equal'],
  'TopologySpreadConstraint.whenUnsatisfiable': ['DoNotSchedule', 'ScheduleAnyway'],
  'VolumeMount.mountPropagation': ['None', 'HostToContainer', 'Bidirectional'],
};
