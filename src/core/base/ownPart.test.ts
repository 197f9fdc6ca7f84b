import { describe, expect, it } from 'vitest'
import { isPartMissing } from './ownPart.ts'

describe('isPartMissing', () => {
  it.each([
    ['Failed to fetch dynamically imported module: https://trifold.example/assets/jfr-B5eQ.js', true],
    ['error loading dynamically imported module: https://trifold.example/assets/jfr-B5eQ.js', true],
    ['Importing a module script failed.', true],
    ['Failed to fetch', false],
    ['out of memory', false],
  ])('%s', (message, isMissing) => {
    expect(isPartMissing(new TypeError(message))).toBe(isMissing)
  })

  it('is not what is thrown that is no error', () => {
    expect(isPartMissing('Importing a module script failed.')).toBe(false)
  })
})
