import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadRecording } from '../../cli/disk.ts'
import { classify } from '../diagnosis/classify.ts'
import { Analyst } from '../analyst/analyst.ts'

describe('the states along the timeline', () => {
  it('carry what the rules read there, so that they can be judged again by other thresholds', async () => {
    const analyst = new Analyst()
    const loaded = await loadRecording(analyst, join(import.meta.dirname, '../../../public/recordings/orderbook'))
    if (!loaded.ok) throw new Error(JSON.stringify(loaded.error))
    const { captures, opened } = loaded.value
    const { states } = await analyst.timeline(
      captures.map(({ id }) => id),
      opened.settings,
    )
    expect(states.length).toBeGreaterThan(3)
    for (const { values, pattern, kind } of states) expect(classify(values ?? {})).toMatchObject({ pattern, kind })
    const patterns = states.map(
      ({ values }) => classify(values ?? {}, { 'contention-bound': { lock_wait_pct: 100 } }).pattern,
    )
    expect(states.some(({ pattern }) => pattern === 'contention-bound')).toBe(true)
    expect(patterns).not.toContain('contention-bound')
  })
})
