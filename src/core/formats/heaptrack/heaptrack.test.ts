import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { explainLoadError } from '../../base/result.ts'
import { drawStacks, expectErrorOrValue } from '../../testing/drawStacks.ts'
import { parsedSample, totalOf } from '../../testing/samples.ts'
import { readHeaptrack } from './heaptrack.ts'

const options = { fileName: 'app.heaptrack', maxInflatedBytes: 1e8 }
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)
const small = [
  'v 10400 3',
  'X /srv/app --token secret-argument',
  'I 1000 5e298d',
  's 8 /srv/app',
  's 4 main',
  's 5 app.c',
  's 7 session',
  's 4 body',
  'i 7f00 1 2 3 9',
  't 1 0',
  // body, inlined into session.
  'i 7f10 1 5 3 20 4 3 14',
  't 2 1',
  'a 64 2',
  'a 10 1',
  'c 0',
  'R 100',
  '+ 0',
  '+ 0',
  '+ 1',
  '- 0',
  'c 3e8',
  'R 200',
  '',
].join('\n')

describe('heaptrack', () => {
  it('gives what was allocated, and what was not given back when it ended', () => {
    const file = readHeaptrack(bytesOf(small), options)
    if (!file.ok) throw new Error(explainLoadError(file.error))
    const { parts, facts } = file.value
    expect(parts.map(({ kind, covers, profile }) => [kind, covers, drawStacks(profile)])).toEqual([
      [
        'heap',
        'interval',
        ['main;session;body alloc_objects=2 alloc_space=200', 'main alloc_objects=1 alloc_space=16'],
      ],
      ['heap', 'gauge', ['main;session;body inuse_objects=1 inuse_space=100', 'main inuse_objects=1 inuse_space=16']],
    ])
    expect(parts[0]!.profile.meta.durationMs).toBe(1000)
    expect(facts.rssPoints).toEqual([
      { timeMs: 0, bytes: 1_048_576 },
      { timeMs: 1000, bytes: 2_097_152 },
    ])
    expect(JSON.stringify(file.value)).not.toContain('secret-argument')
  })

  it('agrees with heaptrack’s own report of a recorded program', async () => {
    const [alloc, live] = (await parsedSample('heaptrack/leak.heaptrack.zst')).parts
    expect(totalOf(alloc!, 'alloc_objects')).toBe(2610)
    const leaked = drawStacks(live!.profile).filter((line) => line.includes('openSession'))
    expect(leaked.join()).toMatch(
      /main;openSession\(\);copyBody\(unsigned long\) inuse_objects=200 inuse_space=4000000/,
    )
    expect(totalOf(live!, 'inuse_space')).toBeLessThan(4_100_000)
  })

  it('says that it was attached, and refuses what is not read with the command', () => {
    const attached = readHeaptrack(bytesOf(small.replace('I 1000', 'A\nI 1000')), options)
    expect(attached.ok && attached.value.parts[0]!.profile.meta.notes.join()).toMatch(/attached to a running program/)
    const says = ['v 10000 0\nX ./a\n+ 64 1 7f\n', 'v 10400 3\nX ./a\n'].map((text) => {
      const result = readHeaptrack(bytesOf(text), options)
      return result.ok ? '' : explainLoadError(result.error)
    })
    expect(says[0]).toMatch(/before 1\.0.*heaptrack_print/)
    expect(says[1]).toMatch(/without an allocation/)
  })

  it('cut off or changed anywhere is a value or a sentence', () => {
    const whole = bytesOf(small)
    for (let end = 0; end < whole.length; end += 1) expectErrorOrValue(readHeaptrack(whole.subarray(0, end), options))
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 }),
        (changes) => {
          const changed = whole.slice()
          for (const [at, byte] of changes) changed[at] = byte
          expectErrorOrValue(readHeaptrack(changed, options))
        },
      ),
      { numRuns: 500 },
    )
  })
})
