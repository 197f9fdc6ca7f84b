/** What is wrong with a window as a whole, in words. */
import { clock, clockWindow } from '../../base/clock.ts'
import { listed } from '../../base/lists.ts'
import { viewWords } from '../../base/viewWords.ts'
import type { TwoStates } from '../../diagnosis/stability.ts'
import { signalWord } from '../../diagnosis/signalWords.ts'
import type { SignalId } from '../../base/vocabulary.ts'
import { titleOf } from '../../diagnosis/rules.ts'
import type { Warning } from '../../window/windowProfiles.ts'
import { tellCaution } from './cautions.ts'

export function tellWarning(warning: Warning, zone: string): string {
  if (warning.id === 'several-programs' && warning.isOpen)
    return `${listed(warning.files)} may be parts of one process's log or logs of two processes: the collections between them are in no file, and no line says the time of day (kubectl logs --timestamps). Together they may be about neither.`
  if (warning.id === 'several-programs')
    return `${warning.files[0] === warning.files[1] ? `Dumps in ${warning.files[0]}` : listed(warning.files)} are of different programs, builds or processes, or of one before and after it was started again: together they are about neither.`
  if (warning.id === 'other-day')
    return `${warning.file} says that it was taken on ${new Date(warning.localMs).toISOString().slice(0, 10)}, another day than the other files: it is left out.`
  if (warning.id === 'restarted') return tellCaution(warning, zone)
  const covers = warning.views.map(
    ({ kind, covers: time }) =>
      `${viewWords[kind].things} ${time.fromMs === time.untilMs ? clock(time.fromMs, zone) : clockWindow(time, zone)}`,
  )
  return `The profiles were not taken at the same time: ${covers.join(', ')}.`
}

export function tellTwoStates({ before, after, atMs }: TwoStates, zone: string): string {
  return `This window mixes two states: ${titleOf(before)} until about ${clock(atMs, zone)}, then ${titleOf(after)}. Choose one of them.`
}

export function tellTypedAgainst(id: SignalId): string {
  return `The ${signalWord(id)} that was typed is not what the files show; the files are read.`
}
