/** JSON that a page carries in a script: `const packed_data = {…};` — found by its name, cut out by its brackets. */

/** The value after `mark`, as text; undefined when it is not there or does not end. Strings may hold any bracket. */
export function embeddedJson(text: string, mark: string): string | undefined {
  const at = text.indexOf(mark)
  if (at < 0) return undefined
  let start = at + mark.length
  while (/\s/.test(text.charAt(start))) start++
  const open = text.charAt(start)
  if (open !== '{' && open !== '[') return undefined
  let depth = 0
  for (let end = start; end < text.length; end++) {
    const char = text.charCodeAt(end)
    if (char === 0x22) {
      end = endOfString(text, end + 1)
    } else if (char === 0x7b || char === 0x5b) depth++
    else if (char === 0x7d || char === 0x5d) {
      depth--
      if (depth === 0) return text.slice(start, end + 1)
    }
  }
  return undefined
}

function endOfString(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    const char = text.charCodeAt(at)
    if (char === 0x5c) at++
    else if (char === 0x22) return at
  }
  return text.length
}

export function parsedJson(text: string | undefined): unknown {
  if (text === undefined) return undefined
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}
