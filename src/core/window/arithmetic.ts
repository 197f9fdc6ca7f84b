/** How the total of a view was made, as facts; its words are in analysis/words/arithmetic.ts. */
import type { EpochMs, TimeWindow } from '../base/units.ts'

export type Arithmetic =
  /** One interval or more, added up; `cut` of them by the times of their samples. Seconds when much less than the window. */
  | {
      readonly id: 'intervals'
      readonly count: number
      readonly cut: number
      readonly part?: { readonly seconds: number; readonly ofSeconds: number }
    }
  /** Files without a time in them; 0 seconds: nobody knows how long they took. */
  | {
      readonly id: 'timeless'
      readonly count: number
      readonly seconds: number
      readonly given: boolean
      /** Of threads that ran at the same time: the seconds passed once. */
      readonly sideBySide?: true
    }
  /** One snapshot of everything since the start: a ranking, not a rate. */
  | { readonly id: 'since-start'; readonly atMs?: EpochMs }
  | { readonly id: 'difference'; readonly between: TimeWindow; readonly aroundRestart: boolean }
  | { readonly id: 'snapshot'; readonly atMs?: EpochMs }
  | { readonly id: 'divided'; readonly by: number; readonly atMs?: EpochMs }
  | { readonly id: 'looks'; readonly count: number }
  /** Out of a snapshot, which keeps words. */
  | { readonly id: 'text'; readonly text: string }
