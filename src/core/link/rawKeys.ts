/** The text of a link → its keys, however it was encoded on its way: by a form, a chat program, a template's own function. */

export interface RawKeys {
  /** Values as they stand in the text: each reader decodes its own, after it has split it. */
  readonly keys: ReadonlyMap<string, string>
  /** Keys that are there twice and do not say the same. */
  readonly twice: readonly string[]
}

/** Replaces what is a valid escape and keeps the rest, because `q=100%` is meant as it stands. Never throws. */
export function decodeLenient(text: string): string {
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (run) => {
    try {
      return decodeURIComponent(run)
    } catch {
      return run
    }
  })
}

export function rawKeysOf(text: string): RawKeys {
  const keys = new Map<string, string>()
  const twice = new Set<string>()
  for (const part of wholeDecoded(text.replace(/^[#?/]+/, '')).split('&')) {
    // An HTML mail writes "&amp;" between keys, and some chat programs copy it so.
    const entry = part.replace(/^(?:amp;)+/, '')
    if (entry === '') continue
    const at = entry.indexOf('=')
    const key = decodeLenient(at < 0 ? entry : entry.slice(0, at))
    const value = at < 0 ? '' : entry.slice(at + 1)
    const before = keys.get(key)
    if (before !== undefined && decodeLenient(before) !== decodeLenient(value)) twice.add(key)
    keys.set(key, value)
  }
  return { keys, twice: [...twice] }
}

/** `service%3Dorders%26last%3D15m`: the whole was encoded, its own signs too. */
function wholeDecoded(text: string): string {
  return !text.includes('=') && /%3d/i.test(text) ? decodeLenient(text) : text
}
