/** Why there is no view and what to do about it, in words. */
import { clock, clockWindow, isoDate } from '../../base/clock.ts'
import { viewWords } from '../../base/viewWords.ts'
import type { Absence, Guidance, NextStep } from '../../window/absence.ts'
import type { AbsentView } from '../../window/windowProfiles.ts'
import type { ToldAbsence } from '../../diagnosis/story.ts'
import { guidanceFor } from './guidance.ts'

type Words = {
  readonly [Id in Absence['id']]: (fact: Extract<Absence, { readonly id: Id }>, name: string, zone: string) => string
}

const words: Words = {
  'not-recorded': (_, name) => `No ${name} profile was recorded. Absent is not zero.`,
  'one-thread': () => 'One JavaScript thread ran, without workers: there is no lock that it could wait for.',
  'served-empty': (_, name) =>
    `The ${name} profile was served but has no sample in it: nothing met it, or it was not switched on.`,
  'outside-window': ({ taken }, name, zone) => {
    const nothing = `The ${name} profile has nothing in this window.`
    if (taken === undefined) return nothing
    // Perhaps of another day.
    const when = taken.fromMs === taken.untilMs ? clock(taken.fromMs, zone) : clockWindow(taken, zone)
    return `${nothing} It is of ${isoDate(taken.fromMs, zone)} ${when}.`
  },
  'reaches-beyond': ({ piece }, name, zone) =>
    `The ${name} profile of ${clockWindow(piece, zone)} reaches beyond this window, and a piece of it cannot be told from the rest.`,
  'wall-only': () => 'Only wall-clock samples were recorded; a sample that waits is not CPU. Absent is not zero.',
  'growth-not-level': ({ file }) =>
    `${file} is the difference of two snapshots: it says how the heap grew, not how large it is.`,
  'level-or-growth': ({ file }) =>
    `${file} covers a time and may hold either live bytes or their growth; the file does not say which.`,
  'no-named-wait': ({ files }) =>
    `${files.join(', ')}: no sample waits for anything with a name. Either only running threads were sampled, or the file lacks the names of system functions; absent is not zero.`,
  'python-without-native': () =>
    'The wait samples have no native frames. In Python, lock.acquire() is a C call: without --native lock waits are invisible, not absent.',
  'virtual-threads-left-out': () =>
    'The process has virtual threads, and jstack and Thread.print leave them out: nothing is known of how many wait.',
  'without-label': ({ key }, name) => `Samples of the ${name} profile do not say their ${key}.`,
  'series-failed': (_, name) => `The ${name} series could not be read from the store. Failed is not zero.`,
  text: ({ text }) => text,
}

function nextWords(next: NextStep, zone: string): Guidance {
  switch (next.id) {
    case 'record':
      return guidanceFor(next.runtime, next.kind)
    case 'move-window':
      return { text: 'Move the window to where it was recorded, or record this time.' }
    case 'widen-window':
      return { text: `Widen the window to ${clockWindow(next.to, zone)}.` }
    case 'dump-all-threads':
      return {
        text: 'Dump all threads to a file.',
        command: 'jcmd PID Thread.dump_to_file -format=json threads.json',
      }
    case 'told':
      return next.next
    default:
      return next satisfies never
  }
}

export function tellAbsence({ kind, reason, why, next }: AbsentView, zone: string): ToldAbsence {
  const row = words[why.id] as (fact: Absence, name: string, zone: string) => string
  return { state: 'absent', kind, reason, text: row(why, viewWords[kind].adjective, zone), next: nextWords(next, zone) }
}
