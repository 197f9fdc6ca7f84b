/** One function in all views, without asking the worker: hovering must not wait. */
import { type ViewKind, viewKinds } from '../../core/base/vocabulary.ts'
import { useMemo } from 'react'
import type { FunctionIndex, FunctionValue } from '../../core/analyst/functionQuestions.ts'
import { useFunctionIndex } from './queries.ts'

/** Built once per index, on the first hover. */
const positions = new WeakMap<FunctionIndex, ReadonlyMap<string, number>>()

function positionOf(index: FunctionIndex, name: string): number | undefined {
  let known = positions.get(index)
  if (!known) {
    known = new Map(index.names.map((one, at) => [one, at]))
    positions.set(index, known)
  }
  return known.get(name)
}

export function functionValues(index: FunctionIndex, name: string): Readonly<Record<ViewKind, FunctionValue>> {
  const at = positionOf(index, name)
  const valueIn = (kind: ViewKind): FunctionValue => {
    const columns = index.views[kind]
    if (!columns) return { state: 'not-recorded' }
    const total = at === undefined ? Number.NaN : (columns.total[at] ?? Number.NaN)
    if (at === undefined || Number.isNaN(total)) return { state: 'not-present' }
    return { state: 'value', self: columns.self[at] ?? 0, total, samples: columns.samples[at] ?? 0 }
  }
  return Object.fromEntries(viewKinds.map((kind) => [kind, valueIn(kind)])) as Record<ViewKind, FunctionValue>
}

/** Undefined without a name or before the index is there. */
export function useFunctionValue(name: string | undefined): Readonly<Record<ViewKind, FunctionValue>> | undefined {
  const index = useFunctionIndex().data
  return useMemo(() => (index && name !== undefined ? functionValues(index, name) : undefined), [index, name])
}

/** Where a function stands in the source, "" where no profile says. */
export function useFunctionSource(): (name: string) => string {
  const index = useFunctionIndex().data
  return useMemo(() => (name) => (index && index.sources[positionOf(index, name) ?? -1]) ?? '', [index])
}
