/**
 * Who may ask a server of the page, and for which paths: plain functions of a request's own text, the same for `npm start`,
 * `npm run dev` and `trifold serve`. The nginx site says the same in its own words, and one test attacks all of them.
 */

type Headers = Readonly<Record<string, string | readonly string[] | undefined>>

const one = (headers: Headers, name: string): string | undefined => {
  const value = headers[name]
  return typeof value === 'string' ? value : value?.[0]
}

/**
 * Credentials are lent to the page's own requests only. Browsers say where a request comes from (Sec-Fetch-Site; Origin where that is
 * missing, as over plain http); a program that says neither has no credentials of somebody else to lend.
 */
export function isFromThisPage(headers: Headers): boolean {
  const site = one(headers, 'sec-fetch-site')
  const origin = one(headers, 'origin')
  const host = one(headers, 'host')
  if (site !== undefined) return site === 'same-origin'
  const said = origin ?? one(headers, 'referer')
  if (said === undefined) return true
  try {
    return new URL(said).host === host
  } catch {
    return false
  }
}

/**
 * A website may point a name of its own at 127.0.0.1 and is then of the same origin as the page; such a name is in the Host header.
 * Addresses and localhost cannot be pointed elsewhere; `names` are those by which an operator says the server is reached.
 */
export function isHostAllowed(hostHeader: string | undefined, names: readonly string[]): boolean {
  if (hostHeader === undefined) return true
  const host = hostHeader.toLowerCase().replace(/:\d{1,5}$/, '')
  if (host === 'localhost' || host.endsWith('.localhost')) return true
  if (/^\[[\da-f:.]+\]$/.test(host) || /^\d{1,3}(?:\.\d{1,3}){3}$/.test(host)) return true
  return names.some((name) => name.toLowerCase() === host)
}

/** TRIFOLD_HOSTS: names separated by commas or spaces. */
export function allowedHosts(env: Readonly<Record<string, string | undefined>>): readonly string[] {
  return (env['TRIFOLD_HOSTS'] ?? '').split(/[,\s]+/).filter(Boolean)
}

/**
 * The path of a request, unescaped, without its query. Undefined for what no page of ours asks for: dots that climb, encoded
 * separators, control characters, escapes that are none, addresses that begin with two slashes.
 */
export function plainPath(rawUrl: string | undefined): string | undefined {
  const raw = (rawUrl ?? '/').split(/[?#]/)[0] ?? ''
  if (!raw.startsWith('/') || /%2f|%5c/i.test(raw)) return undefined
  try {
    const path = decodeURIComponent(raw)
    const climbs = path.split('/').some((part) => part === '..' || part === '.')
    return climbs || path.startsWith('//') || /[\\\p{Cc}]/u.test(path) ? undefined : path
  } catch {
    return undefined
  }
}
