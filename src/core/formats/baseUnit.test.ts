import { describe, expect, it } from 'vitest'
import { baseUnitOf } from './baseUnit.ts'

describe('a unit', () => {
  it.each([
    ['ns', 'nanoseconds', 1],
    ['Nanoseconds', 'nanoseconds', 1],
    ['us', 'nanoseconds', 1e3],
    ['\u00b5s', 'nanoseconds', 1e3],
    ['\u03bcs', 'nanoseconds', 1e3],
    ['ms', 'nanoseconds', 1e6],
    ['secs', 'nanoseconds', 1e9],
    ['minutes', 'nanoseconds', 60e9],
    ['b', 'bytes', 1],
    ['Bytes', 'bytes', 1],
    ['KiB', 'bytes', 1024],
    ['kilobytes', 'bytes', 1024],
    ['mbytes', 'bytes', 1024 ** 2],
    ['MiB', 'bytes', 1024 ** 2],
    ['gibibyte', 'bytes', 1024 ** 3],
    ['tb', 'bytes', 1024 ** 4],
  ])('%s is %s times %d', (text, unit, factor) => {
    expect(baseUnitOf(text)).toEqual({ unit, factor })
  })

  it.each(['count', 'ticks', 'jiffies', '', 'm', 'k', 'samples', 'cycles', 'bits', 'constructor', 'bytespersecond'])(
    '%s is neither time nor memory',
    (text) => {
      expect(baseUnitOf(text)).toBe(undefined)
    },
  )
})
