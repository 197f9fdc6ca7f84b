/** An answer over files of different programs or processes is about neither of them. */
import { patternIds } from '../base/vocabulary.ts'
import type { SeveralPrograms } from '../window/programs.ts'
import type { Warning } from '../window/windowProfiles.ts'
import type { Diagnosis } from './diagnosis.ts'
import { wordingOf } from './rules.ts'

export function severalIn(warnings: readonly Warning[]): SeveralPrograms | undefined {
  return warnings.find((warning): warning is SeveralPrograms => warning.id === 'several-programs')
}

/** They are surely of two, so together of none. */
export const areNoProgram = ({ runtimes, isSure }: SeveralPrograms): boolean =>
  runtimes !== undefined || isSure === true

/** What one process does not do says nothing of another. */
function withoutExclusions(diagnosis: Diagnosis): Diagnosis {
  const isOpen = diagnosis.kind === 'cannot-tell'
  return { ...diagnosis, excluded: [], ...(isOpen ? { possible: patternIds } : {}) }
}

/** No answer where they surely are two; a provisional one where it may be one that was started again. */
export function ofSeveral(diagnosis: Diagnosis, several: SeveralPrograms | undefined): Diagnosis {
  if (several === undefined) return diagnosis
  if (!areNoProgram(several))
    return withoutExclusions(diagnosis.kind === 'firm' ? provisional(diagnosis, several) : diagnosis)
  const { condition: _, ...open } = diagnosis
  const { text, title, aside, patternText, lookAt } = wordingOf('no-clear-pattern')
  return {
    ...open,
    text,
    title,
    aside,
    patternText,
    lookAt,
    pattern: 'no-clear-pattern',
    kind: 'cannot-tell',
    rules: diagnosis.rules.map((rule) => (rule.result === 'fired' ? { ...rule, result: 'not-evaluable' } : rule)),
    deciding: [],
    notMeasured: [],
    unsettled: [],
    possible: patternIds,
    excluded: [],
    asks: [],
  }
}

function provisional(diagnosis: Diagnosis, { isOpen }: SeveralPrograms): Diagnosis {
  const clause = `rovisional: the files ${isOpen ? 'may be' : 'are'} of several processes`
  return { ...diagnosis, kind: 'provisional', text: `${diagnosis.text} P${clause}.`, aside: `— p${clause}` }
}
