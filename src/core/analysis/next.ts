/** What to do now: the act of the first row that speaks (`actRows.ts`), with the functions that it names marked as code. */
import { areNoProgram, severalIn } from '../diagnosis/ofSeveral.ts'
import { capitalised } from '../base/lists.ts'
import { actRows } from './actRows.ts'
import type { Act, Asked, Written } from './acts.ts'
import { namesFor, withNames } from './names.ts'

/** @returns what to do now; beside it stands the pattern's own advice, which is never reworded */
export function nextActOf(asked: Asked): Act {
  const several = severalIn(asked.profiles.warnings)
  if (several !== undefined && areNoProgram(several)) {
    const what = several.runtimes === undefined ? 'processes' : 'programs'
    return { text: withNames(`Open the files of one of the ${what} without those of the other.`, []) }
  }
  const told = actRows
    .filter(({ pattern }) => pattern === asked.diagnosis.pattern)
    .reduce<Written | undefined>((first, { act }) => first ?? act(asked), undefined)
  const { text, command } = told ?? { text: 'Compare with a healthy window.' }
  return { text: withNames(capitalised(text), namesFor(asked)), ...(command === undefined ? {} : { command }) }
}
