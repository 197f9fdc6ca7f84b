/** What must hold of every shipped recording. Reading them is most of the work, and is done once for all. */
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { recorded, recordedAnalyst } from './cli/testing/recorded.ts'
import type { Analysis, Timeline } from './core/analysis/analysis.ts'
import type { TimeWindow } from './core/base/units.ts'
import type { PatternId } from './core/base/vocabulary.ts'
import { jargonIn, sentencesIn } from './core/testing/plainWords.ts'
import { valueIn } from './views/timeline/seriesShape.ts'

/** Recorded from real programs (e2e/workloads); what each was made to show. Thresholds are never bent for them. */
const shown: Readonly<Record<string, PatternId>> = {
  'payments-api': 'contention-bound',
  orderbook: 'contention-bound',
  serdes: 'gc-pressure',
  checkout: 'slow-leak',
  tatkal: 'cascading-failure',
  verify: 'cpu-bound',
  'idle-pool': 'no-clear-pattern',
  'jvm-contention': 'contention-bound',
  'jvm-leak': 'slow-leak',
  // JFR never samples the allocator, and its counters leave the collector no less than 42 % of the CPU.
  'jvm-churn': 'gc-pressure',
  'fast-path-a': 'no-clear-pattern',
  'fast-path-b': 'no-clear-pattern',
  'jvm-cpu': 'cpu-bound',
  'jvm-contention-async': 'contention-bound',
  'fast-path-a2': 'no-clear-pattern',
  'mix-a': 'no-clear-pattern',
  'mix-b': 'no-clear-pattern',
  'mix-slow': 'no-clear-pattern',
  'node-render': 'no-clear-pattern',
  'nightly-monday': 'no-clear-pattern',
  'nightly-tuesday': 'no-clear-pattern',
  'nightly-renamed': 'no-clear-pattern',
  'nightly-slower': 'cpu-bound',
  'nightly-slower-again': 'cpu-bound',
  'jvm-churn-async': 'gc-pressure',
}

/** Recorded to be compared, at 60 % of a CPU where a rule begins at 60: the page must say that it could be either. */
const onTheLine: readonly string[] = ['nightly-slower', 'nightly-slower-again']

const root = join(import.meta.dirname, '../public/recordings')
const folders = existsSync(root)
  ? readdirSync(root).filter((name) => existsSync(join(root, name, 'recording.json')))
  : []

interface Read {
  readonly analysis: Analysis
  readonly healthy: Analysis | undefined
  readonly windows: readonly { readonly window: TimeWindow & { readonly name: string }; readonly analysis: Analysis }[]
  readonly timeline: Timeline
  readonly warnings: readonly string[]
}

/** The first window of a recording is its healthy one, where it does not open with it. */
function hasHealthyWindow(name: string): boolean {
  const { windows, opens } = JSON.parse(readFileSync(join(root, name, 'recording.json'), 'utf8')) as {
    readonly windows: readonly { readonly name: string }[]
    readonly opens?: string
  }
  return windows.length > 1 && opens !== undefined && windows[0]?.name !== opens
}

const reads = new Map<string, Promise<Read>>()

function read(name: string): Promise<Read> {
  const known = reads.get(name)
  if (known !== undefined) return known
  const reading = (async (): Promise<Read> => {
    const { opened, captures, warnings } = await recorded(name)
    if (opened.opens === undefined) throw new Error(`${name} names no window`)
    const captureIds = captures.map((capture) => capture.id)
    const subject = { captureIds, settings: opened.settings }
    const windows = opened.recording.windows.map((window) => ({
      window,
      analysis: recordedAnalyst.analyse({ ...subject, window }),
    }))
    const opening = windows.find(({ window }) => window === opened.opens)
    const [first] = windows
    return {
      analysis: opening?.analysis ?? recordedAnalyst.analyse({ ...subject, window: opened.opens }),
      healthy: first === opening ? undefined : first?.analysis,
      windows,
      timeline: await recordedAnalyst.timeline(captureIds, opened.settings),
      warnings,
    }
  })()
  reads.set(name, reading)
  return reading
}

