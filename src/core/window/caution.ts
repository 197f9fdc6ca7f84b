/**
 * What a reader must know before believing a view, as facts: an id with its numbers. Words are made of them last
 * (analysis/words/cautions.ts); a caution without words does not compile.
 */
import type { EpochMs, Share } from '../base/units.ts'
import type { StandIn } from '../base/vocabulary.ts'

export type Caution =
  /** Start, end and delta of one profile are one thing: these were left out. */
  | { readonly id: 'same-profile'; readonly leftOut: 'deltas' | 'snapshots' }
  | { readonly id: 'no-time'; readonly files: readonly string[] }
  /** Seconds of what was recorded that lie outside the window. */
  | { readonly id: 'reaches-out'; readonly seconds: number }
  | { readonly id: 'since-start' }
  | { readonly id: 'restarted'; readonly atMs: EpochMs }
  /** One side of a file that is a difference. */
  | { readonly id: 'one-side'; readonly file: string; readonly side: 'head' | 'base' }
  /** Samples of the holder of Python's lock, or of all threads that look runnable: the file does not say which. */
  | { readonly id: 'gil-or-runnable' }
  | { readonly id: 'java-code-only' }
  /** Samples were counted and multiplied by the file's period. */
  | { readonly id: 'by-period'; readonly periodMs: number }
  | { readonly id: 'samples-without-length' }
  /** The snapshot nearest to the window, seconds away from it. */
  | { readonly id: 'nearest-snapshot'; readonly seconds: number }
  | { readonly id: 'snapshot-without-time'; readonly file: string }
  | { readonly id: 'summed-snapshots' }
  | { readonly id: 'held-by'; readonly holders: readonly { readonly name: string; readonly share: Share }[] }
  | { readonly id: 'holders' }
  | { readonly id: 'below-threshold'; readonly ms: number }
  /** Waits were recorded one in so many and scaled by nothing; without a number nobody says how many. */
  | { readonly id: 'sampled-waits'; readonly by: 'ddtrace' | 'off-cpu'; readonly oneIn?: number }
  /** `besideHolders`: another profile of the window names who holds. */
  | { readonly id: 'waiters'; readonly besideHolders?: true }
  | { readonly id: 'few-looks' }
  /** Not what the view asks for, but what there is. */
  | { readonly id: 'stand-in'; readonly shows: StandIn }
  /** Out of a snapshot of before version 2, which kept words only. */
  | { readonly id: 'text'; readonly text: string }
