import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Mistakes, parseIsoTime, parseJson, rootField } from './decode.ts'

describe('times', () => {
  it('are the same moment whatever the offset', () => {
    const utc = Date.parse('2026-11-21T20:34:00Z')
    expect(parseIsoTime('2026-11-22T02:04:00+05:30')).toBe(utc)
    expect(parseIsoTime('2026-11-22T02:04:00+0530')).toBe(utc)
    expect(parseIsoTime('2026-11-21T20:34Z')).toBe(utc)
    expect(parseIsoTime('2026-11-21T17:04:00-03:30')).toBe(utc)
  })

  it('keep fractions down to the microsecond', () => {
    expect(parseIsoTime('2026-11-21T20:34:00.123456789Z')).toBeCloseTo(Date.parse('2026-11-21T20:34:00Z') + 123.4568, 3)
    expect(parseIsoTime('2026-11-21T20:34:00.004+00:00')).toBe(Date.parse('2026-11-21T20:34:00Z') + 4)
  })

  it('without an offset, or of another form, are not times', () => {
    for (const text of ['2026-11-22T02:04:00', '02:04', '2026-13-01T00:00:00Z', 'yesterday', '1763757240', ''])
      expect(parseIsoTime(text)).toBeUndefined()
  })

  it('come back from every date that can be written', () => {
    fc.assert(
      fc.property(fc.date({ min: new Date(0), max: new Date('2100-01-01T00:00:00Z'), noInvalidDate: true }), (date) => {
        expect(parseIsoTime(date.toISOString())).toBe(date.getTime())
      }),
    )
  })
})

describe('fields', () => {
  it('name the path of each mistake and keep the rest', () => {
    const mistakes = new Mistakes()
    const root = rootField({ list: [1, 'two', 3], size: 'big' }, mistakes)
    expect(root.get('list').list((entry) => entry.number())).toEqual([1, 3])
    expect(root.get('size').number()).toBeUndefined()
    expect(mistakes.messages).toEqual(['list[1]: must be a number, is "two"', 'size: must be a number, is "big"'])
  })

  it('are absent, not inherited, when the file does not have them', () => {
    const mistakes = new Mistakes()
    const root = rootField({}, mistakes)
    expect(root.get('constructor').present).toBe(false)
    expect(root.get('__proto__').present).toBe(false)
  })

  it('reach no prototype through hostile keys', () => {
    const mistakes = new Mistakes()
    const hostile = parseJson('{"labels":{"__proto__":{"polluted":"yes"},"constructor":"x","pod":"a"}}', 'x', 'y')
    const labels = rootField(hostile.ok ? hostile.value : {}, mistakes)
      .get('labels')
      .texts()
    expect(Object.entries(labels)).toEqual([['pod', 'a']])
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
    expect(mistakes.messages).toHaveLength(2)
  })

  it('stop printing after fifty mistakes and count the rest', () => {
    const mistakes = new Mistakes()
    rootField(
      Array.from({ length: 80 }, () => 'x'),
      mistakes,
    ).list((entry) => entry.number())
    expect(mistakes.messages).toHaveLength(51)
    expect(mistakes.messages.at(-1)).toBe('30 more mistakes')
  })
})

it('says whether JSON ends early or is wrong', () => {
  const code = (text: string): string | undefined => {
    const parsed = parseJson(text, 'a.json', 'look')
    return parsed.ok ? undefined : parsed.error.code
  }
  expect(code('')).toBe('empty')
  expect(code('{"a":')).toBe('truncated')
  expect(code('{"a": nonsense}')).toBe('malformed')
  expect(code('\uFEFF{}')).toBeUndefined()
})
