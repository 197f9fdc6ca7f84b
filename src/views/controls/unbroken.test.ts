import { describe, expect, it } from 'vitest'
import { piecesOf } from './Unbroken.tsx'

const kept = (text: string): readonly string[] => piecesOf(text).filter((_, index) => index % 2 === 1)

describe('a number and its unit', () => {
  it('stay on one line', () => {
    expect(kept('CPU use is 57 %, the rule starts at 60 %.')).toEqual(['57 %', '60 %'])
    expect(kept('0.19 → 95 threads waiting, 84 kB/s → 944 kB/s')).toEqual(['95 threads', '84 kB/s', '944 kB/s'])
    expect(kept('0 ± 19 MB/h in 3.5 min, 12,231 s·core, 4 cores, 12 µs')).toEqual([
      '19 MB/h',
      '3.5 min',
      '12,231 s·core',
      '4 cores',
      '12 µs',
    ])
    const text = 'busy 8.2 % of 1 core.'
    expect(piecesOf(text).join('')).toBe(text)
  })

  it('and nothing else does: a count and its word may part', () => {
    for (const text of ['1 of 3 causes', '40 to 4000 orders/s', '3 binaries', '2 sockets', '15 minor', '7 hours'])
      expect(kept(text)).toEqual([])
  })
})
