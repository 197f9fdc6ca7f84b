import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findJsonShape } from './jsonShape.ts'

const shape = (text: string): string => {
  const found = findJsonShape(new TextEncoder().encode(text))
  return found ? `${found.top} ${[...found.keys].join(' ')}` : 'none'
}

describe('findJsonShape', () => {
  it('lists the keys of an object and of the objects in it', () => {
    expect(shape(' { "meta": { "version": 1, "deep": { "x": 1 } }, "threads": [ { "y": 1 } ], "name": "a" }')).toBe(
      'object meta meta.version meta.deep threads name',
    )
  })

  it('takes the first element of an array for all of them', () => {
    expect(shape('[{"ph":"B","args":{"z":1}},{"other":1}]')).toBe('array [].ph [].args')
  })

  it('is not fooled by brackets, escapes and keys inside strings', () => {
    expect(shape('{"a":"}\\"{","b":"{\\"c\\":1}"}')).toBe('object a b')
  })

  it('keeps what it saw of a text that breaks off', () => {
    expect(shape('{"nodes":[1,2],"sam')).toBe('object nodes sam')
  })

  it('knows text that is no JSON', () => {
    expect(shape('main;work 12')).toBe('none')
    expect(shape('')).toBe('none')
  })

  it('finds the same keys as a parser in any object', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ maxLength: 8 }), fc.jsonValue({ maxDepth: 3 })), (value) => {
        const found = findJsonShape(new TextEncoder().encode(JSON.stringify(value)))!
        const written = Object.keys(value).map((key) => JSON.stringify(key).slice(1, -1))
        for (const key of written) expect(found.keys.has(key)).toBe(true)
      }),
    )
  })
})
