/** Lines of a text file without ever making one string of it: V8's limit on strings must not be a limit on files. */
import type { Share } from '../base/units.ts'

const newline = 0x0a
const blockBytes = 1 << 20

/**
 * Calls `onLine` with each line, without its line end (LF or CRLF); a last line without one counts. Bytes are UTF-8;
 * what is not becomes U+FFFD. `onLine` returning false stops. Memory: about one block, or one line if that is longer.
 */
export function forEachLine(
  bytes: Uint8Array,
  onLine: (line: string) => boolean | void,
  onProgress?: (share: Share) => void,
): void {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: false })
  let at = 0
  while (at < bytes.length) {
    let end = at + blockBytes
    if (end >= bytes.length) end = bytes.length
    else {
      const lastBreak = bytes.lastIndexOf(newline, end - 1)
      if (lastBreak >= at) end = lastBreak + 1
      else {
        const nextBreak = bytes.indexOf(newline, end)
        end = nextBreak < 0 ? bytes.length : nextBreak + 1
      }
    }
    const lines = decoder.decode(bytes.subarray(at, end)).split('\n')
    // A block ends with its last line break, after which split finds one empty piece.
    if (lines.at(-1) === '') lines.pop()
    for (const line of lines) {
      if (onLine(line.endsWith('\r') ? line.slice(0, -1) : line) === false) return
    }
    at = end
    onProgress?.(at / bytes.length)
  }
}
