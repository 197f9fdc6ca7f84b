/** SHA-256 by the platform: many times as fast as ours, but not there on plain http, and it needs all bytes at once. */

/** Undefined where the platform has none: `hash.ts` has ours. 64 hex digits. */
export function platformSha256(): ((bytes: ArrayBuffer) => Promise<string>) | undefined {
  const { subtle } = crypto as { readonly subtle?: typeof crypto.subtle }
  return subtle && (async (bytes) => hexOf(new Uint8Array(await subtle.digest('SHA-256', bytes))))
}

export const hexOf = (bytes: Uint8Array): string =>
  [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
