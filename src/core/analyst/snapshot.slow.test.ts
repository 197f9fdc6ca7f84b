import { type ViewKind, viewKinds } from '../base/vocabulary.ts'
import { beforeAll, describe, expect, it } from 'vitest'
import { loadRecording } from '../../cli/disk.ts'
import { defaultView } from '../link/view.ts'
import { type Redaction, type RedactionChoices, noRedaction } from '../snapshot/redact.ts'
import type { FreezeQuestion, OpenedSnapshot } from './leaving.ts'
import type { ComparisonSubject, Subject } from './subject.ts'
import { Analyst } from './analyst.ts'
import type { Comparison } from '../diff/comparison.ts'

const analyst = new Analyst()
let subject: Subject
let comparison: ComparisonSubject
let timeline: NonNullable<FreezeQuestion['timeline']>

beforeAll(async () => {
  const loaded = await loadRecording(analyst, 'public/recordings/payments-api')
  if (!loaded.ok) throw new Error(loaded.error.what)
  const { opened, captures } = loaded.value
  const [healthy, incident] = opened.recording.windows
  if (!healthy || !incident) throw new Error('the recording has two windows')
  const captureIds = captures.map(({ id }) => id)
  const subjectOf = ({ fromMs, untilMs }: { fromMs: number; untilMs: number }): Subject => ({
    captureIds,
    window: { fromMs, untilMs },
    settings: opened.settings,
  })
  subject = subjectOf(incident)
  comparison = { base: subjectOf(healthy), head: subject }
  timeline = { captureIds, settings: opened.settings }
})

const about: FreezeQuestion['about'] = {
  title: 'payments-api',
  service: 'payments-api',
  labels: { region: 'ap-south-1' },
  view: { ...defaultView, selected: 'json.dumps' },
  livePage: 'https://trifold.example/',
  madeAtMs: 0,
}
const redacted = (choices: RedactionChoices): Redaction => ({
  choices,
  salt: 'test',
  hosts: ['trifold.example'],
  labels: [about.labels],
})

async function reopened(
  wish: Partial<FreezeQuestion>,
): Promise<{ readonly text: string; readonly opened: OpenedSnapshot; readonly into: Analyst }> {
  const frozen = await analyst.answer({
    ask: 'freeze',
    subject,
    comparison,
    timeline,
    about,
    redaction: redacted(noRedaction),
    ...wish,
  })
  if (!frozen.ok) throw new Error(frozen.error.what)
  const text = JSON.stringify(frozen.value)
  const into = new Analyst()
  const opened = await into.answer({ ask: 'openSnapshot', text, where: 'test.html' })
  if (!opened.ok) throw new Error(opened.error.what)
  return { text, opened: opened.value as OpenedSnapshot, into }
}

const fail = (): never => {
  throw new Error('the snapshot has no comparison')
}

const drawn = { widthPx: 1400, focus: [], foldChains: true } as const

