/** The same processes by a label: version, region, zone, node. Every row is per process, so that a version with one pod can be held against one with ten. */
import { orderOf } from './apart.ts'
import { type Scales, distanceOf, figureIds, separationOf } from './distance.ts'
import { namespaceLabels } from './place.ts'
import type { FigureId, MemberFigures } from './memberFigures.ts'
import type { FleetMember, Standing, Standings } from './standing.ts'

export interface LabelSplit {
  readonly label: string
  /** Share of the differences that this label explains, 0..1. */
  readonly separation: number
  /** Furthest from the median first. */
  readonly values: readonly LabelValue[]
}

export interface LabelValue {
  readonly value: string
  /** Indices into the members of the fleet. */
  readonly members: readonly number[]
  /** Mean per process. */
  readonly figures: MemberFigures
  readonly distance: number
  readonly by?: FigureId
  readonly standings: Standings
}

/** A label that explains so much of the differences is shown before the processes one by one. */
const tells = 0.6

/** How many values a person can read; beyond it the rest is one row. */
export const mostValues = 50

export function splitsOf(
  members: readonly FleetMember[],
  scales: Scales,
  instanceLabel: string,
): readonly LabelSplit[] {
  const names = [...new Set(members.flatMap(({ labels }) => Object.keys(labels)))]
  const splits = names.flatMap((label): LabelSplit[] => {
    const groups = new Map<string, number[]>()
    members.forEach(({ labels }, index) => {
      const value = labels[label]
      if (value !== undefined) groups.set(value, [...(groups.get(value) ?? []), index])
    })
    if (groups.size < 2 && label !== instanceLabel) return []
    // As many values as processes tell nothing that the processes themselves do not.
    if (groups.size === members.length && label !== instanceLabel && instanceLabel !== '') return []
    const values = [...groups].map(([value, own]) => valueOf(value, own, members, scales))
    const parts = [...groups.values()].map((own) => own.flatMap((index) => members[index]?.figures ?? []))
    return [{ label, separation: separationOf(parts, scales), values: values.toSorted(byDistance) }]
  })
  const rank = ({ label, separation }: LabelSplit): number =>
    namespaceLabels.includes(label)
      ? // Other services under the same name are told apart before anything else is.
        2
      : label === instanceLabel
        ? tells
        : separation >= tells
          ? separation
          : separation * tells
  return splits.toSorted(
    (a, b) => rank(b) - rank(a) || orderOf(a.label) - orderOf(b.label) || (a.label < b.label ? -1 : 1),
  )
}

const byDistance = (a: LabelValue, b: LabelValue): number =>
  b.standings.fires - a.standings.fires || b.distance - a.distance || (a.value < b.value ? -1 : 1)

function valueOf(value: string, own: readonly number[], members: readonly FleetMember[], scales: Scales): LabelValue {
  const all = own.flatMap((index) => members[index] ?? [])
  const standings: Record<Standing, number> = { fires: 0, may: 0, near: 0, open: 0, quiet: 0 }
  for (const { standing } of all) standings[standing]++
  const figures = meanFigures(all.map((one) => one.figures))
  return { value, members: own, figures, standings, ...distanceOf(figures, scales) }
}

export function meanFigures(all: readonly MemberFigures[]): MemberFigures {
  const means: Partial<Record<FigureId, number>> = {}
  for (const id of figureIds) {
    const values = all.flatMap((figures) => figures[id] ?? [])
    if (values.length > 0) means[id] = values.reduce((sum, value) => sum + value, 0) / values.length
  }
  return means
}

export interface ShownValues {
  readonly shown: readonly LabelValue[]
  /** All others together. */
  readonly rest?: {
    readonly values: number
    readonly members: number
    readonly figures: MemberFigures
    readonly standings: Standings
  }
}

/** Of very many values the furthest from the median and the largest, and one row for the rest. */
export function shownValues({ values }: LabelSplit, most: number = mostValues): ShownValues {
  if (values.length <= most) return { shown: values }
  const far = values.slice(0, Math.ceil(most * 0.8))
  const large = values
    .slice(far.length)
    .toSorted((a, b) => (b.figures.cores ?? 0) * b.members.length - (a.figures.cores ?? 0) * a.members.length)
    .slice(0, most - far.length)
  const shown = [...far, ...large]
  const kept = new Set(shown)
  const others = values.filter((one) => !kept.has(one))
  const standings: Record<Standing, number> = { fires: 0, may: 0, near: 0, open: 0, quiet: 0 }
  for (const one of others)
    for (const standing of Object.keys(standings) as Standing[]) standings[standing] += one.standings[standing]
  const figures = meanFigures(others.flatMap((one) => one.members.map(() => one.figures)))
  const members = others.reduce((sum, one) => sum + one.members.length, 0)
  return { shown, rest: { values: others.length, members, figures, standings } }
}
