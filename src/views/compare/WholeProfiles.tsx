/** What differs between two selections of a store as a whole, per process, tested by the series of both: also where no function can be tested. */
import type { ReactElement } from 'react'
import { differenceWords, figureText, figureWords } from '../../core/analysis/words/fleet.ts'
import { useWholeDifference } from '../../state/queries/comparison.ts'

export function WholeProfiles(): ReactElement | null {
  const rows = useWholeDifference()
  if (rows.length === 0) return null
  return (
    <section aria-labelledby="whole" className="flex-none rounded-panel border border-line bg-surface-1 px-3 py-1.5">
      <h2 id="whole" className="type-small text-ink-2">
        Per process, A → B, tested from the store’s series
      </h2>
      <ul className="flex flex-wrap gap-x-5 gap-y-0.5">
        {rows.map(({ figure, base, head, result }) => {
          const changed = result === 'grew' || result === 'shrank'
          return (
            <li key={figure} data-whole={figure} data-result={result} className={changed ? 'text-ink-1' : 'text-ink-2'}>
              <span className={changed ? 'font-semibold' : ''}>
                {figureWords[figure]} {figureText(figure, base)} → {figureText(figure, head)}
              </span>{' '}
              <span className="type-small">{differenceWords[result]}</span>
            </li>
          )
        })}
      </ul>
    </section>
  )
}
