/** What a comparison of two windows answers. A is base, the earlier one; B is head. Differences are always head − base. */
import type { Runtime, SignalId, StandIn, ViewKind } from '../base/vocabulary.ts'
import type { Story, Sentence } from '../diagnosis/story.ts'
import type { FramePath, TreeUnit } from '../profile/callTree.ts'
import type { EpochMs, TimeWindow } from '../base/units.ts'
import type { Level } from './comparabilityFact.ts'
import type { Profilers, SignalRange, SizeOfClass, WithoutData } from './untested.ts'
import type { Estimate } from './statistics/effect.ts'

export const verdicts = ['grew', 'shrank', 'new', 'gone', 'moved'] as const
/**
 * grew, shrank: its own cost per second (or bytes held) changed · new, gone: on one side only · moved: only its share changed,
 * because the total did; or its request types came more or less often, see `Cause`.
 */
export type Verdict = (typeof verdicts)[number]

/**
 * Where samples carry request types. itself: changed within them · mix: they came more or less often · inseparable: it is nearly all
 * of its request type, so the two cannot be told apart without request counts.
 */
export type Cause = 'itself' | 'mix' | 'inseparable'

/**
 * What the comparison says first. Rates: nanoseconds or bytes per covered second; bytes where held. A comparison with rows in its list
 * never has `none`.
 */
export type Headline =
  /** A path that is not taken any more, and what took over at the same caller. */
  | ({ readonly id: 'switched'; readonly name: string; readonly at: string; readonly instead: string } & OfOneView)
  | ({ readonly id: 'function'; readonly name: string; readonly verdict: Exclude<Verdict, 'moved'> } & OfOneView & {
        readonly share: { readonly base: number; readonly head: number }
        /**
         * Its amount went the other way, or stood: it changed within the requests of its label, by this factor of their share, or beside what
         * moved every function alike. Older snapshots do not say.
         */
        readonly within?: { readonly label: string; readonly ratio: number } | 'others'
      })
  /**
   * The whole profile changed, and no function was told from chance. `together`: every function by this factor; `carrier`: the part 0..1 of
   * the difference that is of one.
   */
  | ({
      readonly id: 'whole'
      readonly together?: number
      readonly carrier?: { readonly name: string; readonly part: number }
      /** Its signal says so: nothing of the profile can be tested. Older snapshots do not say. */
      readonly untested?: true
    } & OfOneView)
  /** No function changed in itself: only how often its requests came. */
  | ({ readonly id: 'mix'; readonly label: string; readonly value: string } & OfOneView & {
        readonly share: { readonly base: number; readonly head: number }
      })
  /** Only shares moved, because a total did. */
  | ({ readonly id: 'moved'; readonly name: string } & OfOneView)
  | {
      readonly id: 'none'
      readonly visible: readonly VisibleChange[]
      /** What every function moved by alike, where it is much: nothing changed but how much was done, or how fast the machine was. */
      readonly together?: readonly CommonMove[]
      /** Over which time the amounts are nobody knows: they may have changed. Older snapshots do not say. */
      readonly onlyShares?: true
    }
  /** What both have is too little for one to have grown out of the other: parts 0..1 of each side's CPU in functions of both. */
  | {
      readonly id: 'other-programs'
      readonly partA: number
      readonly partB: number
      /** Parts of their own code, runtime and libraries left out; absent: of all CPU. packages: what is in those of one side alone. */
      readonly of?: 'own' | 'packages' | 'runtimes'
      /** Of `runtimes`: one is not even of the language of the other. */
      readonly runtimes?: { readonly base: Runtime; readonly head: Runtime }
    }
  /**
   * The profile that decides was not recorded on both sides, or in another unit than its signals are: these changed, and nothing says by
   * which function. Sides without a value are absent; never both.
   */
  | {
      readonly id: 'signal'
      readonly kind: ViewKind
      readonly shows?: StandIn
      readonly levels: readonly SignalChange[]
      /** Most of what is shown is of this function on either side: parts 0..1. */
      readonly most?: { readonly name: string; readonly base: number; readonly head: number }
    }
  /** Every object by its class: bytes held. */
  | {
      readonly id: 'classes'
      readonly total: { readonly base: number; readonly head: number }
      /** `most` changed by more than a program's coming and going; else it is the largest. */
      readonly changed?: true
      readonly most?: SizeOfClass
      /** The program's own class that changed most, where the first is no class of its own. */
      readonly own?: SizeOfClass
    }
  /** No profile of these two could be tested; what both say of their signals. Older snapshots do not say. */
  | {
      readonly id: 'untested'
      readonly signals?: readonly SignalRange[]
      readonly profilers?: Profilers
      readonly without?: WithoutData
    }

