import { describe, expect, it } from 'vitest'
import { parsedSample, sampleJson } from '../../testing/samples.ts'

const collectors = [
  'jdk17-G1.log',
  'jdk17-Parallel.log',
  'jdk17-Serial.log',
  'jdk17-Z.log.gz',
  'jdk17-plain.log',
  'jdk25-Shenandoah.log.gz',
  'jdk25-Z.log.gz',
]

describe('logs of a program that counted what it allocated', () => {
  it.each(collectors)('%s agrees with it', async (name) => {
    const truth = sampleJson(`counters/${name.replace(/\.log(\.gz)?$/, '')}.truth.json`) as { allocatedBytes: number }
    const { facts } = await parsedSample(`counters/${name}`)
    const points = facts.allocatedTotals ?? []
    const first = points[0]
    const last = points.at(-1)
    const seconds = ((last?.timeMs ?? 0) - (first?.timeMs ?? 0)) / 1000
    const rate = (last?.bytes ?? 0) / seconds
    const true8s = truth.allocatedBytes / 8
    // A collector that works beside the program does not see what is allocated meanwhile.
    if (facts.allocatedBound === 'lower') expect(rate).toBeLessThan(1.15 * true8s)
    else expect(Math.abs(rate / true8s - 1)).toBeLessThan(0.15)
  })
  it('which is a JVM’s own business: nothing is kept of the machine', async () => {
    const all = JSON.stringify(await parsedSample('counters/jdk17-G1.log'))
    expect(all).not.toMatch(/Memory|0x0000|Churn/)
  })
})

describe('a report', () => {
  it('leaves its environment and its command line in the file', async () => {
    const all = JSON.stringify(await parsedSample('counters/node-report.json'))
    for (const secret of ['hunter2', 'PASSWORD', 'desk.cjs', 'srv']) expect(all).not.toContain(secret)
  })
})
