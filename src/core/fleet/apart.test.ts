import { describe, expect, it } from 'vitest'
import { tellFleet } from '../analysis/words/fleet.ts'
import { calmPod, drawFleet } from '../testing/drawnFleet.ts'
import { fleetOf } from './fleet.ts'

const labelsOf = (i: number) => ({ node: `n${i % 3}`, version: i < 3 ? 'v1' : 'v2' })
const pods = (more: (i: number) => Partial<Parameters<typeof calmPod>[1]>) =>
  fleetOf(drawFleet([0, 1, 2, 3, 4, 5].map((i) => calmPod(`web-${i}`, { labels: labelsOf(i), ...more(i) }))), {
    cores: { value: 1, from: 'the configuration' },
  }).verdict!
const told = (verdict: ReturnType<typeof pods>): string => tellFleet(verdict, 'UTC').text

describe('processes of which some are ill', () => {
  it('are told by the label that all of them have and no other: all of one node', () => {
    const verdict = pods((i) => (i % 3 === 2 ? { waiters: 70 } : {}))
    expect(verdict.shared).toEqual({ label: 'node', value: 'n2' })
    expect(told(verdict)).toMatch(/^2 of 6 pods contention-bound: web-\d and web-\d \(all of node n2\), lock wait/)
  })
  it('are not where a healthy one has it too, nor is one by itself', () => {
    expect(pods((i) => (i === 2 || i === 4 ? { waiters: 70 } : {})).shared).toBeUndefined()
    expect(pods((i) => (i === 2 ? { waiters: 70 } : {})).shared).toBeUndefined()
  })
})

describe('processes of which none is ill', () => {
  it('are told by the part that uses three times as much, though no rule is near and half of them are no outliers', () => {
    const verdict = pods((i) => ({ cores: i < 3 ? 0.1 : 0.3 }))
    expect(verdict).toMatchObject({ lead: 'quiet', apart: { label: 'version', value: 'v2', figure: 'cores' } })
    expect(told(verdict)).toContain('; version v2: CPU use 0.30 cores, the others 0.10')
  })
  it('are not where one of the part is like the rest, nor by what varies anyway', () => {
    expect(pods((i) => ({ cores: i < 4 ? 0.1 : 0.3 })).apart).toBeUndefined()
    expect(pods((i) => ({ cores: i < 3 ? 0.2 : 0.28 })).apart).toBeUndefined()
    expect(pods((i) => ({ cores: 0.1 + 0.05 * (i % 2) })).apart).toBeUndefined()
  })
})
