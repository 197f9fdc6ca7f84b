import { describe, expect, it } from 'vitest'
import { parsedSample, totalOf } from '../testing/samples.ts'
import { capturesOf } from '../analyst/captureOf.ts'
import { gatherWindow } from './gather.ts'

describe('what a profiler does itself', () => {
  it('is not what the program does that memray started', async () => {
    const parsed = await parsedSample('speedscope/memray.speedscope.json')
    const kept = capturesOf({ hash: 'h', fileName: 'memray.json', hints: {}, parsed })
    const captures = kept.map(({ capture }) => capture)
    const { heap_live: live } = gatherWindow({
      captures,
      facts: [],
      window: { fromMs: 0, untilMs: 1000 },
      settings: {},
    }).views
    const part = captures.find(({ kind }) => kind === 'heap')!
    expect(live.state === 'measured' && live.total).toBe(
      totalOf({ profile: part.profile }, part.profile.valueTypes.find(({ unit }) => unit === 'bytes')!.type),
    )
    expect(live.state === 'measured' && live.total).toBe(4_261_179)
  })
})
