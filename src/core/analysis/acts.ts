/** What a row of the table of next acts is written with, and the acts that several rows give. */
import type { PatternId, Runtime, ViewKind } from '../base/vocabulary.ts'
import { uncapitalised } from '../base/lists.ts'
import { formatShare } from '../base/numbers.ts'
import { behindWaits, holderWords, placeOfHolder } from '../diagnosis/findings/holderFindings.ts'
import { topOwners } from '../diagnosis/owners.ts'
import type { Sentence } from '../diagnosis/story.ts'
import type { Spoken } from './sentence.ts'

export interface Act {
  readonly text: Sentence
  /** To copy; HOST and PID stay to be filled in. */
  readonly command?: string
}

export interface Asked extends Spoken {
  readonly zone: string
}

/** As a row writes it. */
export interface Written {
  readonly text: string
  readonly command?: string
}

export interface ActRow {
  readonly id: string
  readonly pattern: PatternId
  readonly act: (asked: Asked) => Written | undefined
}

export const dumpCommands: Readonly<Partial<Record<Runtime, string>>> = {
  go: "curl -o goroutines.txt 'http://HOST:6060/debug/pprof/goroutine?debug=2'",
  cpython: 'py-spy dump --pid PID --native > dump.txt',
  jvm: 'jcmd PID Thread.print -l > dump.txt',
  dotnet: 'dotnet-stack report -p PID > dump.txt',
}

export function ownerOf(
  { profiles }: Spoken,
  kind: ViewKind,
): { readonly name: string; readonly share: number } | undefined {
  const view = profiles.views[kind]
  const [first] = view.state === 'measured' ? topOwners(view.tree, kind, 1) : []
  return first !== undefined && first.share >= 0.1 ? first : undefined
}

export const found = ({ findings = [] }: Spoken, id: string): boolean => findings.some((one) => one.id === id)
export const withCommand = (text: string, command: string | undefined): Written =>
  command === undefined ? { text } : { text, command }

/** The holder’s work, where most of the wait stands behind it. */
export function workAct(profiles: Spoken['profiles']): Written | undefined {
  const behind = behindWaits(profiles)
  const work = behind?.end ?? behind
  return work && { text: holderWords[work.kind].act(work.name === '' ? 'the holder' : work.name, work.site) }
}

/** The holder’s work at the lock that costs most, though most of the wait is for others. */
export function largestAct(profiles: Spoken['profiles']): Written | undefined {
  const behind = behindWaits(profiles, 0)
  const work = behind?.end ?? behind
  return (
    work && {
      text: `Begin with the largest of several (${formatShare(behind?.share ?? 0)} of all waiting for locks): ${uncapitalised(holderWords[work.kind].act(work.name === '' ? 'the holder' : work.name, work.site))}`,
    }
  )
}

/** Nobody to blame: it goes from hand to hand. */
export function handsAct(asked: Asked): Written | undefined {
  const [wait] = asked.profiles.lockWaits?.waits ?? []
  return found(asked, 'lock-changes-hands') && wait !== undefined
    ? { text: `Enter ${wait.waiters[0]?.site ?? wait.lock} less often or split its lock: nobody holds it for long.` }
    : undefined
}

/** Where the holder is, while what it does there is not in the dumps. */
export function placeAct({ lockWaits, runtime }: Spoken['profiles']): Written | undefined {
  const wait = lockWaits?.waits.find(({ how }) => how !== 'gil')
  const place = wait && placeOfHolder(wait)
  return place === undefined
    ? undefined
    : withCommand(
        `See what ${place} does while it holds the lock of ${wait?.waiters[0]?.site ?? 'the others'}: it computes, or it is in a call such as a flush.`,
        runtime && dumpCommands[runtime],
      )
}

export function deadlockAct(asked: Asked): Written | undefined {
  return found(asked, 'deadlock')
    ? { text: 'Take a second dump, then restart: threads that wait for each other never move again.' }
    : undefined
}
