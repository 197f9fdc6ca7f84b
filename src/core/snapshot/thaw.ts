/** A snapshot's data → what questions are answered from. Data from a file: parsed, never trusted; every failure is a sentence. */
import { type ViewKind, viewKinds } from '../base/vocabulary.ts'
import { type Result, err, ok } from '../base/result.ts'
import type { Drawable } from '../diff/evidence.ts'
import type { CallTree } from '../profile/callTree.ts'
import type { MeasuredSummaryOf } from '../analysis/analysis.ts'
import type { ToldAbsence } from '../diagnosis/story.ts'
import type { AbsentView, GatheredView, MeasuredView, Views, WindowProfiles } from '../window/windowProfiles.ts'
import { fromBase64 } from './base64.ts'
import { decodeTree } from './encodeTree.ts'
import { upgradeSnapshot } from './upgrade.ts'
import { snapshotProblem } from './validate.ts'
import {
  type FrozenDrawing,
  type FrozenMeasure,
  type FrozenWindow,
  type Snapshot,
  snapshotFormat,
  snapshotVersion,
} from './snapshot.ts'

const todo = 'make the snapshot again, or download it again if it was cut'

/** The whole of it is held against its types; trees, which are bytes, are checked where they are decoded. */
export function parseSnapshot(text: string, where: string): Result<Snapshot> {
  let json: unknown
  try {
    json = JSON.parse(text)
    asFrozen(json)
  } catch {
    return err({ code: 'malformed', where, what: 'the data of the snapshot is damaged', todo })
  }
  if (!isRecord(json) || json['format'] !== snapshotFormat)
    return err({
      code: 'unknown-format',
      where,
      what: 'it is not a Trifold snapshot',
      todo: 'open the file that "Download snapshot" saved',
    })
  const data = upgradeSnapshot(json, snapshotVersion)
  if (data['version'] !== snapshotVersion) {
    return err({
      code: 'unsupported',
      where,
      what:
        typeof json['version'] === 'number'
          ? `it is a snapshot of version ${json['version']}, and this Trifold reads version ${snapshotVersion}`
          : 'it does not say of which version of a snapshot it is',
      todo: 'open it in a browser by itself, or update Trifold',
    })
  }
  const problem = snapshotProblem(data)
  return problem === undefined
    ? ok(data as unknown as Snapshot)
    : err({ code: 'malformed', where, what: `the data of the snapshot is damaged: ${problem}`, todo })
}

/**
 * Keys like __proto__ must not become prototypes of what is read; the open side of an interval, which JSON cannot say, is written as null.
 * After the reading, in place: a function that the parser calls for each value takes several times as long as all else of it.
 */
function asFrozen(json: unknown): void {
  const open = [json]
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    if (Array.isArray(value)) {
      for (const part of value) if (typeof part === 'object' && part !== null) open.push(part)
    } else if (isRecord(value)) {
      for (const key in value) {
        const part = value[key]
        if (key === '__proto__') delete value[key]
        else if (typeof part === 'object' && part !== null) open.push(part)
        else if (part === null && (key === 'low' || key === 'high')) value[key] = key === 'low' ? -Infinity : Infinity
      }
    }
  }
}

/** Profiles of a frozen window: measured views get their trees back, absent ones stay absent. */
export function thawWindow(
  { analysis, trees, nativeTree, measures = {} }: FrozenWindow,
  where: string,
): Result<WindowProfiles> {
  const views: Partial<Record<ViewKind, GatheredView>> = {}
  for (const kind of viewKinds) {
    const summary = analysis.views[kind]
    if (summary?.state !== 'measured') {
      views[kind] = absentAgain(kind, summary)
      continue
    }
    const tree = treeFrom(trees[kind], where)
    if (!tree.ok) return tree
    const view = measuredAgain(summary, tree.value, measures[kind])
    const { shows } = summary
    views[kind] = shows === undefined ? view : { ...absentAgain(kind, undefined), shown: view }
  }
  const { native } = analysis
  const ofNative = native && treeFrom(nativeTree, where)
  if (ofNative && !ofNative.ok) return ofNative
  return ok({
    asked: analysis.window,
    ...(native && ofNative ? { nativeView: measuredAgain(native, ofNative.value, undefined) } : {}),
    views: views as Views,
    liveHeapPoints: [],
    ...(analysis.cores ? { cores: analysis.cores } : {}),
    ...(analysis.threads ? { threads: analysis.threads } : {}),
    ...(analysis.lockWaits ? { lockWaits: analysis.lockWaits } : {}),
    // Told in the frozen analysis; nothing is worked out anew from them.
    otherWaits: [],
    warnings: [],
  })
}

function measuredAgain(summary: MeasuredSummaryOf, tree: CallTree, measure: FrozenMeasure | undefined): MeasuredView {
  const { profiler, ...measured } = measure ?? {}
  const { kind, total, samples, covered, coveredSeconds, how, leftOut, cautions, files, shows } = summary
  return {
    ...measured,
    frozen: profiler === undefined ? {} : { profiler },
    state: 'measured',
    kind,
    tree,
    total,
    samples,
    covered,
    coveredSeconds,
    how: { id: 'text', text: how },
    leftOut: leftOut.map(({ id, text, amount }) => ({ id, said: text, amount })),
    cautions: cautions.map(({ text }) => ({ id: 'text', text })),
    files,
    ...(shows === undefined ? {} : { shows }),
  }
}

/** Words are all that a snapshot keeps of it. */
function absentAgain(kind: ViewKind, summary: ToldAbsence | undefined): AbsentView {
  const {
    reason = 'not-recorded',
    text = 'Not in this snapshot.',
    next = { text: 'open the live page' },
  } = summary ?? {}
  return { state: 'absent', kind, reason, why: { id: 'text', text }, next: { id: 'told', next } }
}

export function thawDrawing(kind: ViewKind, frozen: FrozenDrawing, where: string): Result<Drawable> {
  const base = treeFrom(frozen.base, where)
  if (!base.ok) return base
  const head = treeFrom(frozen.head, where)
  if (!head.ok) return head
  const absolute = fromBase64(frozen.evidentAbsolute)
  const share = fromBase64(frozen.evidentShare)
  const { length } = head.value
  if (!absolute || !share || base.value.length !== length || absolute.length !== length || share.length !== length) {
    return err({ code: 'malformed', where, what: 'the comparison in the snapshot does not fit together', todo })
  }
  return ok({
    kind,
    aligned: { union: head.value, base: base.value, head: head.value, renamed: new Map() },
    exposure: frozen.exposure,
    evident: (mode) => (mode === 'absolute' ? absolute : share),
  })
}

function treeFrom(text: string | undefined, where: string): Result<CallTree> {
  const bytes = typeof text === 'string' ? fromBase64(text) : undefined
  return bytes
    ? decodeTree(bytes, where)
    : err({ code: 'malformed', where, what: 'a tree of the snapshot is missing', todo })
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
