import { readFileSync, readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { findValueColumn } from '../../profile/profile.ts'
import { recoverSampleCounts } from '../../profile/sampleCounts.ts'
import { readFile } from '../readFile.ts'
import { parsedSample, totalOf } from '../../testing/samples.ts'

/** What Pyroscope was given: the recordings themselves. Sum of a column over their files of a kind. */
async function pushed(recording: string, files: RegExp, type: string): Promise<{ sum: number; last: number }> {
  const folder = new URL(`../../../../public/recordings/${recording}/`, import.meta.url)
  let sum = 0
  let last = 0
  for (const name of readdirSync(folder)
    .filter((file) => files.test(file))
    .toSorted()) {
    const read = await readFile(readFileSync(new URL(name, folder)), { fileName: name, maxInflatedBytes: 1e8 })
    if (!read.ok) throw new Error(read.error.what)
    last = totalOf(read.value.parts[0]!, type)
    sum += last
  }
  return { sum, last }
}

describe('what Pyroscope drew of recordings it was given', () => {
  it('holds their CPU time, in nanoseconds and not in thirty billion samples', async () => {
    const [part] = (await parsedSample('flamebearer/cpu.json')).parts
    expect(part).toMatchObject({ kind: 'cpu', covers: 'interval' })
    expect(part!.profile.valueTypes).toEqual([{ type: 'cpu', unit: 'nanoseconds' }])
    expect(totalOf(part!, 'cpu')).toBe((await pushed('fast-path-a', /^cpu/, 'cpu')).sum)
  })

  it('counts samples by what divides every value: Go’s 10 ms', async () => {
    const [part] = (await parsedSample('flamebearer/cpu.json')).parts
    const { counts, source, testable } = recoverSampleCounts(part!.profile, 0)
    expect([source, testable]).toEqual(['period', true])
    expect(counts.reduce((a, b) => a + b, 0)).toBe((await pushed('fast-path-a', /^cpu/, 'samples')).sum)
  })

  it('gives both sides of a difference', async () => {
    const [base, head] = (await parsedSample('flamebearer/cpu-diff.json')).parts
    expect([base!.side, head!.side]).toEqual(['base', 'head'])
    expect(totalOf(base!, 'cpu')).toBe((await pushed('fast-path-a', /^cpu/, 'cpu')).sum)
    // Three samples without any stack are not in a flame graph.
    expect((await pushed('fast-path-b', /^cpu/, 'cpu')).sum - totalOf(head!, 'cpu')).toBe(30_000_000)
  })

  it('is divided by the snapshots that were summed', async () => {
    const [part] = (await parsedSample('flamebearer/inuse.json')).parts
    const { last } = await pushed('fast-path-b', /^heap/, 'inuse_space')
    expect(findValueColumn(part!.profile, 'inuse_space')).toBe(0)
    expect(Math.abs(totalOf(part!, 'inuse_space') / last - 1)).toBeLessThan(0.02)
    expect(part!.profile.meta.notes).toContain('a sum of 12 snapshots, says its timeline: divided by 12')
  })

  it('says so where nothing tells how many snapshots were summed', async () => {
    for (const { profile } of (await parsedSample('flamebearer/inuse-diff.json')).parts)
      expect(profile.meta.notes.join()).toContain('does not say of how many')
  })
})
