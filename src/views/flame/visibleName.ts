/**
 * Names come from files and may hold anything. They are always put on the page as text; this makes what the eye would miss
 * visible (controls, zero-width and direction characters) and keeps a name of 100 kB from becoming a page of 100 kB.
 */

/** Long enough for every real name seen, short enough for a tooltip and for a screen reader. */
export const longestShownName = 600

/** Controls, halves of surrogate pairs, line separators, and everything Unicode calls ignorable or formatting. */
const invisible = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu

/** NUL becomes ␀, a right-to-left override becomes ⟨U+202E⟩, half a surrogate pair becomes �. */
export function makeVisible(name: string): string {
  return name.replace(invisible, (character) => {
    const code = character.codePointAt(0) ?? 0
    if (code < 0x20) return String.fromCharCode(0x2400 + code)
    if (code === 0x7f) return '\u2421'
    if (code >= 0xd800 && code <= 0xdfff) return '\ufffd'
    return `\u27e8U+${code.toString(16).toUpperCase().padStart(4, '0')}\u27e9`
  })
}

/** The beginning says whose it is, the end says which: what is cut is the middle, and the cut says how much. */
export function elideMiddle(text: string, longest: number): string {
  if (text.length <= longest) return text
  const kept = Math.max(2, longest - 1)
  const head = wholeCharacters(text.slice(0, Math.ceil(kept / 2)), 'end')
  const tail = wholeCharacters(text.slice(text.length - Math.floor(kept / 2)), 'start')
  return `${head}…${tail}`
}

/** A cut must not leave half of a surrogate pair at the edge. */
function wholeCharacters(text: string, edge: 'start' | 'end'): string {
  if (edge === 'end') return /[\ud800-\udbff]$/.test(text) ? text.slice(0, -1) : text
  return /^[\udc00-\udfff]/.test(text) ? text.slice(1) : text
}

/** What people see of a name, anywhere on the page. The empty name of a symbol-less frame gets a word. */
export function visibleName(name: string, longest: number = longestShownName): string {
  if (name === '') return '(no name)'
  // Cutting first bounds the work of the replacement for hostile lengths.
  return elideMiddle(makeVisible(elideMiddle(name, longest)), longest)
}
