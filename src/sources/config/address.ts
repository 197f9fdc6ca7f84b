/** Which addresses this page may read from: its own origin and those the operator configured. Nothing else, whoever asks. */
import { err, ok, type Result } from '../../core/base/result.ts'

/** An absolute http(s) address, from one that may be relative to the page. The error is a clause for a message. */
function resolveAddress(text: string, pageUrl: string): Result<URL, string> {
  let url: URL
  try {
    url = new URL(text.trim(), pageUrl)
  } catch {
    return err('is no address')
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    return err(`must be an http or https address, not ${url.protocol}`)
  if (url.username !== '' || url.password !== '')
    return err('must not carry a user name or password: let the proxy add them')
  return ok(url)
}

/** The base of an API or a folder: no query, no fragment, no slash at the end. */
export function resolveBase(text: string, pageUrl: string): Result<string, string> {
  const url = resolveAddress(text, pageUrl)
  if (!url.ok) return url
  if (url.value.search !== '' || url.value.hash !== '') return err('must not have a ? or # part')
  return ok(url.value.href.replace(/\/+$/, ''))
}

/** For addresses out of links: the recording or snapshot somebody shared. */
export function resolveLinked(
  text: string,
  pageUrl: string,
  allowedOrigins: readonly string[],
): Result<string, { readonly code: 'refused'; readonly where: string; readonly what: string; readonly todo: string }> {
  const url = resolveAddress(text, pageUrl)
  const refuse = (what: string, todo: string): ReturnType<typeof resolveLinked> =>
    err({ code: 'refused', where: text.slice(0, 200), what, todo })
  if (!url.ok) return refuse(`the address in this link ${url.error}`, 'ask whoever shared the link for a correct one')
  const { origin, href } = url.value
  if (origin === new URL(pageUrl).origin || allowedOrigins.includes(origin)) return ok(href)
  return refuse(
    `this link points to ${origin}, which this page has not been allowed to read from`,
    'add it under "allowedOrigins" in trifold.config.json if you trust it, or copy the recording to this server',
  )
}
