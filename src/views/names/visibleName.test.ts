import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anyText } from '../../core/testing/anyText.ts'
import { makeVisible } from '../../core/base/visibleText.ts'
import { elideMiddle, longestShownName, visibleName } from './visibleName.ts'

describe('visibleName', () => {
  it('shows control characters as pictures and direction overrides as code points', () => {
    expect(makeVisible('a\u0000b\nc\u007f')).toBe('a␀b␊c␡')
    expect(makeVisible('pay\u202Efdp.exe\u200B')).toBe('pay⟨U+202E⟩fdp.exe⟨U+200B⟩')
  })

  it('leaves markup as the text it is, and other scripts alone', () => {
    expect(visibleName('<img src=x onerror=alert(1)>')).toBe('<img src=x onerror=alert(1)>')
    expect(visibleName('حساب.ادفع')).toBe('حساب.ادفع')
    expect(visibleName('🦊.run')).toBe('🦊.run')
  })

  it('cuts a long name in the middle, keeping whose it is and which it is', () => {
    const name = `payments.${'x'.repeat(100_000)}.authorise`
    const shown = visibleName(name)
    expect(shown.length).toBeLessThanOrEqual(longestShownName)
    expect(shown.startsWith('payments.x')).toBe(true)
    expect(shown.endsWith('x.authorise')).toBe(true)
    expect(shown).toContain('…')
  })

  it('never shows half a character at a cut', () => {
    expect(elideMiddle('🦊🦊🦊🦊', 4)).not.toMatch(/[\ud800-\udbff](?![\udc00-\udfff])/)
  })

  it('gives a word to a frame without a name', () => {
    expect(visibleName('')).toBe('(no name)')
  })

  it('is bounded and holds nothing invisible, whatever the file says', () => {
    fc.assert(
      fc.property(anyText({ maxLength: 3000 }), fc.integer({ min: 3, max: 700 }), (name, longest) => {
        const shown = visibleName(name, longest)
        expect(shown.length).toBeLessThanOrEqual(Math.max(longest, '(no name)'.length))
        // eslint-disable-next-line no-control-regex -- that is what must not be there
        expect(shown).not.toMatch(/[\u0000-\u001f\u200b-\u200f\u202a-\u202e\u2066-\u2069]/)
      }),
    )
  })
})
