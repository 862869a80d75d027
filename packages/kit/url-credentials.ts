// User and password in a URL are for its server alone: whatever is printed or kept shows asterisks, as k6's tags do. Pure.

/**
 * What is between `://` and the last `@` of the host's part; characters that a URL has to encode there end it. In JSON slashes and
 * other characters may be escaped; who takes a URL for a path leaves one slash.
 */
const USER_INFORMATION = /(:\\?\/\\?\/|\bhttps?:\/)(?:[^\s/?#\\"<>`]|\\u[\da-f]{4})*@/gi;
const SHOWN = '$1****:****@';

/** The text with `****:****` in the place of user and password, in every URL of it. */
export function withoutCredentials(text: string): string {
  return text.includes('@') ? text.replace(USER_INFORMATION, SHOWN) : text;
}
