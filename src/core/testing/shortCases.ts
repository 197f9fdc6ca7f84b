/** For tests: findings of what dumps show and no lock explains, and of stops by a collector, each with a drawing that fires it and one next to it that does not. */
import { readingOf } from './drawnFindings.ts'
import type { Drawn } from './evidence.ts'

/** Four that ask a stock, and sixty who wait for what they are told. */
export const fullPool = {
  waiting: 60,
  threads: 4,
  example: 'pool-1-thread-2',
  site: 'Stock.ask',
  state: 'io',
  there: 4,
  asksItself: false,
} as const

export const shortCases: Readonly<Record<string, { readonly fires: Drawn; readonly doesNot: Drawn }>> = {
  'threads-all-busy': {
    fires: { profiles: { looks: readingOf({ runtime: 'jvm', fullPool }) } },
    doesNot: { profiles: { looks: readingOf({ runtime: 'jvm' }) } },
  },
  'loop-in-call': {
    fires: { profiles: { looks: readingOf({ heldLoop: { site: 'shop.ask', state: 'io', looks: 1 } }) } },
    doesNot: { profiles: { looks: readingOf({}) } },
  },
  'collector-stops': {
    fires: { profiles: { paused: { pausedMs: 12_000, ofMs: 100_000 } } },
    doesNot: { profiles: { paused: { pausedMs: 9000, ofMs: 100_000 } } },
  },
  'few-in-dumps': {
    fires: {
      profiles: {
        looks: readingOf({ few: { threads: 1, places: [{ site: 'shop.ask', state: 'io', seen: 1 }] } }),
      },
    },
    doesNot: { profiles: { looks: readingOf({}) } },
  },
  'names-looked-up': {
    fires: { profiles: { looks: readingOf({ lookups: 12 }) } },
    doesNot: { profiles: { looks: readingOf({ lookups: 7 }) } },
  },
}