interface OfOneView {
  readonly kind: ViewKind
  /** What both sides show in the view's place. */
  readonly shows?: StandIn
  readonly unit: TreeUnit
  readonly rate: { readonly base: number; readonly head: number }
  /** There are no seconds to divide by: rates are sums, and only shares are told. */
  readonly timeless: boolean
  /** Of two parts of one window: neither grew out of the other. Older snapshots do not say. */
  readonly ofParts?: true
  /** The profile's own signal in both windows, in its unit, where both have it. */
  readonly level?: { readonly signal: SignalId; readonly base: number; readonly head: number }
}

export interface SignalChange {
  readonly signal: SignalId
  readonly base?: number
  readonly head?: number
}

export interface CommonMove {
  readonly kind: ViewKind
  readonly shows?: StandIn
  /** Head / base per second. */
  readonly factor: number
}

/** The smallest change that would have been seen in one profile. */
export interface VisibleChange {
  readonly kind: ViewKind
  readonly shows?: StandIn
  /** A function of this part 0..1 of the profile would have shown from `increase` (0.22: +22 %) on. */
  readonly share: number
  readonly increase: number
  /** Too few functions tell how two runs differ: the usual was assumed, or what these show where that is more. Older snapshots do not say. */
  readonly assumed?: true
}

export interface Comparison {
  readonly base: ComparedSide
  readonly head: ComparedSide
  /** "healthy → contention-bound: lock wait 4 % → 71 %, CPU 55 % → 5 %" */
  readonly transition: Sentence
  /** Snapshots of before do not have it. */
  readonly headline?: Headline
  /** The headline in words. */
  readonly title?: Sentence
  readonly comparability: readonly Comparability[]
  /** How many samples, what was tested against which random variation, and what came of it: the header of every comparison. */
  readonly yardstick: string
  readonly views: Readonly<Record<ViewKind, ViewComparison>>
  /**
   * What native code holds (or allocated) beside the managed heap, where either side recorded it: like with like, and never in `changes`,
   * which are of the process's own profiles. Older snapshots do not have it.
   */
  readonly native?: ViewComparison
  /** Only what passed the test and the effect size, most certain change first. Empty under no change. */
  readonly changes: readonly Change[]
  /** Tests; and functions, of which self and total are one. */
  readonly unchanged: {
    readonly tested: number
    readonly notDistinguishable: number
    readonly tooFew: number
    readonly functions: FunctionCounts
  }
  /** Names that were put together, as found → as compared. */
  readonly renamed: readonly (readonly [string, string])[]
}

export interface FunctionCounts {
  readonly all: number
  readonly tested: number
  readonly changed: number
  /** Only how often their request types came changed; or the two cannot be told apart. */
  readonly explainedByMix: number
  readonly cannotSeparate: number
  /** Only their share changed, because the total did. */
  readonly movedWithTotal: number
  readonly notDistinguishable: number
}

export interface ComparedSide {
  readonly window: TimeWindow
  readonly story: Story
}

export interface Comparability {
  readonly level: Level
  readonly text: string
  /** What to do about it; empty for `ok`. */
  readonly fix: string
  readonly kind?: ViewKind
  /** A note that is said without being asked for: what was compared as one, and what was taken out. Older snapshots do not say. */
  readonly first?: true
  /** The label whose values are in it: where that label must not leave, neither may this. */
  readonly label?: string
}

