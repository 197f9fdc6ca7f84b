import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadRecording } from '../../cli/disk.ts'
import { Analyst } from '../../core/analyst/analyst.ts'
import { valueText } from './seriesText.ts'

/** What stands beside the timeline's line and what the banner says; of every shipped recording: `src/everyRecording.slow.test.ts`. */
const folder = join(import.meta.dirname, '../../../public/recordings')

async function opened(name: string) {
  const analyst = new Analyst()
  const loaded = await loadRecording(analyst, join(folder, name))
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.error))
  const { captures, opened: recording } = loaded.value
  return { analyst, captureIds: captures.map(({ id }) => id), ...recording }
}

describe('CPU in the timeline and in the banner', () => {
  it('says so where there is nothing but samples that are known to miss CPU', async () => {
    const { analyst, captureIds, settings, recording } = await opened('payments-api')
    const { process: _counter, ...silent } = settings
    const { series } = await analyst.timeline(captureIds, silent)
    const window = recording.windows.find(({ name }) => name === 'incident') ?? recording.windows[0]!
    const signal = analyst.analyse({ captureIds, window, settings: silent }).story.signals.cpu_user_pct
    expect(series.cpu).toMatchObject({ from: 'samples only', bound: 'lower' })
    expect(signal).toMatchObject({ bound: 'lower' })
    expect(valueText(series.cpu, window, undefined)).toBe('≥ 0.03 cores, sampled')
  })
})
