/** What a comparison says first, as it may stand in a snapshot. */
import { type Shape, finite, flag, list, object, oneOf, optional, text, variant } from '../base/shape.ts'
import { runtimes, standIns } from '../base/vocabulary.ts'
import type { Headline, SignalChange } from '../diff/comparison.ts'
import { type Profilers, type SignalRange, type SizeOfClass, withoutData } from '../diff/untested.ts'
import { treeUnits } from '../profile/callTree.ts'
import { signalId, view } from './shapes.ts'

type Most = NonNullable<Extract<Headline, { readonly id: 'signal' }>['most']>
type OfView = Extract<Headline, { readonly id: 'whole' }>

const yes: Shape<true> = { check: (value, at) => (value === true ? undefined : `${at} is not true`) }
const pair = object<OfView['rate']>({ base: finite, head: finite })
const ofView = {
  kind: view,
  shows: optional(oneOf(...standIns)),
  unit: oneOf(...treeUnits),
  rate: pair,
  timeless: flag,
  ofParts: optional(yes),
  level: optional(object<NonNullable<OfView['level']>>({ signal: signalId, base: finite, head: finite })),
} as const

const sizeOfClass = object<SizeOfClass>({ name: text, base: finite, head: finite })
const range = object<SignalRange['base']>({ value: optional(finite), low: optional(finite), high: optional(finite) })

type Runtimes = NonNullable<Extract<Headline, { readonly id: 'other-programs' }>['runtimes']>

type Within = NonNullable<Extract<Headline, { readonly id: 'function' }>['within']>
const ofRequests = object<Exclude<Within, string>>({ label: text, ratio: finite })
const within: Shape<Within> = {
  check: (value, at) => (value === 'others' ? undefined : ofRequests.check(value, at)),
}

export const headlineShape: Shape<Headline> = variant<Headline, 'id'>('id', {
  switched: object({ id: oneOf('switched'), name: text, at: text, instead: text, ...ofView }),
  function: object({
    id: oneOf('function'),
    name: text,
    verdict: oneOf('grew', 'shrank', 'new', 'gone'),
    share: pair,
    within: optional(within),
    ...ofView,
  }),
  whole: object({
    id: oneOf('whole'),
    together: optional(finite),
    carrier: optional(object<NonNullable<OfView['carrier']>>({ name: text, part: finite })),
    untested: optional(yes),
    ...ofView,
  }),
  mix: object({ id: oneOf('mix'), label: text, value: text, share: pair, ...ofView }),
  moved: object({ id: oneOf('moved'), name: text, ...ofView }),
  none: object({
    id: oneOf('none'),
    visible: list(
      object({
        kind: view,
        shows: optional(oneOf(...standIns)),
        share: finite,
        increase: finite,
        assumed: optional(yes),
      }),
    ),
    onlyShares: optional(yes),
    together: optional(list(object({ kind: view, shows: optional(oneOf(...standIns)), factor: finite }))),
  }),
  signal: object({
    id: oneOf('signal'),
    kind: view,
    shows: optional(oneOf(...standIns)),
    levels: list(object<SignalChange>({ signal: signalId, base: optional(finite), head: optional(finite) })),
    most: optional(object<Most>({ name: text, base: finite, head: finite })),
  }),
  'other-programs': object({
    id: oneOf('other-programs'),
    partA: finite,
    partB: finite,
    of: optional(oneOf('own', 'packages', 'runtimes')),
    runtimes: optional(object<Runtimes>({ base: oneOf(...runtimes), head: oneOf(...runtimes) })),
  }),
  classes: object({
    id: oneOf('classes'),
    total: pair,
    changed: optional(yes),
    most: optional(sizeOfClass),
    own: optional(sizeOfClass),
  }),
  untested: object({
    id: oneOf('untested'),
    profilers: optional(object<Profilers>({ base: text, head: text })),
    signals: optional(list(object<SignalRange>({ signal: signalId, base: range, head: range, apart: optional(yes) }))),
    without: optional(oneOf(...withoutData)),
  }),
})
