import { describe, expect, it } from 'vitest'
import { readCollapsed } from '../formats/collapsed/readCollapsed.ts'
import { parsedSample, sampleBytes } from '../testing/samples.ts'
import { capturesOf } from '../analyst/captureOf.ts'
import { asTold, formatTold, needsTelling, parseTold, toldKinds } from './told.ts'

/** Without the marks by which its event is told. */
const folded = (name: string) => {
  const text = new TextDecoder().decode(sampleBytes(`folded/${name}`)).replaceAll('_[i]', '')
  const read = readCollapsed(new TextEncoder().encode(text), { fileName: name, maxInflatedBytes: 1e8 })
  if (!read.ok) throw new Error(read.error.what)
  return read.value.parts[0]!
}
const sum = (values: Float64Array | undefined): number => (values ?? new Float64Array()).reduce((a, b) => a + b, 0)

describe('what a person says a file counts', () => {
  it('is written and read the same way', () => {
    for (const text of [...toldKinds, 'cpu:ns', 'wall:us', 'lock:ms', 'block:us'])
      expect(formatTold(parseTold(text)!)).toBe(text)
    expect(parseTold('heap')).toEqual({ kind: 'heap_live' })
    for (const wrong of ['', 'memory', 'cpu:bytes', 'heap_live:ns', 'lock:ns:ns', 'toString', 'CPU'])
      expect(parseTold(wrong), wrong).toBeUndefined()
  })

  it('makes bytes of allocations, which nothing in the file says', () => {
    const part = folded('async-alloc-total.collapsed.txt')
    expect(needsTelling(part)).toBe(true)
    const told = asTold(part, { kind: 'heap_alloc' })
    expect(told).toMatchObject({ kind: 'heap', covers: 'interval' })
    expect(told.profile.valueTypes).toEqual([{ type: 'alloc_space', unit: 'bytes' }])
    expect(told.profile.samples.values).toEqual(part.profile.samples.values)
  })

  it('scales a time by its unit, and leaves counts as counts without one', () => {
    const part = folded('async-lock-total.collapsed.txt')
    const before = sum(part.profile.samples.values[0])
    const inUs = asTold(part, { kind: 'lock', unit: 'us' })
    expect(inUs.profile.valueTypes).toEqual([{ type: 'delay', unit: 'nanoseconds' }])
    expect(sum(inUs.profile.samples.values[0])).toBe(before * 1000)
    expect(asTold(part, { kind: 'lock' }).profile).toBe(part.profile)
  })

  it('never goes against a file that says itself', async () => {
    const { parts } = await parsedSample('pprof-go/cpu.pb.gz')
    expect(asTold(parts[0]!, { kind: 'heap_live' })).toBe(parts[0])
  })

  it('ends the question', async () => {
    const parsed = await parsedSample('folded/async-cpu.collapsed.txt')
    const file = { hash: 'h', fileName: 'stacks.txt', parsed }
    expect(capturesOf({ ...file, hints: {} })).toMatchObject([{ kindAssumed: true, told: false }])
    expect(capturesOf({ ...file, hints: { told: { kind: 'wall' } } })).toMatchObject([
      { kindAssumed: false, told: true, capture: { kind: 'wall' } },
    ])
  })
})
