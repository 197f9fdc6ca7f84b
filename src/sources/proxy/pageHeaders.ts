/** Headers of the page wherever it is served; the nginx site says the same in its own words, and a test holds the two together. */

/** `frameAncestors`: who may embed the page, "'self'" by default. */
export function pagePolicy(frameAncestors: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "worker-src 'self'",
    "frame-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    `frame-ancestors ${frameAncestors}`,
  ].join('; ')
}

export function pageHeaders(env: Readonly<Record<string, string | undefined>>): Readonly<Record<string, string>> {
  return {
    'Content-Security-Policy': pagePolicy(env['TRIFOLD_FRAME_ANCESTORS'] ?? "'self'"),
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
  }
}

/**
 * An embed under sandbox="allow-scripts" has no origin, so that even the page's own files are another origin's to it. What is public
 * anyway may be read by anyone; the proxied stores never.
 */
export function isPublicFile(path: string): boolean {
  return (
    /^\/(?:assets|recordings)\//.test(path) ||
    /^\/(?:index\.html|trifold\.config\.json|icon\.svg|snapshot-template\.html)?$/.test(path)
  )
}
