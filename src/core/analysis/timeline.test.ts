import { readFile } from 'node:fs/promises'
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

describe('lock wait along the timeline of a flight recording', () => {
  const alongAnd = async (name: string) => {
    const analyst = new Analyst()
    const path = join(import.meta.dirname, `../../../e2e/samples/jfr/open/${name}.jfr.gz`)
    const bytes = new Uint8Array(await readFile(path)).buffer
    const loaded = await analyst.load({ bytes, fileName: name, hints: {} })
    if (!loaded.ok) throw new Error(JSON.stringify(loaded.error))
    const captureIds = loaded.value.captures.map(({ id }) => id)
    const { span, series } = await analyst.timeline(captureIds, {})
    const signal = analyst.analyse({ captureIds, window: span, settings: {} }).story.signals.lock_wait_pct
    if (signal.state === 'absent') throw new Error('no lock wait')
    const points = series.lock.points.map(({ fromMs, untilMs, value }) => value * (untilMs - fromMs))
    const share = (100 * points.reduce((sum, one) => sum + one, 0)) / (span.untilMs - span.fromMs)
    return { lock: series.lock, signal, share }
  }

  it.each(['knot', 'held'])('%s has a bound where waits had not ended, and what dumps saw of them', async (name) => {
    const { lock, signal, share } = await alongAnd(name)
    expect(lock.bound).toBe('lower')
    expect(signal.value).toBeGreaterThan(0.3)
    expect(share / signal.value).toBeGreaterThan(0.8)
    expect(share / signal.value).toBeLessThan(1.25)
  })

  it('queue has none where every wait has an event', async () => {
    expect((await alongAnd('queue')).lock.bound).toBeUndefined()
  })
})
