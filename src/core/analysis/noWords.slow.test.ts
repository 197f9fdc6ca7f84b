import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadRecording } from '../../cli/disk.ts'
import { Analyst } from '../analyst/analyst.ts'
import { type KeptCapture, capturesOf, type FileToKeep } from '../analyst/captureOf.ts'
import { GatheredWindow } from '../analyst/gatheredWindow.ts'
import type { LoadAnswer } from '../analyst/questions.ts'
import type { Result } from '../base/result.ts'
import { viewKinds } from '../base/vocabulary.ts'
import { certaintyOf } from '../diagnosis/certainty.ts'
import { diagnose } from '../diagnosis/classify.ts'
import type { EvidenceInput, Said } from '../diagnosis/evidenceInput.ts'
import { findingsOf } from '../diagnosis/findings/findings.ts'
import { misreadingsOf } from '../diagnosis/misreadings.ts'
import { valuesOf } from '../diagnosis/values.ts'
import { comparabilityOf } from '../diff/comparability.ts'
import { deriveSignals } from '../signals/derive.ts'
import { gatherWindow, type GatherInput } from '../window/gather.ts'
import type { LeftOut, WindowProfiles } from '../window/windowProfiles.ts'
import { saidIn } from './words/said.ts'

const root = join(import.meta.dirname, '../../../public/recordings')
const recordings = ['payments-api', 'jvm-cpu', 'jvm-contention', 'checkout', 'node-render', 'serdes']

/** Keeps what it was given, to be gathered with and without its words. */
class Keeper extends Analyst {
  readonly kept: KeptCapture[] = []
  override adopt(file: FileToKeep): Result<LoadAnswer> {
    this.kept.push(...capturesOf(file))
    return super.adopt(file)
  }
}

async function inputOf(name: string): Promise<GatherInput> {
  const keeper = new Keeper()
  const loaded = await loadRecording(keeper, join(root, name))
  if (!loaded.ok) throw new Error(loaded.error.what)
  const { opened } = loaded.value
  if (opened.opens === undefined) throw new Error(`${name} names no window`)
  const facts = new Map(
    keeper.kept.map(({ capture, facts: own }) => [capture.hash, { file: capture.file, facts: own }]),
  )
  return {
    captures: keeper.kept.map(({ capture }) => capture),
    facts: [...facts.values()],
    window: opened.opens,
    settings: opened.settings,
  }
}

/** Whatever is for people: sentences, who says so, who wrote it. Names of functions, files and labels are data, and so is a reader’s id. */
const forPeople = new Set(['text', 'said', 'how', 'from', 'coresFrom', 'threadsFrom', 'emitter', 'notes'])

/** Every such string becomes "…"; columns and functions stay what they are. */
function muted<Value>(value: Value): Value {
  const mute = (one: unknown, key: string): unknown => {
    if (typeof one === 'string') return forPeople.has(key) ? '…' : one
    if (Array.isArray(one)) return one.map((item: unknown) => mute(item, key))
    if (typeof one !== 'object' || one === null || Object.getPrototypeOf(one) !== Object.prototype) return one
    return Object.fromEntries(Object.entries(one).map(([name, inner]) => [name, mute(inner, name)]))
  }
  return mute(value, '') as Value
}

const mutedProfile = <Capture extends GatherInput['captures'][number]>({ profile, ...capture }: Capture) => ({
  ...muted(capture),
  profile: { ...profile, meta: muted(profile.meta) },
})

const silence: Said = {
  account: () => '…',
  of: () => '…',
  companion: () => '…',
  caution: () => '…',
  waitFor: () => '…',
  lockWin: () => '…',
  clock: () => '…',
}

function withMutedViews(profiles: WindowProfiles): WindowProfiles {
  const views = Object.fromEntries(
    viewKinds.map((kind) => {
      const view = profiles.views[kind]
      if (view.state === 'absent') return [kind, muted(view)]
      const { tree, parts, ...facts } = view
      return [kind, { ...muted(facts), tree, ...(parts === undefined ? {} : { parts }) }]
    }),
  ) as WindowProfiles['views']
  const { views: _, ...rest } = profiles
  return { ...muted(rest), views }
}

/** A reader may say two things of one kind, which are two lines for people and one amount. */
function amountsById(leftOut: readonly LeftOut[]): unknown {
  const amounts = new Map<string, number>()
  for (const { id, amount } of leftOut) amounts.set(id, (amounts.get(id) ?? 0) + amount)
  return Object.fromEntries(amounts)
}

/** Trees are columns and names: they are compared as drawings. */
function withoutTrees({ views, ...rest }: WindowProfiles): unknown {
  const flat = viewKinds.map((kind) => {
    const view = views[kind]
    if (view.state === 'absent') return view
    const { tree, parts, leftOut, ...facts } = view
    return { ...facts, leftOut: amountsById(leftOut), nodes: tree.length, parts: parts?.length }
  })
  return { ...rest, views: flat }
}

function answersOf(input: GatherInput, profiles: WindowProfiles, said: Said): unknown {
  const signals = deriveSignals(profiles, input)
  const diagnosis = diagnose(signals, input.settings.thresholds)
  const { settings, captures } = input
  const evidence: EvidenceInput = { profiles, signals, values: valuesOf(signals), diagnosis, settings, captures, said }
  const { same, statement, slope } = certaintyOf(diagnosis, signals, undefined)
  const window = new GatheredWindow(profiles, () => {
    throw new Error('nothing is told here')
  })
  return {
    signals: muted(signals),
    diagnosis,
    certainty: { same, statement, slope },
    findings: findingsOf(evidence).map(({ id, view }) => ({ id, view })),
    misreadings: misreadingsOf(evidence).map(({ id }) => id),
    comparability: muted(comparabilityOf({ profiles }, { profiles })),
    drawing: viewKinds.map((view) => window.boxes({ view, widthPx: 1200, focus: [], foldChains: true })),
  }
}

describe('meaning', () => {
  it('is tried on recordings that are there', () => {
    expect(readdirSync(root)).toEqual(expect.arrayContaining(recordings))
  })

  it.each(recordings)('of %s is in no word: with all of them replaced by "…" everything is the same', async (name) => {
    const input = await inputOf(name)
    const profiles = gatherWindow(input)
    const told = answersOf(input, profiles, saidIn('Asia/Kolkata'))

    const silentInput: GatherInput = {
      ...input,
      captures: input.captures.map(mutedProfile),
      facts: input.facts.map(({ file, facts }) => ({ file, facts: muted(facts) })),
      settings: muted(input.settings),
    }
    const gatheredInSilence = gatherWindow(silentInput)
    expect(muted(withoutTrees(gatheredInSilence))).toEqual(muted(withoutTrees(profiles)))
    expect(answersOf(silentInput, withMutedViews(gatheredInSilence), silence)).toEqual(told)
  })
})
