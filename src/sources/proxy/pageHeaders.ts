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
 * What any website may read: the program itself, and recordings that somebody put into the public folder on purpose. Everything else
 * (recordings, the configuration, files named on the command line) is for the page's own origin, and no other site may even load it
 * blindly. A frame under sandbox="allow-scripts" has no origin, so a live embed there sees the public folder only. `path` is plain: see
 * requestPolicy.ts.
 */
export function sharingHeaders(path: string): Readonly<Record<string, string>> {
  const policy = dataPolicyOf(path)
  return {
    ...(/^\/(?:assets|recordings\/public)\//.test(path)
      ? { 'Access-Control-Allow-Origin': '*' }
      : /^\/(?:recordings\/|open\/|trifold\.config\.json$)/.test(path)
        ? { 'Cross-Origin-Resource-Policy': 'same-origin' }
        : {}),
    ...(policy === undefined ? {} : { 'Content-Security-Policy': policy }),
  }
}

const asData = "sandbox; default-src 'none'; frame-ancestors 'none'"
/** A snapshot brings its own script and its own policy for it; from a server it gets no origin, no storage and no network. */
const asSnapshot =
  "sandbox allow-scripts allow-downloads allow-popups; connect-src 'none'; form-action 'none'; frame-ancestors 'self'"

/** Of what may have been sent by anybody: opened by itself, it must not be a page of this origin. */
function dataPolicyOf(path: string): string | undefined {
  if (!/^\/(?:recordings|open)\//.test(path)) return undefined
  return /\.html?$/i.test(path) ? asSnapshot : asData
}

/** Of a store's answers: data, never a page of our origin, kept by nobody. */
export const answerHeaders: Readonly<Record<string, string>> = {
  'Content-Security-Policy': asData,
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cache-Control': 'no-store',
}

/** A store's own type where it is one of data; anything else, a login page above all, is text. */
export function answerType(said: string | null): string {
  const isData = /^application\/(?:json|proto|protobuf|x-protobuf|octet-stream)(?:;|$)/.test(said ?? '')
  return isData && said !== null ? said : 'text/plain; charset=utf-8'
}
