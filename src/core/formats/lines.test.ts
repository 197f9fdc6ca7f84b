import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { forEachLine } from './lines.ts'

const linesOf = (text: string): string[] => {
  const seen: string[] = []
  forEachLine(new TextEncoder().encode(text), (line) => void seen.push(line))
  return seen
}

describe('forEachLine', () => {
  it('gives every line once, with LF or CRLF, with or without a last line end', () => {
    expect(linesOf('a\nb\r\n\nc')).toEqual(['a', 'b', '', 'c'])
    expect(linesOf('a\nb\n')).toEqual(['a', 'b'])
    expect(linesOf('')).toEqual([])
  })

  it('keeps lines longer than its block whole', () => {
    const long = 'x'.repeat(3_000_000)
    expect(linesOf(`a\n${long}\nb\n`)).toEqual(['a', long, 'b'])
  })

  it('agrees with splitting the whole text, whatever the text', () => {
    fc.assert(
      fc.property(fc.array(fc.string().filter((line) => !/[\r\n\uFEFF]/.test(line))), (lines) => {
        expect(linesOf(lines.map((line) => `${line}\n`).join(''))).toEqual(lines)
      }),
    )
  })

  it('stops when asked to', () => {
    let seen = 0
    forEachLine(new TextEncoder().encode('a\nb\nc\n'), () => {
      seen += 1
      return seen < 2
    })
    expect(seen).toBe(2)
  })
})
