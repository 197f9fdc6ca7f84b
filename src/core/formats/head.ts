/** What a sniffer may look at: all bytes, the beginning as text, the shape of JSON. Worked out once per file. */
import { findJsonShape, type JsonShape } from './jsonShape.ts'

export class Head {
  readonly bytes: Uint8Array
  /** First 64 KiB decoded as UTF-8, "" for binary content. */
  readonly text: string
  readonly isText: boolean
  #shape: { readonly value: JsonShape | undefined } | undefined

  constructor(bytes: Uint8Array) {
    this.bytes = bytes
    const start = bytes.subarray(0, 65_536)
    this.isText = looksLikeText(start)
    this.text = this.isText ? new TextDecoder().decode(start) : ''
  }

  /** True when the file starts with these bytes; a string stands for its ASCII codes. */
  startsWith(magic: string | readonly number[]): boolean {
    if (magic.length > this.bytes.length) return false
    for (let i = 0; i < magic.length; i++) {
      const expected = typeof magic === 'string' ? magic.charCodeAt(i) : magic[i]!
      if (this.bytes[i] !== expected) return false
    }
    return true
  }

  /** Keys of a JSON file (see `findJsonShape`), undefined when it is none. */
  get json(): JsonShape | undefined {
    this.#shape ??= { value: this.isText ? findJsonShape(this.bytes) : undefined }
    return this.#shape.value
  }

  /** True when the JSON has all of these keys, e.g. `hasKeys('flamebearer.names', 'metadata')`. */
  hasKeys(...keys: readonly string[]): boolean {
    const shape = this.json
    return shape !== undefined && keys.every((key) => shape.keys.has(key))
  }
}

/**
 * Hardly any control characters in the first bytes. Bytes above 127 may be UTF-8, or Latin-1 in a name; a NUL may be in a name too, but
 * numbers of several bytes, and UTF-16, have far more.
 */
function looksLikeText(bytes: Uint8Array): boolean {
  let odd = 0
  let nul = 0
  // By index: a first visit looks at sixty files before this is compiled.
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at]!
    if (byte >= 32) continue
    if (byte === 0) nul++
    else if (byte !== 9 && byte !== 10 && byte !== 13 && byte !== 27) odd++
  }
  return bytes[0] !== 0 && odd * 100 <= bytes.length && nul * 12 <= bytes.length
}

/**
 * Of a terminal, a mail or a chat, which put something of theirs into it (`copiedText.ts`). JSON is not copied so, and of pages those that
 * a browser or a wiki made of a text; a page with a drawing is a report of its own.
 */
export const mayBeCopied = ({ isText, text }: Head): boolean =>
  isText && (!/^(?:[{<]|\[\s*[[{"\]])/.test(text) || (/<pre\b/i.test(text) && !/<(?:svg|canvas)\b/i.test(text)))
