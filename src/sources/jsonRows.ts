/**
 * The rows of a long list inside a JSON answer, a slice at a time: ten thousand services are 12 MB of JSON, and parsing them in one
 * go would stop the page for a third of a second.
 */

/** Rows are parsed together until there are this many bytes of them: a few milliseconds. */
const sliceBytes = 128 * 1024

const space = 0x20
const quote = 0x22
const backslash = 0x5c
const openBrace = 0x7b
const closeBrace = 0x7d
const openBracket = 0x5b
const closeBracket = 0x5d

/**
 * `{ …, "key": [row, row, …], … }` → the rows, in order; rows must be objects. Lets other work run between slices. Throws a
 * `SyntaxError` where the bytes are no such JSON, and gives nothing where the key is absent.
 */
export async function* jsonRows(answer: ArrayBuffer, key: string): AsyncGenerator<readonly unknown[]> {
  const bytes = new Uint8Array(answer)
  const text = new TextDecoder()
  const wanted = JSON.stringify(key)
  // What is no object is no answer of a store, and must not be taken for one without rows.
  if (bytes[bytes.findIndex((byte) => byte > space)] !== openBrace) throw new SyntaxError('the JSON is no object')
  let depth = 0
  let found = false
  let inList = false
  let lastText = ''
  let sliceStart = -1
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at]
    if (byte === quote) {
      const start = at
      for (at++; at < bytes.length && bytes[at] !== quote; at++) if (bytes[at] === backslash) at++
      if (depth === 1 && at - start < 100) lastText = text.decode(bytes.subarray(start, at + 1))
    } else if (byte === openBrace || byte === openBracket) {
      if (inList && depth === 2 && byte === openBrace && sliceStart < 0) sliceStart = at
      depth++
      if (depth === 2 && byte === openBracket && lastText === wanted) inList = true
    } else if (byte === closeBrace || byte === closeBracket) {
      depth--
      const isLast = inList && depth === 1
      const isFull = inList && depth === 2 && at + 1 - sliceStart >= sliceBytes
      if (sliceStart >= 0 && (isLast || isFull)) {
        const end = isLast ? at : at + 1
        yield JSON.parse(`[${text.decode(bytes.subarray(sliceStart, end))}]`) as readonly unknown[]
        sliceStart = -1
        found = true
        // setTimeout, since promises alone would not let the page paint.
        if (isFull) await new Promise((resolve) => setTimeout(resolve, 0))
      }
      if (isLast) inList = false
    }
  }
  if (depth !== 0) throw new SyntaxError('the JSON ends early')
  if (!found && bytes.length < sliceBytes) JSON.parse(text.decode(bytes))
}
