/** Names come from files, links and stores and may hold anything: what the eye would miss is made visible. */

/** Controls, halves of surrogate pairs, line separators, and everything Unicode calls ignorable or formatting. */
const invisible = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu

/** Of text in lines, which stay lines. */
export const makeVisibleLines = (text: string): string => text.split('\n').map(makeVisible).join('\n')

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
