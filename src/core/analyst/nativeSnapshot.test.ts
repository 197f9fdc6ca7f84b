import { readFile } from 'node:fs/promises'
import { beforeAll, describe, expect, it } from 'vitest'
import { defaultView } from '../link/view.ts'
import { type RedactionChoices, noRedaction } from '../snapshot/redact.ts'
import { Analyst } from './analyst.ts'
import { everythingOf } from './everything.ts'
import type { OpenedSnapshot } from './leaving.ts'
import type { ComparisonSubject, Subject } from './subject.ts'

/** A JVM that keeps what it mallocs, recorded with async-profiler beside a Java heap that does not grow. */
const analyst = new Analyst()
let subject: Subject

beforeAll(async () => {
  const bytes = new Uint8Array(await readFile('e2e/samples/jfr/native.jfr.gz'))
  const loaded = await analyst.load({ bytes: bytes.buffer, fileName: 'native.jfr.gz', hints: {} })
  if (!loaded.ok) throw new Error(loaded.error.what)
  const ids = loaded.value.captures.map(({ id }) => id)
  const window = everythingOf(loaded.value.captures)
  if (!window) throw new Error('the recording says when it was made')
  subject = { captureIds: ids, window, settings: {} }
})

async function reopened(
  choices: RedactionChoices,
  comparison?: ComparisonSubject,
): Promise<{ readonly text: string; readonly opened: OpenedSnapshot; readonly into: Analyst }> {
  const frozen = await analyst.answer({
    ask: 'freeze',
    subject,
    ...(comparison ? { comparison } : {}),
    about: { title: 'native', service: 'native', labels: {}, view: defaultView, madeAtMs: 0 },
    redaction: { choices, salt: 'test', hosts: [], labels: [] },
  })
  if (!frozen.ok) throw new Error(frozen.error.what)
  const text = JSON.stringify(frozen.value)
  const into = new Analyst()
  const opened = await into.answer({ ask: 'openSnapshot', text, where: 'test.html' })
  if (!opened.ok) throw new Error(opened.error.what)
  return { text, opened: opened.value as OpenedSnapshot, into }
}

const drawn = { view: 'heap_live', widthPx: 1400, focus: [], foldChains: true } as const

describe('native memory in a snapshot', () => {
  it('is the picture, the amount and the list that the page showed', async () => {
    const { opened, into } = await reopened(noRedaction)
    const frozen: Subject = { captureIds: [opened.headId], window: opened.headWindow, settings: {} }
    const { native } = into.analyse(frozen)
    expect(native).toEqual(JSON.parse(JSON.stringify(analyst.analyse(subject).native)))
    expect(native?.shows).toBe('native_live')
    const boxesOf = (of: Analyst, one: Subject): readonly unknown[] =>
      of
        .gathered(one)
        .boxes({ ...drawn, look: { native: true } })
        .boxes.map(({ names, total }) => [names, total])
    expect(boxesOf(into, frozen).length).toBeGreaterThan(3)
    expect(boxesOf(into, frozen)).toEqual(boxesOf(analyst, subject))
  })

  it('names nothing where names are hidden', async () => {
    expect((await reopened(noRedaction)).text).toContain('NativeLeak')
    expect((await reopened({ ...noRedaction, keepPackages: [] })).text).not.toContain('NativeLeak')
  })

  it('keeps its comparison, drawn again without testing anything', async () => {
    const comparison: ComparisonSubject = { base: { ...subject }, head: subject }
    const { opened, into } = await reopened(noRedaction, comparison)
    const { native } = opened.about.comparison ?? {}
    expect(native).toEqual(JSON.parse(JSON.stringify((await analyst.compared(comparison)).comparison.native)))
    expect(native).toMatchObject({ state: 'compared', distinguishable: false })
    const again: ComparisonSubject = {
      base: { captureIds: [opened.baseId ?? ''], window: opened.headWindow, settings: {} },
      head: { captureIds: [opened.headId], window: opened.headWindow, settings: {} },
    }
    const wish = { ...drawn, native: true, mode: 'absolute', width: 'union' } as const
    const boxes = async (of: Analyst, two: ComparisonSubject): Promise<readonly unknown[]> =>
      (await of.compared(two)).boxes(wish).boxes.map(({ names, base, head }) => [names, base, head])
    expect((await boxes(into, again)).length).toBeGreaterThan(3)
    expect(await boxes(into, again)).toEqual(await boxes(analyst, comparison))
  })
})