export type ViewComparison =
  | {
      readonly state: 'compared'
      readonly kind: ViewKind
      readonly unit: TreeUnit
      /** Set where both sides show the same thing in place of the view, see `AbsentView.shown`. */
      readonly shows?: StandIn
      /** Base units over the whole window, and per covered second (for live heap: as they are). */
      readonly base: SideTotal
      readonly head: SideTotal
      /** Difference of rates with its interval. */
      readonly difference: Estimate
      readonly distinguishable: boolean
      /**
       * What every function moved by alike, head / base per second: a slower machine, or more to do. It is taken out of what a change of
       * one function is called. Absent where there is none, and in older snapshots.
       */
      readonly together?: number
      /** The two sides do not measure the same thing: their sums mean nothing beside each other. Older snapshots do not say. */
      readonly sharesOnly?: true
      /** False when events cannot be counted: shares may be looked at, nothing is tested. */
      readonly testable: boolean
      readonly nodes: number
      /** "json.dumps went from 36 % to 38 % because the total fell; its seconds shrank." */
      readonly sentence: string
      /** From the root down as long as one callee carries most of the change: where it is decided. */
      readonly decidedAt?: FramePath
    }
  | { readonly state: 'one-sided' | 'absent' | 'refused'; readonly kind: ViewKind; readonly text: string }

export interface SideTotal {
  readonly total: number
  readonly rate: number
  /** Covered; 0 for what is held, and where nobody knows. */
  readonly seconds: number
  /** `total` by this is `rate`: seconds, times the processes where the two sides have not as many; 1 where there is nothing to divide by. */
  readonly per?: number
  readonly samples: number
}

export interface Change {
  readonly kind: ViewKind
  readonly name: string
  /**
   * "book/place.go:42": the lowest line of it that either side saw, whichever of them is A. Absent where no profile says, where a snapshot
   * hides files, and in older snapshots.
   */
  readonly place?: string
  readonly of: 'self' | 'total'
  readonly verdict: Verdict
  /** Base units over each window. */
  readonly base: number
  readonly head: number
  readonly baseShare: number
  readonly headShare: number
  readonly baseRate: number
  readonly headRate: number
  readonly baseSamples: number
  readonly headSamples: number
  /** head / base of rates; where these cannot be compared of shares, beside what the bulk of the others moved by. */
  readonly ratio: Estimate
  /** head − base of rates, and of shares in points of 0..1. */
  readonly rateDifference: Estimate
  readonly shareDifference: Estimate
  /** The share's change as its own change plus dilution by the total; they add up. */
  readonly own: number
  readonly dilution: number
  /** Rates are sums of unknown length: only shares are told. Older snapshots do not say. */
  readonly sharesOnly?: true
  readonly q: number
  /** What it is at least, as a part 0..1 of the larger total: the list is ranked by it. */
  readonly conservative: number
  /** Where samples carry request types. */
  readonly requests?: ChangeWithinRequests
  /** Set when this row only carries another row's change: the name of that function. */
  readonly explainedBy?: string
  /** A path not taken any more, and what took over at the same caller. */
  readonly switched?: { readonly at: string; readonly instead: readonly string[] }
  /** Over the captures of both sides, where they can be cut. */
  readonly line?: ChangeLine
  readonly text: string
}

/** One function along the time that both sides cover. */
export interface ChangeLine {
  /** Cost per second in base units (bytes for what is held), by parts of the time in order. */
  readonly points: readonly { readonly fromMs: EpochMs; readonly untilMs: EpochMs; readonly value: number }[]
  /** Of a recorder that looks which code runs: its samples, which are no seconds of CPU. Older snapshots do not say. */
  readonly sampled?: true
  /** Where it began to be as in head; with the event it began beside. Absent where the line shows no one step, or is of two runs. */
  readonly since?: { readonly atMs: EpochMs; readonly mark?: string }
}

export interface ChangeWithinRequests {
  readonly cause: Cause
  /** The label that says what was asked for: "endpoint". */
  readonly label: string
  /** The profile has no labels; those of the CPU profile of the same windows were used, and there is no split. */
  readonly judgedByCpu?: true
  /** head / base of the share within the same request types. */
  readonly ratio?: Estimate
  /** Points 0..1 of the share's change: by the mix, and within request types. They add up. */
  readonly mix?: number
  readonly within?: number
  /** The request type behind most of the mix part, and its part of all samples. */
  readonly lead: { readonly value: string; readonly baseShare: number; readonly headShare: number }
}
