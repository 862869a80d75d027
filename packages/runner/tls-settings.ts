// The options tlsVersion, tlsCipherSuites, tlsAuth and insecureSkipTLSVerify: how connections with TLS are made.
import {
  createSecureContext,
  DEFAULT_CIPHERS,
  type SecureContext,
  type SecureContextOptions,
  type SecureVersion,
} from 'node:tls';

/** A client certificate, and the hosts that see it. */
interface ClientCertificate {
  /** `host` or `*.domain`, in lower case; none: every host. */
  domains: string[];
  cert: string;
  key: string;
  password: string | undefined;
}

/** Plain data, because threads get a copy. */
export interface TlsSettings {
  insecureSkipTlsVerify: boolean;
  minVersion: SecureVersion;
  maxVersion: SecureVersion;
  /** As OpenSSL writes them. Undefined: Node's own. */
  ciphers: string | undefined;
  certificates: ClientCertificate[];
}

/** By k6's names. Nothing that Node runs on has SSL 3.0. */
const VERSIONS: Readonly<Record<string, SecureVersion>> = {
  'ssl3.0': 'TLSv1',
  'tls1.0': 'TLSv1',
  'tls1.1': 'TLSv1.1',
  'tls1.2': 'TLSv1.2',
  'tls1.3': 'TLSv1.3',
};

/** The suites of TLS 1.3 cannot be chosen in k6 either: naming them "will do nothing". */
const TLS_13 = ['TLS_AES_128_GCM_SHA256', 'TLS_AES_256_GCM_SHA384', 'TLS_CHACHA20_POLY1305_SHA256'];
/** The others by k6's names, as OpenSSL calls them. */
const SUITES: Readonly<Record<string, string>> = {
  TLS_RSA_WITH_RC4_128_SHA: 'RC4-SHA',
  TLS_RSA_WITH_3DES_EDE_CBC_SHA: 'DES-CBC3-SHA',
  TLS_RSA_WITH_AES_128_CBC_SHA: 'AES128-SHA',
  TLS_RSA_WITH_AES_128_CBC_SHA256: 'AES128-SHA256',
  TLS_RSA_WITH_AES_256_CBC_SHA: 'AES256-SHA',
  TLS_RSA_WITH_AES_128_GCM_SHA256: 'AES128-GCM-SHA256',
  TLS_RSA_WITH_AES_256_GCM_SHA384: 'AES256-GCM-SHA384',
  ...ellipticSuites('RSA'),
  ...ellipticSuites('ECDSA'),
};

function ellipticSuites(key: 'RSA' | 'ECDSA'): Record<string, string> {
  const [ours, openssl] = [`TLS_ECDHE_${key}_WITH_`, `ECDHE-${key}-`];
  return {
    [`${ours}RC4_128_SHA`]: `${openssl}RC4-SHA`,
    [`${ours}3DES_EDE_CBC_SHA`]: `${openssl}DES-CBC3-SHA`,
    [`${ours}AES_128_CBC_SHA`]: `${openssl}AES128-SHA`,
    [`${ours}AES_128_CBC_SHA256`]: `${openssl}AES128-SHA256`,
    [`${ours}AES_256_CBC_SHA`]: `${openssl}AES256-SHA`,
    [`${ours}AES_128_GCM_SHA256`]: `${openssl}AES128-GCM-SHA256`,
    [`${ours}AES_256_GCM_SHA384`]: `${openssl}AES256-GCM-SHA384`,
    [`${ours}CHACHA20_POLY1305`]: `${openssl}CHACHA20-POLY1305`,
    [`${ours}CHACHA20_POLY1305_SHA256`]: `${openssl}CHACHA20-POLY1305`,
  };
}

/** Reads the options. Throws an Error that names the option, what it has and what it expects. */
export function readTls(raw: Readonly<Record<string, unknown>>): TlsSettings {
  const [minVersion, maxVersion] = readVersions(raw.tlsVersion);
  const settings: TlsSettings = {
    insecureSkipTlsVerify: raw.insecureSkipTLSVerify === true,
    ...{ minVersion, maxVersion, ciphers: readSuites(raw.tlsCipherSuites), certificates: readAuth(raw.tlsAuth) },
  };
  if (raw.tlsCipherSuites !== undefined) orOption('tlsCipherSuites', () => newContext(settings, undefined));
  settings.certificates.forEach((certificate, index) => {
    orOption(`tlsAuth[${index}]`, () => newContext(settings, certificate));
  });
  return settings;
}

