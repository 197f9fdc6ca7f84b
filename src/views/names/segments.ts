/** The parts of a function's name, outermost first: package, type, function. Used to shorten labels the way people would. */

const opening = '([<{'
const closing = ')]>}'

/**
 * Cuts at `.` `/` `::` `#` `$` and `\`, but never inside brackets: `(*Encoder)` and `Vec<alloc::String>` stay whole.
 * Returns the start of every part; `text.slice(starts[i])` is the name without its first i parts.
 */
function segmentStarts(name: string): readonly number[] {
  return allStarts(name).filter(
    (start, index, all) => index === 0 || !isCounter(name.slice(start, (all[index + 1] ?? name.length + 1) - 1)),
  )
}

/**
 * `func1.2`, `$$Lambda$31/0x7f` and Rust's `h0123…` say nothing without what they are in: what compilers and frameworks number stays with
 * the name before it.
 */
function isCounter(segment: string): boolean {
  return /^(?:(?:func|gowrap|deferwrap|lambda|init)?\d+|0x[\da-f]+|h[\da-f]{16}|[\da-f]{8}|Lambda|\w+CGLIB|)$/.test(
    segment,
  )
}

function allStarts(name: string): readonly number[] {
  const starts = [0]
  let depth = 0
  for (let i = 0; i < name.length; i++) {
    const character = name.charAt(i)
    if (opening.includes(character)) depth++
    else if (closing.includes(character)) depth = Math.max(0, depth - 1)
    else if (depth === 0 && i > 0 && isSeparator(name, i) && i + 1 < name.length) starts.push(i + 1)
  }
  return starts
}

function isSeparator(name: string, at: number): boolean {
  const character = name.charAt(at)
  if (character === ':') return name.charAt(at - 1) === ':'
  if (character !== '.' && character !== '/' && character !== '#' && character !== '$' && character !== '\\')
    return false
  // "…" written with three dots, "a..b" and a trailing separator cut nothing off.
  const next = name.charAt(at + 1)
  return next !== '.' && next !== '/' && next !== ' '
}

/** `lastSegments('payments.views.authorise', 2)` is `views.authorise`; the whole name when it has no more parts than that. */
export function lastSegments(name: string, count: number): string {
  const starts = segmentStarts(name)
  const start = starts[starts.length - count]
  return start === undefined ? name : name.slice(start)
}
