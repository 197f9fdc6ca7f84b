import { expect, it } from 'vitest'
import { parsedSample, sampleJson, totalOf } from '../../testing/samples.ts'

interface Oracle {
  readonly name: string
  readonly samples: number
  readonly busyUs: number
  readonly selfUs: Readonly<Record<string, number>>
}

it('a trace of Chromium holds the CPU samples of its page and of its worker', async () => {
  const oracle = sampleJson('chrome-trace/zoo.oracle.json') as readonly Oracle[]
  const { parts } = await parsedSample('chrome-trace/zoo.trace.json.gz')
  expect(parts.map(({ kind }) => kind)).toEqual(['cpu'])
  const part = parts[0]!
  const { samples, stacks, frames, strings, threads, meta } = part.profile
  expect(threads.map(({ name }) => name)).toEqual(oracle.map(({ name }) => name))
  expect(totalOf(part, 'cpu')).toBeCloseTo(1000 * oracle.reduce((sum, { busyUs }) => sum + busyUs, 0), -3)
  let digestNs = 0
  for (let row = 0; row < samples.length; row += 1) {
    if (strings[frames.name[stacks.frame[samples.stack[row]!]!]!] === 'digest') digestNs += samples.values[0]![row]!
  }
  expect(digestNs).toBeCloseTo(1000 * oracle[1]!.selfUs['digest']!, -3)
  // Two event loops are not one: their CPU may be two cores.
  expect(meta.traits).toEqual(['event-loops'])
})