describe('the shipped recordings', () => {
  it('are all there', () => {
    expect(folders.length).toBeGreaterThanOrEqual(20)
    expect(folders).toEqual(
      expect.arrayContaining(['payments-api', 'orderbook', 'serdes', 'checkout', 'tatkal', 'verify', 'idle-pool']),
    )
  })

  it('have a row each', () => {
    expect(folders.filter((name) => shown[name] === undefined)).toEqual([])
  })

  describe.each(folders)('%s', (name) => {
    it('is readable to the last file', async () => {
      expect((await read(name)).warnings).toEqual([])
    })

    it(`opens with ${shown[name] ?? ''}`, async () => {
      const { diagnosis } = (await read(name)).analysis.story
      expect(diagnosis.pattern).toBe(shown[name])
    })

    it('is told in plain words', async () => {
      const { windows } = await read(name)
      const sentences = windows.flatMap(({ analysis: { story, views, warnings } }) =>
        sentencesIn({ story, views, warnings }),
      )
      expect(sentences.length).toBeGreaterThan(40)
      expect([...new Set(jargonIn(sentences))]).toEqual([])
    })

    it('says one figure of CPU in the timeline and in the banner, in each of its windows', async () => {
      const { windows, timeline } = await read(name)
      expect(windows.length).toBeGreaterThan(0)
      for (const { window, analysis } of windows) {
        const signal = analysis.story.signals.cpu_user_pct
        if (signal.state === 'absent' || !analysis.cores) throw new Error(`${name} has no CPU figure`)
        const along = (100 * (valueIn(timeline.series.cpu, window) ?? Number.NaN)) / analysis.cores.value
        // A counter is read some milliseconds beside the ends of a window: the line between two readings is off by that much.
        expect(along, window.name).toBeGreaterThanOrEqual(signal.low * 0.999)
        expect(along, window.name).toBeLessThanOrEqual(signal.high * 1.001)
      }
    })

    it('says every number with its origin', async () => {
      const { story } = (await read(name)).analysis
      for (const signal of Object.values(story.signals)) {
        if (signal.state === 'absent') expect(signal.why).not.toBe('')
        else {
          expect(signal.how).not.toBe('')
          expect(signal.low, signal.id).toBeLessThanOrEqual(signal.value + 1e-9)
        }
      }
    })
  })

  it.each(folders.filter((name) => !onTheLine.includes(name)))(
    '%s is sure of it, or says that it cannot tell',
    async (name) => {
      const { certainty, diagnosis } = (await read(name)).analysis.story
      if (diagnosis.kind === 'cannot-tell') expect(certainty?.statement).toBe('not-enough-data')
      else expect(certainty?.same).toBeGreaterThan(0.95)
      const { same = 0, of = 0 } = certainty?.subWindows ?? {}
      // Nothing wrong may look like something for a moment; what is wrong is wrong in every part.
      expect(same).toBeGreaterThanOrEqual(shown[name] === 'no-clear-pattern' ? of - 1 : of)
    },
  )

  it.each(onTheLine)('%s says that it could be either', async (name) => {
    const { certainty } = (await read(name)).analysis.story
    expect(certainty?.statement).not.toBe('firm')
    expect(certainty?.same).toBeLessThan(0.95)
  })

  it.each(['orderbook', 'serdes', 'checkout', 'tatkal', 'verify'])(
    '%s is firm: a recording of Go measures all that its pattern reads',
    async (name) => {
      expect((await read(name)).analysis.story.diagnosis.kind).toBe('firm')
    },
  )

  it.each(folders.filter((name) => shown[name] !== 'no-clear-pattern' && hasHealthyWindow(name)))(
    '%s is something else in its healthy window',
    async (name) => {
      const { healthy, analysis } = await read(name)
      expect(healthy?.story.diagnosis.pattern).toBeDefined()
      expect(healthy?.story.diagnosis.pattern).not.toBe(analysis.story.diagnosis.pattern)
    },
  )

  it('payments-api points at the logging handler and warns of json.dumps, as on the night it is told of', async () => {
    const { story } = (await read('payments-api')).analysis
    expect(story.sentence.find((segment) => segment.as === 'code')?.text).toBe('logging.Handler.handle')
    expect(story.misleading[0]).toMatchObject({ view: 'cpu', name: 'json.dumps' })
    expect(story.findings.map((finding) => finding.id)).toContain('contention-in-logging')
  })

  it('jvm-churn warns neither of the function that is to blame nor of lock waits that are next to nothing', async () => {
    const { misleading, signals } = (await read('jvm-churn')).analysis.story
    expect(signals.lock_wait_pct).toMatchObject({ state: 'present', bound: 'lower' })
    expect(misleading).toEqual([])
  })

  it('jvm-leak does not call misleading what its sentence names, though nothing says what is held', async () => {
    const { sentence, misleading } = (await read('jvm-leak')).analysis.story
    const named = sentence.find((segment) => segment.as === 'code')?.text
    expect(named).toBe('in.example.fares.FareServer.rank')
    expect(misleading.map(({ name }) => name)).not.toContain(named)
  })

  it('idle-pool parks hundreds of workers on channels and is not called contention', async () => {
    const { story, otherWaits } = (await read('idle-pool')).analysis
    expect(otherWaits[0]?.kind).toBe('channels')
    expect(story.signals.lock_wait_pct).toMatchObject({ state: 'present' })
    expect(story.signals.lock_wait_pct.state === 'present' && story.signals.lock_wait_pct.value).toBeLessThan(5)
  })

  it('jvm-churn is decided by the bound of the collector’s counters, never by the pauses shown in its place', async () => {
    const { diagnosis, signals } = (await read('jvm-churn')).analysis.story
    expect(diagnosis).toMatchObject({ kind: 'firm', possible: ['gc-pressure'] })
    expect(signals.cpu_alloc_pct).toMatchObject({
      state: 'absent',
      standIn: { text: expect.stringContaining('GC pauses only') },
    })
  })
})