function readVersions(value: unknown): [min: SecureVersion, max: SecureVersion] {
  const isRange = typeof value === 'object' && value !== null;
  const { min, max } = (isRange ? value : { min: value, max: value }) as { min?: unknown; max?: unknown };
  const versions = [versionOf(min, 'tls1.2'), versionOf(max, 'tls1.3')] as const;
  const order = Object.values(VERSIONS);
  if (max === 'ssl3.0' || order.indexOf(versions[0]) > order.indexOf(versions[1]))
    throw new Error(`option "tlsVersion" reads ${JSON.stringify(value)}: leaves no version that Node has`);
  return [...versions];
}

function versionOf(value: unknown, fallback: string): SecureVersion {
  const version = VERSIONS[String(value ?? fallback)];
  if (version) return version;
  const names = Object.keys(VERSIONS).join(', ');
  throw new Error(`option "tlsVersion" has ${JSON.stringify(value)}: expected one of ${names}, or {min, max} of them`);
}

function readSuites(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (!Array.isArray(value)) throw new Error('option "tlsCipherSuites" needs an array of names');
  const unknown = value.find((name) => !TLS_13.includes(String(name)) && !(String(name) in SUITES));
  if (unknown !== undefined)
    throw new Error(
      `option "tlsCipherSuites" has ${JSON.stringify(unknown)}: expected names such as TLS_RSA_WITH_AES_128_GCM_SHA256`,
    );
  const chosen = value.flatMap((name) => SUITES[String(name)] ?? []);
  return [...TLS_13, ...chosen].join(':');
}

function readAuth(value: unknown): ClientCertificate[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw new Error('option "tlsAuth" needs an array of {cert, key, domains?, password?}');
  return value.map((one: unknown, index) => {
    const { domains = [], cert, key, password } = (one ?? {}) as Record<string, unknown>;
    if (typeof cert !== 'string' || typeof key !== 'string')
      throw new Error(`option "tlsAuth[${index}]" needs cert and key as texts in PEM`);
    if (!Array.isArray(domains) || !domains.every((name) => typeof name === 'string'))
      throw new Error(`option "tlsAuth[${index}].domains" needs an array of host names`);
    const names = domains.map((name: string) => name.toLowerCase());
    return { domains: names, cert, key, password: password === undefined ? undefined : String(password) };
  });
}

function orOption<T>(option: string, make: () => T): T {
  try {
    return make();
  } catch (error) {
    throw new Error(`option "${option}": ${(error as Error).message}`);
  }
}

/** Contexts by settings and certificate: making one takes a millisecond, and every VU has the same. */
const contexts = new WeakMap<TlsSettings, Map<ClientCertificate | undefined, SecureContext>>();

/** How connections to a host are made; its client certificate is the first that is for it. */
export function secureContextFor(settings: TlsSettings, host: string): SecureContext {
  const certificate = settings.certificates.find(({ domains }) => isFor(domains, host.toLowerCase()));
  const known = contexts.get(settings) ?? new Map<ClientCertificate | undefined, SecureContext>();
  contexts.set(settings, known);
  const context = known.get(certificate) ?? newContext(settings, certificate);
  known.set(certificate, context);
  return context;
}

function isFor(domains: readonly string[], host: string): boolean {
  if (domains.length === 0) return true;
  return domains.some((name) => (name.startsWith('*.') ? host.endsWith(name.slice(1)) : name === host));
}

function newContext(settings: TlsSettings, certificate: ClientCertificate | undefined): SecureContext {
  const { minVersion, maxVersion, ciphers } = settings;
  const isOld = minVersion === 'TLSv1' || minVersion === 'TLSv1.1';
  const options: SecureContextOptions = {
    ...{ minVersion, maxVersion },
    ...(ciphers !== undefined && { ciphers }),
    // OpenSSL allows the old versions on its lowest level of security only; who asks for them means it.
    ...(isOld && { ciphers: `${ciphers ?? DEFAULT_CIPHERS}:@SECLEVEL=0` }),
    ...(certificate && { cert: certificate.cert, key: certificate.key }),
    ...(certificate?.password !== undefined && { passphrase: certificate.password }),
  };
  return createSecureContext(options);
}
