/** What an answer says beside its data: its time, when to ask again, whether it is a page, and the server's own words. */
import type { EpochMs, Milliseconds } from '../../core/base/units.ts'

export function dateOf(response: Response): EpochMs | undefined {
  const ms = Date.parse(response.headers.get('date') ?? '')
  return Number.isNaN(ms) ? undefined : ms
}

/** Seconds, or a date compared with the server's own clock. */
export function parseRetryAfter(header: string | null, serverTimeMs: EpochMs | undefined): Milliseconds | undefined {
  if (header === null) return undefined
  const seconds = /^\d{1,6}$/.test(header.trim()) ? Number(header) : Number.NaN
  if (!Number.isNaN(seconds)) return seconds * 1000
  const ms = Date.parse(header) - (serverTimeMs ?? Number.NaN)
  return Number.isNaN(ms) ? undefined : Math.max(0, ms)
}

export function looksLikeHtml(bytes: Uint8Array): boolean {
  const start = new TextDecoder().decode(bytes.subarray(0, 256)).trimStart().toLowerCase()
  return start.startsWith('<!doctype html') || start.startsWith('<html') || start.startsWith('<head')
}

/**
 * The server's own words: the `message` of a JSON error (gateways wrap one in another), else the first line of plain text, without
 * control characters.
 */
export function serverMessage(bytes: Uint8Array): string {
  const text = new TextDecoder().decode(bytes.subarray(0, 4000))
  const message = messageIn(messageIn(text)).split('\n', 1)[0] ?? ''
  const clean = message
    .replace(/[\p{Cc}\ufffd]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  return (clean.length > 240 ? `${clean.slice(0, 240)}…` : clean).replace(/[.\s]+$/, '')
}

function messageIn(text: string): string {
  if (!text.trimStart().startsWith('{')) return text
  try {
    const json = JSON.parse(text) as { readonly message?: unknown; readonly error?: unknown }
    const found = json.message ?? json.error
    return typeof found === 'string' ? found : ''
  } catch {
    // An unfinished object: its first line is better than nothing.
    return text
  }
}
