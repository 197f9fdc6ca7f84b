import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadRecording } from '../../cli/disk.ts'
import { Analyst } from '../../core/analyst/analyst.ts'
import { valueIn } from './seriesShape.ts'
import { valueText } from './seriesText.ts'

/** What stands beside the timeline's line and what the banner says, on every recording that is shipped. */
const folder = join(import.meta.dirname, '../../../public/recordings')
const shipped = readdirSync(folder).filter((name) => existsSync(join(folder, name, 'recording.json')))

async function opened(name: string) {
  const analyst = new Analyst()
  const loaded = await loadRecording(analyst, join(folder, name))
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.error))
  const { captures, opened: recording } = loaded.value
  return { analyst, captureIds: captures.map(({ id }) => id), ...recording }
}

describe('CPU in the timeline and in the banner', () => {
  it.each(shipped)('%s says one figure in each of its windows', async (name) => {
    const { analyst, captureIds, settings, recording } = await opened(name)
    const { series } = await analyst.timeline(captureIds, settings)
    expect(recording.windows.length).toBeGreaterThan(0)
    for (const window of recording.windows) {
      const { story, cores } = analyst.analyse({ captureIds, window, settings })
      const signal = story.signals.cpu_user_pct
      if (signal.state === 'absent' || !cores) throw new Error(`${name} has no CPU figure`)
      const along = (100 * (valueIn(series.cpu, window) ?? Number.NaN)) / cores.value
      // A counter is read some milliseconds beside the ends of a window: the line between two readings is off by that much.
      expect(along, window.name).toBeGreaterThanOrEqual(signal.low * 0.999)
      expect(along, window.name).toBeLessThanOrEqual(signal.high * 1.001)
    }
  })

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
