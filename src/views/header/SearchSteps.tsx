/** The functions that a search matches, one after the other: each is selected, so that every pane scrolls to it. */
import type { ReactElement } from 'react'
import { viewKinds } from '../../core/base/vocabulary.ts'
import { formatNumber } from '../../core/base/numbers.ts'
import { useAnalysis } from '../../state/queries/current.tsx'
import { useFunctions, useSearchText } from '../../state/queries/queries.ts'
import { dispatch, useViewField } from '../../state/view/store.ts'
import { Icon } from '../theme/Icon.tsx'

/** As many are gone through; a search for more is no search for one. */
const mostMatches = 500

export function SearchSteps(): ReactElement | undefined {
  const matches = useMatches()
  if (matches === undefined) return undefined
  const { at, names, of, step } = matches
  return (
    <span className="flex flex-none items-center">
      <span className="type-caption tabular-nums" aria-live="polite">
        {names.length === 0 ? 'none' : `${at < 0 ? '–' : formatNumber(at + 1)}/${formatNumber(of)}`}
      </span>
      <StepButton label="Previous match" icon="up" disabled={names.length === 0} onPress={() => step(-1)} />
      <StepButton label="Next match" icon="down" disabled={names.length === 0} onPress={() => step(1)} />
    </span>
  )
}

interface Matches {
  readonly names: readonly string[]
  readonly of: number
  /** −1: none of them is selected. */
  readonly at: number
  readonly step: (by: 1 | -1) => void
}

/** Undefined while nothing is searched for. */
export function useMatches(): Matches | undefined {
  const search = useSearchText()
  const selected = useViewField((view) => view.selected)
  const analysis = useAnalysis().data
  const lookAt = analysis?.story.lookAt.view
  const sortBy =
    lookAt !== undefined && lookAt !== 'none'
      ? lookAt
      : (viewKinds.find((kind) => analysis?.views[kind].state === 'measured') ?? 'name')
  const answer = useFunctions({
    sortBy,
    descending: true,
    limit: search.search ? mostMatches : 0,
    offset: 0,
    ...search,
  }).data
  if (!search.search || !answer) return undefined
  const names = answer.rows.map(({ name }) => name)
  const at = selected === undefined ? -1 : names.indexOf(selected)
  return {
    names,
    of: answer.of,
    at,
    step: (by) => {
      const next = at < 0 ? (by > 0 ? 0 : names.length - 1) : (at + by + names.length) % names.length
      const name = names[next]
      if (name !== undefined) dispatch({ type: 'selected', name })
    },
  }
}

function StepButton(props: {
  readonly label: string
  readonly icon: 'up' | 'down'
  readonly disabled: boolean
  readonly onPress: () => void
}): ReactElement {
  const { label, icon, disabled, onPress } = props
  return (
    <button
      type="button"
      aria-label={label}
      title={`${label} (${icon === 'up' ? 'Shift Enter' : 'Enter'})`}
      className="touch grid h-6 min-w-5 place-items-center rounded-[4px] hover:text-ink-1 disabled:opacity-45"
      disabled={disabled}
      onClick={onPress}
    >
      <Icon name={icon} size={12} />
    </button>
  )
}