describe('a snapshot opened again', () => {
  it('says the same in banner, panes and function table', async () => {
    const { opened, into } = await reopened({})
    const frozen: Subject = { captureIds: [opened.headId], window: opened.headWindow, settings: {} }
    expect(into.analyse(frozen)).toEqual(JSON.parse(JSON.stringify(analyst.analyse(subject))))
    for (const view of viewKinds) {
      const live = analyst.gathered(subject).boxes({ view, ...drawn })
      const again = into.gathered(frozen).boxes({ view, ...drawn })
      expect(again.boxes.length).toBe(live.boxes.length)
      for (const [index, box] of again.boxes.entries()) {
        expect(box.names).toEqual(live.boxes[index]?.names)
        expect(box.x).toBeCloseTo(live.boxes[index]?.x ?? -1, 6)
        expect(box.width).toBeCloseTo(live.boxes[index]?.width ?? -1, 6)
      }
    }
    expect(await into.timeline([opened.headId], {})).toEqual(
      JSON.parse(JSON.stringify(await analyst.timeline(timeline.captureIds, timeline.settings))),
    )
  })

  it('keeps the line of a base from elsewhere beside its own, and has none where there was none', async () => {
    const { captureIds } = timeline
    const baseTimeline = {
      captureIds: captureIds.slice(0, Math.ceil(captureIds.length / 2)),
      settings: timeline.settings,
    }
    const { opened, into } = await reopened({ baseTimeline })
    const said = async (asked: typeof timeline): Promise<unknown> =>
      JSON.parse(JSON.stringify(await analyst.timeline(asked.captureIds, asked.settings)))
    expect(await into.timeline([opened.baseId ?? ''], {})).toEqual(await said(baseTimeline))
    expect(await into.timeline([opened.headId], {})).toEqual(await said(timeline))
    expect(await said(baseTimeline)).not.toEqual(await said(timeline))
    expect((await reopened({})).opened.about.baseTimeline).toBeUndefined()
  })

  it('knows what both sides are called where they are of two sources, cleaned like every other text', async () => {
    const sides = { base: 'shop · build 41 · ap-south-1', head: 'shop · build 42' }
    const { opened } = await reopened({ about: { ...about, sides } })
    expect(opened.about.sides).toEqual(sides)
    const hidden = await reopened({
      about: { ...about, sides },
      redaction: redacted({ ...noRedaction, dropLabels: true }),
    })
    expect(hidden.text).not.toContain('ap-south-1')
    expect(hidden.opened.about.sides?.head).toBe(sides.head)
    expect((await reopened({})).opened.about.sides).toBeUndefined()
  })

  it('draws the same comparison, without testing anything again', async () => {
    const { opened, into } = await reopened({})
    const again: ComparisonSubject = {
      base: { captureIds: [opened.baseId ?? ''], window: opened.baseWindow ?? opened.headWindow, settings: {} },
      head: { captureIds: [opened.headId], window: opened.headWindow, settings: {} },
    }
    expect((await into.compared(again)).comparison.changes.map(({ name }) => name)).toEqual(
      (await analyst.compared(comparison)).comparison.changes.map(({ name }) => name),
    )
    const wish = { view: 'lock' as ViewKind, widthPx: 900, focus: [], mode: 'absolute', width: 'union' } as const
    const steps = (boxes: readonly { readonly names: readonly string[]; readonly step: number }[]) =>
      boxes.map(({ names, step }) => [names, step])
    expect(steps((await into.compared(again)).boxes(wish).boxes)).toEqual(
      steps((await analyst.compared(comparison)).boxes(wish).boxes),
    )
  })

  it('is held against another window as the recording would be, and says that chance is assumed', async () => {
    const frozen = await analyst.answer({
      ask: 'freeze',
      subject: comparison.base,
      about,
      redaction: redacted(noRedaction),
    })
    if (!frozen.ok) throw new Error(frozen.error.what)
    const text = JSON.stringify(frozen.value)
    const against = async (snapshot: string): Promise<Comparison> => {
      const opened = await analyst.answer({ ask: 'openSnapshot', text: snapshot, where: 'base.html' })
      if (!opened.ok) throw new Error(opened.error.what)
      const { headId, headWindow } = opened.value as OpenedSnapshot
      const base = { captureIds: [headId], window: headWindow, settings: {} }
      return (await analyst.compared({ base, head: comparison.head })).comparison
    }
    const said = ({ comparability }: Comparison): string => comparability.map((fact) => fact.text).join('\n')
    const live = (await analyst.compared(comparison)).comparison
    const now = await against(text)
    expect(now.headline).toEqual(live.headline)
    expect(said(now)).toContain('A is a snapshot')
    expect(said(live)).not.toContain('a snapshot')
    // One that does not say how it was measured is not taken for one that was measured otherwise.
    const old = await against(
      JSON.stringify(frozen.value, (key, value: unknown) => (key === 'measures' ? undefined : value)),
    )
    expect(said(old)).toMatch(/A is a snapshot.*who recorded it is not in it/)
    expect(said(old)).not.toContain('do not see the same threads')
    expect(old.headline).toEqual(live.headline)
  })

  it('names the same place of a changed function as the page does, and as the comparison turned round; none where files are hidden', async () => {
    const placesOf = ({ changes }: Comparison): readonly string[] =>
      changes.map(({ name, place }) => `${name} at ${place}`).sort()
    const live = placesOf((await analyst.compared(comparison)).comparison)
    expect(live).toContainEqual(expect.stringMatching(/ at .*\.py:\d+$/))
    const turned = { base: comparison.head, head: comparison.base }
    expect(placesOf((await analyst.compared(turned)).comparison)).toEqual(live)
    for (const wish of [comparison, turned]) {
      const { opened } = await reopened({ comparison: wish })
      expect(placesOf(opened.about.comparison ?? fail())).toEqual(live)
    }
    const { opened } = await reopened({ redaction: redacted({ ...noRedaction, dropPaths: true }) })
    expect(opened.about.comparison?.changes.filter(({ place }) => place !== undefined)).toEqual([])
  })

  it('names every input by its SHA-256', async () => {
    const { opened } = await reopened({})
    expect(opened.about.inputs.length).toBeGreaterThan(10)
    for (const { sha256 } of opened.about.inputs) expect(sha256).toMatch(/^[0-9a-f]{64}$/)
  })

  it('has nothing anywhere of what was redacted', async () => {
    const { text } = await reopened({
      redaction: redacted({ keepPackages: ['json.'], dropLabels: true, dropPaths: true, dropHosts: true }),
    })
    expect(text).not.toContain('logging.Handler')
    expect(text).not.toContain('ap-south-1')
    expect(text).not.toContain('trifold.example')
    expect(text).not.toMatch(/wait-\d{4}/)
    expect(text).toContain('json.dumps')
  })

  it('says nothing about a hidden label, however it is worded, and keeps what is said of everything else', async () => {
    const labelled: ComparisonSubject = {
      base: { ...comparison.base, labels: { version: '12', zone: 'a' } },
      head: { ...comparison.head, labels: { version: '12', zone: 'b' } },
    }
    const saidOf = async (choices: RedactionChoices): Promise<readonly (string | undefined)[]> => {
      const { opened } = await reopened({ comparison: labelled, redaction: redacted(choices) })
      return (opened.about.comparison?.comparability ?? []).map(({ label }) => label)
    }
    const all = await saidOf(noRedaction)
    expect(all).toEqual(expect.arrayContaining(['version', 'zone', undefined]))
    expect(await saidOf({ ...noRedaction, dropLabels: true })).toEqual(all.filter((label) => label === undefined))
  })

  it('is refused with a sentence when it is cut, of another version, or something else', async () => {
    const { text } = await reopened({})
    const into = new Analyst()
    for (const [broken, says] of [
      [text.slice(0, 500), 'damaged'],
      [text.replace('"version":2', '"version":99'), 'version 99'],
      ['{"hello":1}', 'not a Trifold snapshot'],
      [text.replace(/"cpu":"[^"]{40}/, '"cpu":"AAAA'), 'tree'],
    ] as const) {
      const answer = await into.answer({ ask: 'openSnapshot', text: broken, where: 'test.html' })
      expect(answer.ok ? '' : answer.error.what).toContain(says)
    }
  })
})

describe('an interval that is open', () => {
  it('is open again when the snapshot is opened again', async () => {
    const { text } = await reopened({})
    const closed = /("id":"live_heap_slope_mb_h","value":[^,]+),"low":[^,]+,"high":[^,]+/
    expect(text).toMatch(closed)
    const open = text.replace(closed, '$1,"low":null,"high":null')
    const into = new Analyst()
    const opened = await into.answer({ ask: 'openSnapshot', text: open, where: 'test.html' })
    if (!opened.ok) throw new Error(opened.error.what)
    const { headId, headWindow } = opened.value as OpenedSnapshot
    const { signals } = into.analyse({ captureIds: [headId], window: headWindow, settings: {} }).story
    expect(signals.live_heap_slope_mb_h).toMatchObject({ low: -Infinity, high: Infinity })
  })
})
