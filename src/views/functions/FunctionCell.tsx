/** One number of the function table, or why there is none. */
import type { ReactElement } from 'react'
import type { Analysis } from '../../core/analysis/analysis.ts'
import type { FunctionRow } from '../../core/analyst/functionQuestions.ts'
import { formatBytes } from '../../core/base/numbers.ts'
import { amount } from '../names/amount.ts'
import { absentText } from '../pane/paneWords.ts'
import { type FunctionColumn, cellValue } from './functionColumns.ts'

/** What is a function's own is in the top lists of the panes; where room is short its name and what it costs in all go first. */
export const selfOnlyWide = 'max-full:hidden print:table-cell'

const absentTexts = {
  'not-present': 'not present',
  'not-recorded': 'not recorded',
  'below-limit': 'below limit',
} as const
const absentTitles = {
  'not-present': 'Not on any stack of this profile',
  'not-recorded': 'This profile was not recorded: absent is not zero',
  'below-limit': 'No sample of its own: less than the sampling can see',
} as const

export function Cell(props: {
  readonly column: FunctionColumn
  readonly row: FunctionRow
  readonly analysis: Analysis
}): ReactElement {
  const { column, row, analysis } = props
  const cell = cellValue(row.values[column.view], column.of)
  const look = column.of === 'self' ? selfOnlyWide : ''
  if (cell.state !== 'value') {
    const view = analysis.views[column.view]
    return (
      <td
        className={`type-small px-3 text-right whitespace-nowrap text-ink-3 max-full:px-2 ${look}`}
        title={view.state === 'absent' ? view.text : absentTitles[cell.state]}
      >
        {view.state === 'absent' ? absentText(view) : absentTexts[cell.state]}
      </td>
    )
  }
  return (
    <td className={`px-3 text-right whitespace-nowrap tabular-nums [word-spacing:-.28em] max-full:px-2 ${look}`}>
      {valueText(analysis, column, cell.value)}
    </td>
  )
}

export function valueText(analysis: Analysis, column: FunctionColumn, value: number): string {
  const view = analysis.views[column.view]
  if (view.state !== 'measured') return ''
  if (column.perSecond && view.unit === 'bytes' && view.coveredSeconds > 0)
    return `${formatBytes(value / view.coveredSeconds)}/s`
  return amount(view.unit, value)
}
