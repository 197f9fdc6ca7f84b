/** Which label tells the processes of a verdict from the others, as a person would say it: “all of node n3”, “version v2 uses three times the CPU”. */
import { figureFloors, standsOut } from './distance.ts'
import type { FigureId } from './memberFigures.ts'
import { namespaceLabels } from './place.ts'
import type { FleetMember } from './standing.ts'

export interface SharedLabel {
  readonly label: string
  readonly value: string
}

/** One part against the rest: means per process. */
export interface PartApart extends SharedLabel {
  readonly figure: FigureId
  readonly own: number
  readonly others: number
}

/** Levels of a moment and what is made of others are left out. */
const compared: readonly FigureId[] = ['lockWaitPct', 'cores', 'allocMbPerSecond', 'liveMb']

/** People ask for these first where several labels cut the processes alike. */
const usualOrder: readonly string[] = ['version', 'build', 'commit', 'revision', 'region', 'zone', 'cluster', 'node']

export const orderOf = (label: string): number => {
  const at = usualOrder.findIndex((one) => label.includes(one))
  return at < 0 ? usualOrder.length : at
}

/** In the order in which people ask for them. */
const labelsOf = (members: readonly FleetMember[], instanceLabel: string): readonly string[] =>
  [...new Set(members.flatMap((one) => Object.keys(one.labels)))]
    .filter((label) => label !== instanceLabel && !namespaceLabels.includes(label))
    .sort((a, b) => orderOf(a) - orderOf(b) || (a < b ? -1 : 1))

/** A label value that all of these have, and none of the others. */
export function sharedBy(
  some: readonly FleetMember[],
  members: readonly FleetMember[],
  instanceLabel: string,
): SharedLabel | undefined {
  const own = new Set(some)
  for (const label of labelsOf(members, instanceLabel)) {
    const value = some[0]?.labels[label]
    if (value !== undefined && members.every((one) => own.has(one) === (one.labels[label] === value)))
      return { label, value }
  }
  return undefined
}

/** Of more values than this a label says no more than the names of the processes. */
const mostParts = 50

/** The part that has most beside the rest, where every process of it does: chance puts a label on two that are busy, not on all. */
export function partApart(members: readonly FleetMember[], instanceLabel: string): PartApart | undefined {
  let best: PartApart | undefined
  let furthest = 0
  for (const label of labelsOf(members, instanceLabel)) {
    const values = new Set(members.flatMap((one) => one.labels[label] ?? []))
    if (values.size > mostParts) continue
    for (const value of values)
      for (const figure of compared) {
        const [mine = [], rest = []] = [true, false].map((isOwn) =>
          members.flatMap(({ labels, figures }) =>
            (labels[label] === value) === isOwn ? (figures[figure] ?? []) : [],
          ),
        )
        if (mine.length < 2 || rest.length < 2 || mine.length + rest.length < members.length) continue
        const [own, others] = [meanOf(mine), meanOf(rest)]
        const { least, share } = figureFloors[figure]
        let scale = Math.max(least, share * others)
        for (const one of mine) scale = Math.max(scale, own - one)
        for (const one of rest) scale = Math.max(scale, one - others)
        const distance = (own - others) / scale
        if (distance >= standsOut && distance > furthest) {
          furthest = distance
          best = { label, value, figure, own, others }
        }
      }
  }
  return best
}

const meanOf = (values: readonly number[]): number => values.reduce((sum, one) => sum + one, 0) / values.length
