import { describe, expect, it } from 'vitest'
import { atSecond, captureOf } from '../testing/captures.ts'
import { dumpsOf, lookOf } from '../testing/drawnLooks.ts'
import { window } from '../testing/gathered.ts'
import { gatherWindow } from './gather.ts'

const hour = 3600
const look = lookOf([
  ...Array.from({ length: 8 }, (_, at) => `web-${at}: lock`),
  ...Array.from({ length: 2 }, (_, at) => `api-${at}: running`),
])

function gathered(localSeconds: readonly number[], hints = {}) {
  const recording = captureOf({ kind: 'cpu', from: 0, until: 60, runtime: 'jvm', text: 'main\n180', hints })
  const dumps = dumpsOf(localSeconds.map((seconds) => ({ ...look, localMs: atSecond(seconds) })))
  const { warnings, looks } = gatherWindow({ captures: [recording, ...dumps], facts: [], window, settings: {} })
  return { left: warnings.flatMap((one) => (one.id === 'other-day' ? one.file : [])), looks: looks?.looks.length ?? 0 }
}

describe('dumps with a date of their own', () => {
  it('are left out and named where it is another day than that of the recording', () => {
    expect(gathered([-72 * hour, 10])).toEqual({ left: ['dump-00.txt'], looks: 1 })
    expect(gathered([72 * hour])).toEqual({ left: ['dump-00.txt'], looks: 0 })
  })

  it('stay where the zone of their clock may be all there is between', () => {
    expect(gathered([-14 * hour, 14 * hour])).toEqual({ left: [], looks: 2 })
  })

  it('stay where nothing beside them knows its time but a copy of a file', () => {
    expect(gathered([-72 * hour], { fileDateMs: atSecond(60) })).toEqual({ left: [], looks: 1 })
  })
})
