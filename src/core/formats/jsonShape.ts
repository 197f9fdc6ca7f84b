/**
 * The keys of a JSON text down to depth two, without parsing it: `{ "meta": { "version": 1 }, "threads": [] }` has
 * `meta`, `meta.version` and `threads`. Of an array, the keys of its first object, prefixed `[]`: `[].ph`, `[].ts`.
 * One pass over the bytes, no recursion, so a 500 MB file costs half a second and a broken one costs nothing.
 */
export interface JsonShape {
  readonly top: 'object' | 'array'
  readonly keys: ReadonlySet<string>
}

const maxKeys = 4000

/** Undefined when the first byte that is no space is neither `{` nor `[`. A text that breaks off keeps the keys seen so far. */
export function findJsonShape(bytes: Uint8Array): JsonShape | undefined {
  let at = 0
  while (at < bytes.length && isSpace(bytes[at]!)) at++
  const top = bytes[at] === 0x7b ? 'object' : bytes[at] === 0x5b ? 'array' : undefined
  if (!top) return undefined
  const keys = new Set<string>()
  const decoder = new TextDecoder()
  /** Containers open around `at`, the first two as '{' or '['. */
  let depth = 0
  let outer = ''
  const openAs: string[] = []
  let afterKey = false
  for (; at < bytes.length && keys.size < maxKeys; at++) {
    const byte = bytes[at]!
    if (byte === 0x22) {
      const start = at + 1
      at = endOfString(bytes, start)
      if (depth > 2 || openAs[depth - 1] !== '{' || afterKey) continue
      if (at - start > 200) continue
      const key = decoder.decode(bytes.subarray(start, at))
      const prefix = depth === 1 ? '' : openAs[0] === '[' ? '[].' : `${outer}.`
      keys.add(prefix + key)
      if (depth === 1) outer = key
      afterKey = true
    } else if (byte === 0x7b || byte === 0x5b) {
      depth++
      if (depth <= 2) openAs[depth - 1] = byte === 0x7b ? '{' : '['
      afterKey = false
    } else if (byte === 0x7d || byte === 0x5d) {
      depth--
      if (depth <= 0) break
      // Only the first element of a top-level array is looked at: a million events share their keys.
      if (depth === 1 && openAs[0] === '[') break
      afterKey = false
    } else if (byte === 0x2c) {
      afterKey = false
    }
  }
  return { top, keys }
}

/** Index of the closing quote, or the end of the bytes. */
function endOfString(bytes: Uint8Array, start: number): number {
  let at = start
  while (at < bytes.length && bytes[at] !== 0x22) at += bytes[at] === 0x5c ? 2 : 1
  return Math.min(at, bytes.length)
}

function isSpace(byte: number): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09
}
