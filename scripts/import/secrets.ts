// What may be a secret in recorded requests: it is left out and listed by its name, never by its value.

const SECRET_NAME = /auth|token|secret|passw|pwd|api-?_?key|session|cookie|signature|\bsig\b|credential|csrf|xsrf|jwt/i;
/** A JSON web token, a bearer token, or a long text of high density in a path or a query. */
const SECRET_VALUE = /^(eyJ[\w-]+\.[\w-]+\.[\w-]*|(Bearer|Basic)\s.+|[A-Za-z0-9_+/=-]{40,})$/;

/** Whether a header, parameter or field of that name may hold a secret. */
export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name);
}

export function isSecret(name: string, value: string): boolean {
  return isSecretName(name) || SECRET_VALUE.test(value);
}

/** Fields of a JSON body with the values of secrets replaced by `__SECRET__`; `found` hears of each. */
export function withoutSecrets(value: unknown, found: (field: string) => void, field = ''): unknown {
  if (Array.isArray(value)) return value.map((item) => withoutSecrets(item, found, field));
  if (value !== null && typeof value === 'object')
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, withoutSecrets(inner, found, name)]));
  if (typeof value !== 'string' || !isSecret(field, value)) return value;
  found(field);
  return SECRET_MARK;
}

/** The placeholder in a body for a value that a person has to fill in. */
export const SECRET_MARK = '__SECRET__';
