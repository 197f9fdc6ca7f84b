/** Profiles of this window that were asked for and did not come: said once, with the way to ask again. */
import type { ReactElement } from 'react'
import { capitalised, listed } from '../../core/base/lists.ts'
import { useFailedProfiles } from '../../state/queries/queries.ts'
import { Button } from '../controls/Button.tsx'
import { viewWords } from '../pane/paneWords.ts'

export function FailedProfiles(): ReactElement | null {
  const { kinds, isAsking, again } = useFailedProfiles()
  if (kinds.length === 0) return null
  return (
    <section
      aria-label="Profiles that failed"
      className="flex flex-wrap items-center gap-x-3 gap-y-1 rounded-panel border border-line-strong bg-surface-1 px-3 py-1"
    >
      <p className="text-ink-1">
        {capitalised(listed(kinds.map((kind) => viewWords[kind].profile)))} could not be read: the verdict is without{' '}
        {kinds.length === 1 ? 'it' : 'them'}.
      </p>
      <Button small look="strong" className="no-print" disabled={isAsking} onClick={again}>
        {isAsking ? 'Asking again' : 'Try again'}
      </Button>
    </section>
  )
}
