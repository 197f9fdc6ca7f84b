/**
 * A snapshot is input: whoever sends it may have written anything into it. It is held against its types whole, before anything reads it;
 * what the types cannot say (trees, whose indexes must be in range) is checked where they are decoded.
 */
import { type Shape, dictionary, epochMs, finite, flag, list, object, optional, plain, text } from '../base/shape.ts'
import { viewKinds } from '../base/vocabulary.ts'
import { texts, timeWindow } from './shapes.ts'
import { analysis, timeline } from './analysisShape.ts'
import { comparison } from './comparisonShape.ts'
import { measures } from './measures.ts'
import type { FrozenDrawing, FrozenWindow, Snapshot, SnapshotInput } from './snapshot.ts'

/** What is in a tree is checked where it is decoded. */
const trees: Shape<FrozenWindow['trees']> = { check: dictionary(plain()).check }
const frozenWindow = object<FrozenWindow>({
  analysis,
  trees,
  nativeTree: optional(text),
  measures: optional(measures),
})
const drawing = object<FrozenDrawing>({
  base: text,
  head: text,
  exposure: object({ base: finite, head: finite, comparable: flag }),
  evidentAbsolute: text,
  evidentShare: text,
})
const input = object<SnapshotInput>({
  file: text,
  sha256: { check: (value, at) => (/^[0-9a-f]{64}$/.test(String(value)) ? undefined : `${at} is no SHA-256`) },
  window: optional(timeWindow),
})
/** It becomes the target of a link. */
const webAddress: Shape<string> = {
  check: (value, at) => (/^(?:https?|file):\/\//i.test(String(value)) ? undefined : `${at} is no web address`),
}

const snapshot = object<Omit<Snapshot, 'format' | 'version'>>({
  madeAtMs: epochMs,
  title: text,
  service: text,
  runtime: optional(text),
  labels: dictionary(text),
  note: optional(text),
  view: text,
  openLive: optional(webAddress),
  inputs: list(input),
  head: frozenWindow,
  base: optional(frozenWindow),
  comparison: optional(comparison),
  sides: optional(object({ base: text, head: text })),
  drawings: optional({
    check: (value, at) => {
      const wrong = dictionary(drawing).check(value, at)
      const unknown = Object.keys(value ?? {}).find((key) => !viewKinds.some((kind) => kind === key))
      return wrong ?? (unknown === undefined ? undefined : `${at}.${unknown} is of no view`)
    },
  }),
  nativeDrawing: optional(drawing),
  timeline: optional(timeline),
  baseTimeline: optional(timeline),
  redaction: object({ keepPackages: optional(texts), dropLabels: flag, dropPaths: flag, dropHosts: flag }),
  leftOut: texts,
})

/** Undefined when it is a snapshot through and through; otherwise the first thing that is wrong, without a full stop. */
export function snapshotProblem(json: unknown): string | undefined {
  return snapshot.check(json, 'it')?.replace(/^it\./, '')
}
