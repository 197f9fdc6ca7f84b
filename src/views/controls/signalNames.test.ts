/** One name per signal: whatever shows one takes it from `core/diagnosis/signalWords.ts`, and what it was called before is gone. */
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { type ReactElement, createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { beforeAll, describe, expect, it, test } from 'vitest'
import { loadRecording } from '../../cli/disk.ts'
import { toText } from '../../cli/diagnose/toText.ts'
import { Analyst } from '../../core/analyst/analyst.ts'
import type { Analysis } from '../../core/analysis/analysis.ts'
import { chatMarkdown } from '../../core/analysis/markdown.ts'
import { figureWords } from '../../core/analysis/words/fleet.ts'
import { capitalised } from '../../core/base/lists.ts'
import { type SignalId, signalIds } from '../../core/base/vocabulary.ts'
import { defaultThresholds } from '../../core/diagnosis/rules.ts'
import { signalShort, signalWord } from '../../core/diagnosis/signalWords.ts'
import { transitionOf } from '../../core/diff/wording.ts'
import { SignalStrip } from '../banner/SignalStrip.tsx'
import { PhoneBanner } from '../phone/PhoneBanner.tsx'
import { evidenceText } from '../why/evidenceText.ts'
import { Gauge } from '../why/Gauge.tsx'
import { RulesTable } from '../why/RulesTable.tsx'

const src = join(import.meta.dirname, '../..')
let analysis: Analysis

beforeAll(async () => {
  const analyst = new Analyst()
  const loaded = await loadRecording(analyst, join(src, '../public/recordings/orderbook'))
  if (!loaded.ok) throw new Error(loaded.error.what)
  const { opened, captures } = loaded.value
  if (!opened.opens) throw new Error('the recording opens somewhere')
  const captureIds = captures.map(({ id }) => id)
  analysis = analyst.analyse({ captureIds, window: opened.opens, settings: opened.settings })
})

/** Text of a part of the page, its pieces apart. */
const drawn = (part: ReactElement): string =>
  renderToStaticMarkup(part)
    .replace(/<[^>]*>/g, '\n')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')

const read: readonly SignalId[] = signalIds.filter((id) =>
  Object.values(defaultThresholds).some((rule) => rule[id] !== undefined),
)

test('the short name is the long one with its first word cut short, so that one is known by the other', () => {
  for (const id of signalIds) {
    const [short, long] = [signalShort(id).split(' '), signalWord(id).split(' ')]
    expect(short).toHaveLength(long.length)
    for (const [index, word] of short.entries()) expect(long[index]).toMatch(new RegExp(`^${word}`))
  }
  expect(new Set(signalIds.map(signalWord)).size).toBe(signalIds.length)
  expect(new Set(signalIds.map(signalShort)).size).toBe(signalIds.length)
})

describe('the name in the table is the name', () => {
  it('in the strip', () => {
    const lines = drawn(createElement(SignalStrip, { story: analysis.story })).split('\n')
    for (const id of signalIds) expect(lines).toContain(capitalised(signalShort(id)))
  })

  it('over each gauge', () => {
    const { signals, diagnosis } = analysis.story
    for (const id of signalIds) {
      const lines = drawn(createElement(Gauge, { id, signal: signals[id], diagnosis })).split('\n')
      expect(lines).toContain(capitalised(signalWord(id)))
    }
  })

  it('in the conditions of the rules', () => {
    const text = drawn(createElement(RulesTable, { diagnosis: analysis.story.diagnosis, editing: undefined }))
    for (const id of read) expect(text).toMatch(new RegExp(`^${signalShort(id)} [<>] `, 'm'))
  })

  it('on a phone, where it is read aloud', () => {
    const text = drawn(createElement(PhoneBanner, { story: analysis.story, whyOpen: false, onWhy: () => undefined }))
    for (const id of signalIds) expect(text).toMatch(new RegExp(`^${capitalised(signalWord(id))} `, 'm'))
  })

  it('in the evidence that is copied as text', () => {
    const text = evidenceText(analysis.story, '')
    for (const id of signalIds) expect(text).toMatch(new RegExp(`^  ${signalWord(id)}: `, 'm'))
    for (const id of read) expect(text).toMatch(new RegExp(`[(; ]${signalShort(id)} [<>] `))
  })

  it('on the command line', () => {
    const text = toText(analysis, { warnings: [] })
    for (const id of signalIds) expect(text).toMatch(new RegExp(`^  ${signalWord(id)} +`, 'm'))
  })

  it('in chat and between two windows: those that decided', () => {
    const { story } = analysis
    const chat = chatMarkdown({ analysis, service: 's', link: '', zone: 'UTC' })
    const between = transitionOf(story, story)
      .map(({ text }) => text)
      .join('')
    expect(story.diagnosis.deciding.length).toBeGreaterThan(1)
    for (const id of story.diagnosis.deciding) {
      expect(chat).toContain(`${signalWord(id)} `)
      expect(between).toContain(`${signalWord(id)} `)
    }
  })

  it('of each process of a fleet', () => {
    expect(figureWords.cores).toBe(signalWord('cpu_user_pct'))
    expect(figureWords.lockWaitPct).toBe(signalWord('lock_wait_pct'))
    expect(figureWords.allocMbPerSecond).toBe(signalWord('alloc_rate_mb_s'))
    expect(figureWords.liveMb).toBe(signalWord('live_heap_mb'))
    expect(figureWords.growthMbPerHour).toBe(signalWord('live_heap_slope_mb_h'))
  })

  it('in the heads of the README’s table', () => {
    const readme = readFileSync(join(src, '../README.md'), 'utf8')
    const heads = readme.split('\n').find((line) => line.includes('| runtime, recording'))
    for (const id of signalIds) expect(heads).toMatch(new RegExp(`\\| ${signalWord(id)} +\\|`))
  })
})

/** Names that signals had beside their own, as a title or before a number. */
const gone =
  /alloc(?:ator)? (?:and|\+) GC\b|['">](?:CPU busy|Held|Growth|Allocating)['"<]|\bGC CPU\b|heap slope|growth rate/

test('what signals were called before stands nowhere that is shown', () => {
  const shown = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter(
    (name) =>
      /^(?:views|state|cli|core\/(?:analysis|diagnosis|diff|snapshot))\/.*\.tsx?$/.test(name) &&
      !/\.test\.ts$|cli\/(?:bench|fuzz)/.test(name),
  )
  expect(shown.length).toBeGreaterThan(300)
  const found = shown.flatMap((name) =>
    readFileSync(join(src, name), 'utf8')
      .split('\n')
      .filter((line) => gone.test(line) && !/^\s*(?:\/\*\*|\*|\/\/)/.test(line))
      .map((line) => `${name}: ${line.trim()}`),
  )
  expect(found).toEqual([])
  for (const before of ["'alloc and GC'", "title: 'Held'", 'alloc + GC CPU', "'CPU busy'"])
    expect(gone.test(before), before).toBe(true)
})
