import { describe, expect, it } from 'vitest'
import { bold, commandLines, harmless, row, wrapped } from './terminal.ts'

const widest = (text: string): number => Math.max(...text.split('\n').map((line) => Array.from(line).length))

describe('a text for a terminal', () => {
  it('is broken between words, indented behind its first line, and loses no word', () => {
    const text = `  lock wait  ${'every word of this stays '.repeat(12).trim()}.`
    const lines = wrapped(text).split('\n')
    expect(widest(lines.join('\n'))).toBeLessThanOrEqual(100)
    expect(lines.length).toBeGreaterThan(2)
    expect(lines.slice(1).every((line) => line.startsWith('        every') || /^ {8}\S/.test(line))).toBe(true)
    expect(lines.join(' ').replace(/\s+/g, ' ')).toBe(text.replace(/\s+/g, ' '))
  })

  it('is as it was where it fits', () => {
    const text = `  a  b\n\n${'x'.repeat(100)}`
    expect(wrapped(text)).toBe(text)
  })

  it('keeps both ends of a name that is wider than a line', () => {
    const name = `com.example.Outer<${'T,'.repeat(200)}>.handle()`
    const [first = ''] = wrapped(`- ${name} waits`).split('\n')
    expect(widest(wrapped(`- ${name} waits`))).toBeLessThanOrEqual(100)
    expect(first).toBe('-')
    const shown = row('  12 ms self  ', name)
    expect(Array.from(shown)).toHaveLength(100)
    expect(shown).toMatch(/^ {2}12 ms self {2}com\.example\..*….*handle\(\)$/)
  })

  it('leaves a command that can be pasted: broken outside of quotes only', () => {
    const command = `trifold record --go http://payments-api.shop.svc.cluster.local:6060 --header "Authorization: Bearer of things" --for 3m --out DIR`
    const lines = commandLines(command)
    expect(lines.length).toBeGreaterThan(1)
    expect(widest(lines.join('\n'))).toBeLessThanOrEqual(100)
    expect(lines.slice(0, -1).every((line) => line.endsWith(' \\'))).toBe(true)
    expect(
      lines
        .map((line) => line.replace(/\\$/, '').trim())
        .join(' ')
        .replace(/\s+/g, ' '),
    ).toBe(command)
    expect(lines.join('\n')).toContain('"Authorization: Bearer of things"')
  })

  it('shows what a terminal would obey, and keeps its own lines', () => {
    expect(harmless('a\u001b]0;title\u0007b\u009bc\rd\ne')).toBe('a␛]0;title␇b⟨U+009B⟩c␍d\ne')
    // A name that turns the line around would make it say something else.
    expect(harmless('pay\u202efdp.exe\u200b: 90 %')).toBe('pay⟨U+202E⟩fdp.exe⟨U+200B⟩: 90 %')
    expect(harmless('Σ größer → 5 µs')).toBe('Σ größer → 5 µs')
  })

  it('is bold on a terminal only, and where nobody asked for none', () => {
    expect(bold('x', { isTTY: true }, {})).toBe('\u001b[1mx\u001b[22m')
    expect(bold('x', {}, {})).toBe('x')
    expect(bold('x', { isTTY: true }, { NO_COLOR: '1' })).toBe('x')
    expect(bold('x', { isTTY: true }, { TERM: 'dumb' })).toBe('x')
  })
})
