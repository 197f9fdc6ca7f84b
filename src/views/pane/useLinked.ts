/**
 * The function all panes outline: the selected one, else the one the verdict's sentence names, so that the first look already
 * shows it in all three. What the sentence names is derived, never put into the state: a link holds only what a reader chose.
 */
import type { Analysis } from '../../core/analysis/analysis.ts'
import { viewKinds } from '../../core/base/vocabulary.ts'
import { useMemo } from 'react'
import { useAnalysis } from '../../state/queries/current.tsx'
import { useFunctionIndex } from '../../state/queries/queries.ts'
import { functionValues } from '../../state/queries/functionValue.ts'
import { useViewField } from '../../state/view/store.ts'

export interface Linked {
  readonly name: string | undefined
  /** Chosen by the reader, not by the sentence. */
  readonly chosen: boolean
}

export function useLinked(): Linked {
  const selected = useViewField((view) => view.selected)
  const analysis = useAnalysis().data
  const index = useFunctionIndex().data
  return useMemo(() => {
    if (selected !== undefined) return { name: selected, chosen: true }
    const named = analysis && index ? namedIn(analysis) : undefined
    if (named === undefined || !index) return { name: undefined, chosen: false }
    // The sentence may name something that is no function of these profiles.
    const values = functionValues(index, named)
    const known = viewKinds.some((kind) => values[kind].state === 'value')
    return { name: known ? named : undefined, chosen: false }
  }, [selected, analysis, index])
}

function namedIn({ story }: Analysis): string | undefined {
  return story.sentence.find((segment) => segment.as === 'code')?.text
}
