/** The diagnosis of each sub-window along the line: where a run begins is the onset. In words where there is room. */
import { type PatternId, patternIds } from '../../core/base/vocabulary.ts'
import type { ReactElement } from 'react'
import { titleOf } from '../../core/diagnosis/rules.ts'
import { clock } from '../controls/times.ts'
import type { StateRun } from '../../core/analysis/onset.ts'

const isPattern = (text: string): text is PatternId => patternIds.some((id) => id === text)

const cannotTell = 'cannot tell'

function runTitle({ pattern, kind }: StateRun): string {
  if (!isPattern(pattern)) return pattern
  if (pattern === 'no-clear-pattern') return kind === 'cannot-tell' ? cannotTell : kind
  return `${titleOf(pattern)}${kind === 'provisional' ? ' (provisional)' : ''}`
}

const spanOf = (text: string): number => text.length * 6 + 8

/** A short stretch tells less than the window: where there is room it says so, beside a verdict of the whole. */
function titleFor(run: StateRun, widthPx: number): string {
  const title = runTitle(run)
  const whole = `${title} from a stretch this short`
  return title === cannotTell && widthPx > spanOf(whole) ? whole : title
}

export function StateRibbon(props: {
  readonly runs: readonly StateRun[]
  readonly x: (ms: number) => number
  readonly zone: string
}): ReactElement {
  const { runs, x, zone } = props
  return (
    <ol aria-label="Diagnosis over time" className="absolute inset-x-0 top-[43px] h-[14px]">
      {runs.map((run) => {
        const left = x(run.window.fromMs)
        const width = Math.max(2, x(run.window.untilMs) - left)
        const title = titleFor(run, width)
        const range = `${clock(run.window.fromMs, zone)}–${clock(run.window.untilMs, zone)}`
        const unclear = run.pattern === 'no-clear-pattern'
        return (
          <li
            key={run.window.fromMs}
            data-dx={isPattern(run.pattern) ? run.pattern : 'no-clear-pattern'}
            data-state={run.pattern}
            title={`${title}, ${range}`}
            className="type-caption absolute h-[14px] overflow-hidden leading-[11px]! text-dx"
            style={{ left, width: Math.max(1, width - 1) }}
          >
            <span className={width > spanOf(title) ? 'pl-1 whitespace-nowrap' : 'sr-only'}>
              {title}
              <span className="sr-only">, {range}</span>
            </span>
            <span
              aria-hidden="true"
              className={`absolute inset-x-0 bottom-0 border-t-2 border-dx ${unclear ? 'border-dotted' : 'border-solid'}`}
            />
          </li>
        )
      })}
    </ol>
  )
}
