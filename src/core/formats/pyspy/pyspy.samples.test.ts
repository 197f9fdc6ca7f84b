import { describe, expect, it } from 'vitest'
import { drawStacks } from '../../testing/drawStacks.ts'
import { parsedSample, sampleBytes, sampleNames, totalOf } from '../../testing/samples.ts'
import { readPySpyDumpJson } from './dump.ts'

describe('recordings of py-spy', () => {
  it('counts what the folded text counts', async () => {
    for (const name of sampleNames('pyspy').filter((file) => file.endsWith('.raw.txt'))) {
      const text = new TextDecoder().decode(sampleBytes(`pyspy/${name}`))
      const counts = text
        .trim()
        .split('\n')
        .map((line) => Number(line.slice(line.lastIndexOf(' '))))
      const [part] = (await parsedSample(`pyspy/${name}`)).parts
      expect(totalOf(part!, 'samples'), name).toBe(counts.reduce((a, b) => a + b, 0))
    }
  })

  it('takes only recordings with idle threads for wait profiles', async () => {
    const kinds = await Promise.all(
      [
        'default.raw.txt',
        'gil.raw.txt',
        'gil.speedscope.json',
        'idle.raw.txt',
        'idle-native.raw.txt',
        'idle-native.speedscope.json',
      ].map(async (name) => (await parsedSample(`pyspy/${name}`)).parts[0]!.kind),
    )
    expect(kinds).toEqual([undefined, undefined, undefined, 'wall', 'wall', 'wall'])
  })

  it('sees the same threads and functions in folded text and in speedscope', async () => {
    const [raw] = (await parsedSample('pyspy/idle-native.raw.txt')).parts
    const [speedscope] = (await parsedSample('pyspy/idle-native.speedscope.json')).parts
    const names = (part: typeof raw) => new Set(part!.profile.threads.map((thread) => thread.name))
    expect(names(speedscope)).toEqual(names(raw))
    expect(speedscope!.profile.meta.ticks).toBe(raw!.profile.meta.ticks)
    expect(speedscope!.profile.strings).toContain('threading.Thread.run')
  })

  it('sees the waits for locks that the program measured, within a tenth of all thread time', async () => {
    // truth.json: 25 % of thread time. A stack with the lock primitive below application code is such a wait.
    const [part] = (await parsedSample('pyspy/idle-native.speedscope.json')).parts
    const waiting = drawStacks(part!.profile).filter(
      (line) =>
        /lock_PyThread_acquire_lock|rlock_acquire/.test(line) && !/queue\.|threading\.(Condition|Event)/.test(line),
    )
    const observations = waiting.reduce((sum, line) => sum + Number(/samples=(\d+)/.exec(line)![1]), 0)
    expect(observations / totalOf(part!, 'samples')).toBeGreaterThan(0.15)
    expect(observations / totalOf(part!, 'samples')).toBeLessThan(0.35)
  })

  it('reads three dumps written one after the other as three observations', () => {
    const dumps = [1, 2, 3].map((n) => sampleBytes(`pyspy/dump-native-${n}.json`))
    const joined = Uint8Array.from(dumps.flatMap((bytes) => [...bytes]))
    const read = readPySpyDumpJson(joined, { fileName: 'dumps.json', maxInflatedBytes: 1e9 })
    const [part] = read.ok ? read.value.parts : []
    expect(part!.profile.meta.ticks).toBe(3)
    expect(totalOf(part!, 'samples')).toBe(3 * part!.profile.threads.length)
  })
})
