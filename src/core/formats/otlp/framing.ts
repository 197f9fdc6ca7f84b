/** Which of the forms of an OTLP file this is, and whether it is one at all. */

/**
 *   bare        one message                    json        one message over any number of lines
 *   framed      length, message, length …      json-lines  a message per line
 *   magic       `OTLP`, four bytes, then as framed
 */
export type Framing = 'bare' | 'framed' | 'magic' | 'json' | 'json-lines'

const isMessageStart = (byte: number | undefined): boolean => byte === 0x0a || byte === 0x12

export function framingOf(bytes: Uint8Array): Framing {
  let at = 0
  while (at < bytes.length && bytes[at]! <= 32 && bytes[at] !== 0x0a) at += 1
  if (bytes[at] === 0x7b) return bytes[at + 1] === 0x22 ? 'json-lines' : 'json'
  if (bytes[0] === 0x4f && bytes[1] === 0x54 && bytes[2] === 0x4c && bytes[3] === 0x50) return 'magic'
  return isMessageStart(bytes[0]) ? 'bare' : 'framed'
}

/** A varint at `at`, and where it ends; undefined when it does not. */
function varint(bytes: Uint8Array, at: number): { readonly value: number; readonly end: number } | undefined {
  let value = 0
  for (let i = 0; i < 6; i += 1) {
    const byte = bytes[at + i]
    if (byte === undefined) return undefined
    value += (byte & 0x7f) * 128 ** i
    if (byte < 0x80) return { value, end: at + i + 1 }
  }
  return undefined
}

interface Field {
  readonly field: number
  readonly from: number
  readonly until: number
}

/** Fields of bytes up to `most`, as far as they are there; undefined where one is no field of bytes. */
function bytesFields(bytes: Uint8Array, from: number, until: number, most: number): readonly Field[] | undefined {
  const fields: Field[] = []
  for (let at = from; at < until && at < bytes.length && fields.length < most;) {
    const tag = bytes[at]!
    if ((tag & 7) !== 2 || tag >= 0x80) return undefined
    const length = varint(bytes, at + 1)
    if (length === undefined) return at + 6 >= bytes.length ? fields : undefined
    const end = length.end + length.value
    if (end > until) return undefined
    fields.push({ field: tag >> 3, from: length.end, until: end })
    at = end
  }
  return fields
}

/** A resource with a scope in it that has profiles, or a dictionary whose first text is empty. Fields of older layouts count: they are refused by name. */
export function looksLikeOtlp(bytes: Uint8Array, from: number = 0, until: number = Infinity): boolean {
  const top = bytesFields(bytes, from, until, 8)
  if (top === undefined || top.some(({ field }) => field < 1 || field > 8)) return false
  return top.some((one) => (one.field === 1 && isResource(bytes, one)) || (one.field === 2 && isDictionary(bytes, one)))
}

function isResource(bytes: Uint8Array, { from, until }: Field): boolean {
  const fields = bytesFields(bytes, from, until, 8)
  if (fields === undefined || fields.some(({ field }) => field < 1 || field > 3)) return false
  return fields.some((scope) => {
    if (scope.field !== 2) return false
    const inner = bytesFields(bytes, scope.from, scope.until, 8)
    if (inner === undefined || inner.some(({ field }) => field < 1 || field > 3)) return false
    return inner.some(({ field, from: start, until: end }) => field === 2 && isProfile(bytes, start, end))
  })
}

/** Begins with a type of values or with a sample. */
function isProfile(bytes: Uint8Array, from: number, until: number): boolean {
  return until - from > 2 && (bytes[from] === undefined || [0x0a, 0x12, 0x19, 0x1a, 0x20, 0x2a].includes(bytes[from]!))
}

function isDictionary(bytes: Uint8Array, { from, until }: Field): boolean {
  let texts = 0
  for (let at = from; at < until && at < bytes.length;) {
    const tag = bytes[at]!
    const length = varint(bytes, at + 1)
    if ((tag & 7) !== 2 || tag >> 3 < 1 || tag >> 3 > 7) return false
    if (length === undefined || length.end + length.value > until) return length === undefined && texts > 0
    if (tag >> 3 === 5) {
      // The first text is the empty one.
      if (texts === 0 && length.value > 0) return false
      texts += 1
      if (texts > 3) return true
    }
    at = length.end + length.value
  }
  return texts > 1
}
