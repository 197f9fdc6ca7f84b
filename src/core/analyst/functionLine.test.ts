import { describe, expect, it } from 'vitest'
import { nsPerSecond } from '../base/units.ts'
import { loadRecording } from '../../cli/disk.ts'
import { Analyst } from './analyst.ts'
import type { ChangeLine } from '../diff/comparison.ts'
import type { FunctionLineQuestion } from './functionQuestions.ts'
import type { Subject } from './subject.ts'

const event = 'audit logging switched on for every request'

async function opened(name: string): Promise<{ readonly analyst: Analyst; readonly subject: Subject }> {
  const analyst = new Analyst()
  const recording = await loadRecording(
    analyst,
    new URL(`../../../public/recordings/${name}`, import.meta.url).pathname,
  )
  if (!recording.ok || !recording.value.opened.opens) throw new Error('the recording does not open')
  const { captures, opened: open } = recording.value
  return {
    analyst,
    subject: {
      captureIds: captures.map(({ id }) => id),
      window: recording.value.opened.opens,
      settings: open.settings,
    },
  }
}

async function lineOf(
  analyst: Analyst,
  question: Pick<FunctionLineQuestion, 'subject' | 'view' | 'name'> & Partial<FunctionLineQuestion>,
): Promise<ChangeLine | null> {
  const answer = await analyst.answer({ of: 'total', marks: [], ...question, ask: 'functionLine' })
  if (!answer.ok) throw new Error(answer.error.what)
  return answer.value as ChangeLine | null
}

describe('functions along the time of a recording', () => {
  it('show when one began, with the event it began with, over all that was recorded and not only the window', async () => {
    const { analyst, subject } = await opened('payments-api')
    const at = Date.parse('2026-11-22T18:20:24.075+05:30')
    const handle = await lineOf(analyst, {
      subject,
      view: 'lock',
      name: 'logging.Handler.handle',
      marks: [{ atMs: at, text: event }],
    })
    const { points = [], since } = handle ?? {}
    expect(since).toEqual({ atMs: at, mark: event })
    expect(points[0]?.fromMs).toBeLessThan(subject.window.fromMs)
    // Threads that wait at a time: next to none of fifty before, nearly all after.
    const [before, after] = [points.filter(({ untilMs }) => untilMs <= at), points.filter(({ fromMs }) => fromMs >= at)]
    const waiting = (part: typeof points): readonly number[] => part.map(({ value }) => value / nsPerSecond)
    expect(before.length).toBeGreaterThan(1)
    expect(Math.max(...waiting(before))).toBeLessThan(5)
    expect(Math.min(...waiting(after))).toBeGreaterThan(30)
  })

  it('say that they are samples and no seconds of CPU where a recorder only looks which code runs', async () => {
    const ofCpu = async (recording: string, name: string): Promise<ChangeLine | null> => {
      const { analyst, subject } = await opened(recording)
      return lineOf(analyst, { subject, view: 'cpu', name })
    }
    expect((await ofCpu('jvm-cpu', 'in.example.verify.VerifyServer.verify'))?.sampled).toBe(true)
    const timed = await ofCpu('verify', 'services.example/verify/signing.(*Keyring).VerifyWebhook')
    expect(timed?.points.length).toBeGreaterThan(1)
    expect(timed).not.toHaveProperty('sampled')
  })

  it('have no onset where nothing began, and no line where they are on no stack', async () => {
    const { analyst, subject } = await opened('fast-path-a')
    const functions = await analyst.answer({
      ask: 'functions',
      subject,
      sortBy: 'cpu_self',
      descending: true,
      limit: 1,
      offset: 0,
    })
    if (!functions.ok) throw new Error(functions.error.what)
    const [hottest] = (functions.value as { readonly rows: readonly { readonly name: string }[] }).rows
    const [absent, hot] = await Promise.all(
      ['no.such.function', hottest?.name ?? ''].map((name) =>
        lineOf(analyst, { subject, view: 'cpu', of: 'self', name }),
      ),
    )
    expect(absent).toBeNull()
    expect(hot?.points.length).toBeGreaterThan(3)
    expect(hot?.since).toBeUndefined()
  })

  it('are not asked of captures that are gone', async () => {
    const { analyst, subject } = await opened('verify')
    const gone = { ...subject, captureIds: [...subject.captureIds, 'gone#0'] }
    expect(
      await analyst.answer({ ask: 'functionLine', subject: gone, view: 'cpu', of: 'self', name: 'a', marks: [] }),
    ).toMatchObject({ ok: false, error: { code: 'forgotten' } })
  })
})
