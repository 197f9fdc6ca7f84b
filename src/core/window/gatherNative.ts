/** Memory outside the managed heap, as far as it was looked at in the window. */
import type { AnalysisSettings } from '../base/vocabulary.ts'
import type { FileFacts, NativeMemorySeries } from '../formats/parsedFile.ts'
import type { Bytes, EpochMs, TimeWindow } from '../base/units.ts'

export interface NativeMemory {
  /** By category; empty where only the size of the process is known. Categories of several files follow one another. */
  readonly series: readonly NativeMemorySeries[]
  /** Native allocations by place, of the file that saw most; see `FileFacts`. */
  readonly heap?: NonNullable<FileFacts['nativeHeap']>
  /** By category, since a moment that the file does not name; largest first. */
  readonly rises?: NonNullable<FileFacts['nativeRises']>
  /** Resident size of the process. */
  readonly rss: readonly { readonly timeMs: EpochMs; readonly bytes: Bytes }[]
}

interface NativeInput {
  readonly facts: readonly { readonly facts: FileFacts }[]
  readonly settings: Pick<AnalysisSettings, 'process'>
  readonly window: TimeWindow
}

export function nativeMemoryOf({ facts, settings, window }: NativeInput): NativeMemory | undefined {
  const inside = ({ timeMs }: { readonly timeMs: EpochMs }): boolean =>
    timeMs >= window.fromMs && timeMs <= window.untilMs
  const byCategory = new Map<string, { timeMs: EpochMs; bytes: Bytes }[]>()
  for (const { facts: own } of facts)
    for (const { category, points } of own.nativeMemory ?? [])
      byCategory.set(category, [...(byCategory.get(category) ?? []), ...points.filter(inside)])
  const observed = (settings.process ?? []).flatMap(({ atMs, rssBytes }) =>
    rssBytes === undefined ? [] : [{ timeMs: atMs, bytes: rssBytes }],
  )
  const rss = [...facts.flatMap(({ facts: own }) => own.rssPoints ?? []), ...observed].filter(inside)
  const series = [...byCategory].flatMap(([category, points]) =>
    points.length === 0 ? [] : [{ category, points: points.toSorted(byTime) }],
  )
  const [heap] = facts
    .flatMap(({ facts: own }) => own.nativeHeap ?? [])
    .filter(({ window: own }) => own.fromMs < window.untilMs && own.untilMs > window.fromMs)
    .toSorted((a, b) => b.bytes - a.bytes)
  const rises = facts.flatMap(({ facts: own }) => own.nativeRises ?? []).toSorted((a, b) => b.bytes - a.bytes)
  if (series.length === 0 && rss.length === 0 && heap === undefined && rises.length === 0) return undefined
  return {
    series,
    rss: rss.toSorted(byTime),
    ...(heap === undefined ? {} : { heap }),
    ...(rises.length === 0 ? {} : { rises }),
  }
}

const byTime = (a: { readonly timeMs: EpochMs }, b: { readonly timeMs: EpochMs }): number => a.timeMs - b.timeMs
