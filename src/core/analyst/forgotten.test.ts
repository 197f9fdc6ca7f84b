import { describe, expect, it } from 'vitest'
import { loadRecording } from '../../cli/disk.ts'
import { Analyst } from './analyst.ts'

const folder = new URL('../../../public/recordings/orderbook', import.meta.url).pathname

async function loaded() {
  const analyst = new Analyst()
  const recording = await loadRecording(analyst, folder)
  if (!recording.ok || !recording.value.opened.opens) throw new Error('the recording does not open')
  const { captures, opened } = recording.value
  const { opens: window, settings } = { ...opened, opens: opened.opens ?? { fromMs: 0, untilMs: 1 } }
  return { analyst, subject: { captureIds: captures.map(({ id }) => id), window, settings } }
}

describe('a question about captures that are not there', () => {
  it('is an error of its own in every form, and never an answer about fewer', async () => {
    const { analyst, subject } = await loaded()
    const lost = { ...subject, captureIds: [...subject.captureIds, 'gone#0'] }
    const both = { base: subject, head: lost }
    for (const question of [
      { ask: 'analyse', subject: lost },
      { ask: 'timeline', captureIds: lost.captureIds, settings: {} },
      { ask: 'functionIndex', subject: lost },
      { ask: 'sandwich', subject: lost, view: 'cpu', name: 'main' },
      { ask: 'compare', subject: both },
    ] as const)
      expect(await analyst.answer(question), question.ask).toMatchObject({ ok: false, error: { code: 'forgotten' } })
    // A worker that was started anew knows nothing at all.
    expect(await new Analyst().answer({ ask: 'analyse', subject })).toMatchObject({ ok: false })
  })

  it('is answered when they are all there', async () => {
    const { analyst, subject } = await loaded()
    expect(await analyst.answer({ ask: 'analyse', subject })).toMatchObject({
      ok: true,
      value: { story: { diagnosis: { pattern: 'contention-bound' } } },
    })
  })
})
