/** One row of the function table along all the time on the line, the window marked below it, and since when it is so. */
import type { ReactElement } from 'react'
import type { Analysis } from '../../core/analysis/analysis.ts'
import { viewKinds } from '../../core/base/vocabulary.ts'
import { useFunctionLine } from '../../state/queries/functionLine.ts'
import { useViewField } from '../../state/view/store.ts'
import { useAfter } from '../../state/queries/useAfter.ts'
import { Spark } from '../controls/Spark.tsx'
import { type SortBy, defaultSort, functionColumns } from './functionColumns.ts'

export interface RowSparkProps {
  /** The column that sorts. A name has no line: that of the profile to look at stands in. */
  readonly by: SortBy
  readonly name: string
  readonly analysis: Analysis
}

/** Lines cut all profiles into parts: that comes when what was asked for first is there, and not for rows that are scrolled past. */
const calmMs = 700

export function RowSpark({ by, name, analysis }: RowSparkProps): ReactElement | null {
  const measured = new Set(viewKinds.filter((kind) => analysis.views[kind].state === 'measured'))
  const column = by === 'name' ? defaultSort(analysis.story.lookAt.view, measured) : by
  const { view = 'cpu', of = 'total' } = functionColumns.find(({ sortBy }) => sortBy === column) ?? {}
  const line = useFunctionLine(useAfter(true, calmMs) ? { view, of, name } : undefined)
  const zone = useViewField((all) => all.zone)
  if (line === undefined) return null
  const windows = [{ key: 'window', window: analysis.window, look: 'solid' } as const]
  return (
    <Spark line={line} windows={windows} zone={zone} along="The column that sorts, along the time: no plain step" />
  )
}
