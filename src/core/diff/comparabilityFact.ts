/** What is said of whether two windows may be compared, as facts; words in analysis/words/comparability.ts. */
import type { Runtime, StandIn, ViewKind } from '../base/vocabulary.ts'
import type { CountedCpu } from './cpuByCounters.ts'
import type { RenamedPackage } from './renamedPackages.ts'
import type { OtherThing } from './sameThing.ts'
import type { TwoMoments } from './twoMoments.ts'
import type { Warning } from '../window/windowProfiles.ts'

export type Side = 'A' | 'B'

/** What stands in the way of a comparison, or does not; words in analysis/words/comparability.ts. A is base. */
export type ComparabilityFact = { readonly level: Level } & (
  | { readonly id: 'no-lengths' }
  /** Both sides are parts of one window. */
  | { readonly id: 'parts' }
  | { readonly id: 'same-length' }
  | { readonly id: 'lengths'; readonly secondsA: number; readonly secondsB: number }
  | { readonly id: 'overlap'; readonly seconds: number }
  | { readonly id: 'cores-unknown' }
  | { readonly id: 'same-cores'; readonly cores: number }
  | { readonly id: 'cores'; readonly kind: 'cpu'; readonly coresA: number; readonly coresB: number }
  | { readonly id: 'same-threads'; readonly threads: number }
  | { readonly id: 'threads'; readonly kind: 'lock'; readonly threadsA: number; readonly threadsB: number }
  | { readonly id: 'mutex-waiters'; readonly kind: 'lock'; readonly versionA: string; readonly versionB: string }
  | { readonly id: 'runtimes'; readonly runtimeA: Runtime; readonly runtimeB: Runtime }
  | { readonly id: 'same-runtime'; readonly version: string }
  | { readonly id: 'runtime-versions'; readonly versionA: string; readonly versionB: string }
  | { readonly id: 'one-sided'; readonly kind: ViewKind; readonly shows?: StandIn; readonly only: Side }
  /** It may well be there: another window is no help. */
  | { readonly id: 'unread'; readonly side: Side; readonly kinds: readonly ViewKind[] }
  /** One side has the profile and the other something near it: samples of CPU against wall-clock time. */
  | { readonly id: 'unlike'; readonly kind: ViewKind; readonly showsA?: StandIn; readonly showsB?: StandIn }
  | OtherThing
  /** Nanoseconds per sample. */
  | {
      readonly id: 'sampling-rates'
      readonly kind: ViewKind
      readonly shows?: StandIn
      readonly periodA: number
      readonly periodB: number
    }
  | {
      readonly id: 'few-samples'
      readonly kind: ViewKind
      readonly shows?: StandIn
      readonly samples: number
      readonly side: Side
    }
  | { readonly id: 'untestable'; readonly kind: ViewKind; readonly shows?: StandIn }
  /** Events are not counted; how values vary from part to part stands in. */
  | { readonly id: 'tested-by-parts'; readonly kind: ViewKind; readonly partsA: number; readonly partsB: number }
  | { readonly id: 'truncated'; readonly kind: ViewKind; readonly stacksA: number; readonly stacksB: number }
  | { readonly id: 'label'; readonly label: string; readonly valueA: string; readonly valueB: string }
  | { readonly id: 'same-label'; readonly label: string; readonly value: string }
  | { readonly id: 'renamed-packages'; readonly packages: readonly RenamedPackage[] }
  /** So many processes at a time, on average: amounts are those of one. */
  | { readonly id: 'per-process'; readonly processesA: number; readonly processesB: number }
  /** Several runs of a side, added up. */
  | { readonly id: 'replicates'; readonly runsA: number; readonly runsB: number }
  /** Every function moved alike, see movedTogether.ts: `factor` is head / base per second. */
  | {
      readonly id: 'moved-together'
      readonly kind: ViewKind
      readonly shows?: StandIn
      readonly factor: number
      readonly functions: number
      readonly ofParts?: true
    }
  /** Cores that Java code used: the samples say by which functions. */
  | ({ readonly id: 'cpu-by-counters'; readonly kind: 'cpu' } & CountedCpu)
  /** Hardly any CPU is in functions that both have, see otherPrograms.ts: parts 0..1 of each side's samples. */
  | {
      readonly id: 'other-programs'
      readonly partA: number
      readonly partB: number
      /** As in `Headline`. */
      readonly of?: 'own' | 'packages'
    }
  /** B is the process of A a little later, see twoMoments.ts. */
  | ({ readonly id: 'two-moments' } & TwoMoments)
  /** What is kept of it are sums: no samples, and no parts of its time. `isOld`: nor how they were measured. */
  | { readonly id: 'only-sums'; readonly side: Side; readonly isOld: boolean }
  | { readonly id: 'restarted'; readonly side: Side }
  | {
      readonly id: 'misaligned'
      readonly side: Side
      readonly warning: Extract<Warning, { readonly id: 'misaligned' }>
    }
)

export type Level = 'ok' | 'note' | 'warning' | 'refused'
