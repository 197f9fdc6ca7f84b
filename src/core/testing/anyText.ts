import fc from 'fast-check'

/**
 * One character of all that Unicode has, control characters and what is drawn over others too. fast-check's own `unit: 'binary'` draws the
 * same, but first makes a table of all million of them, in each process that asks for it: a second of CPU.
 */
const anyCharacter = fc
  .integer({ min: 0, max: 0x10_ff_ff })
  .filter((code) => code < 0xd8_00 || code > 0xdf_ff)
  .map(String.fromCodePoint, codeOf)

/** Back from a character, so that fast-check also puts in words that are dangerous as keys (`__proto__`). */
function codeOf(text: unknown): number {
  const [character, ...more] = typeof text === 'string' ? text : ''
  if (character === undefined || more.length > 0) throw new TypeError('not one character')
  return character.codePointAt(0)!
}

export function anyText(length: { readonly maxLength?: number } = {}): fc.Arbitrary<string> {
  return fc.string({ unit: anyCharacter, ...length })
}
