/** What a row of the table of next acts is written with, and the acts that several rows give. */
import type { PatternId, Runtime, ViewKind } from '../base/vocabulary.ts'
import { uncapitalised } from '../base/lists.ts'
import { hardlyComputes } from '../base/lockWaits.ts'
import { formatNumber, formatShare } from '../base/numbers.ts'
import { behindWaits, holderWords, placeOfHolder } from '../diagnosis/findings/holderFindings.ts'
import { topOwners } from '../diagnosis/owners.ts'
import type { Sentence } from '../diagnosis/story.ts'
import { grown, grows } from '../window/crowd.ts'
import { type Spoken, threadWord } from './clauses.ts'

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

/** Dumps with the threads that a JVM's other dumps leave out: a holder or a waiter among them would not show. All others are in them too. */
const virtualDumpCommand = 'jcmd PID Thread.dump_to_file -format=json threads.json'

function hasVirtualThreads({ profiles: { looks, views }, signals }: Spoken): boolean {
  const { lock_wait_pct: wait } = signals
  return (
    looks?.misses !== undefined ||
    looks?.shows !== undefined ||
    (views.lock.state === 'absent' && views.lock.why.id === 'virtual-threads-left-out') ||
    (wait.state === 'absent' && wait.why.id === 'virtual-threads')
  )
}

export function dumpCommandOf(asked: Spoken): string | undefined {
  const { runtime } = asked.profiles
  if (runtime === 'jvm' && hasVirtualThreads(asked)) return virtualDumpCommand
  return runtime && dumpCommands[runtime]
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

/** Dumps that are there are read before others are taken; those inside a recording see no holder that was not the last one. */
export function findAct(asked: Asked): Written {
  const { runtime, looks } = asked.profiles
  const owner = ownerOf(asked, 'lock')
  const lock = `who holds the lock${owner === undefined ? '' : ` that ${owner.name} waits for`}`
  const beside = looks?.beside?.find(({ site }) => site === asked.profiles.lockWaits?.waits[0]?.waiters[0]?.site)
  if (beside !== undefined)
    return {
      text: `Read whether ${beside.method} holds the lock that ${beside.site} waits for: of the same object it was the one other method that anybody was in.`,
    }
  const taken = looks?.looks.filter(({ ofRecording }) => ofRecording !== true).length ?? 0
  if (taken < 3)
    return withCommand(
      `Find ${lock}: take three dumps of all ${threadWord(asked.profiles)}; the holder stands inside it.`,
      dumpCommandOf(asked),
    )
  const lost = lostAct(asked, taken)
  if (lost !== undefined) return lost
  const text = `Look in the ${taken} dumps here for ${lock}: where nobody stands inside it, `
  return runtime === 'jvm' && looks?.owners === undefined && !hasVirtualThreads(asked)
    ? withCommand(`${text}take them with -l, which lists owners.`, dumpCommands.jvm)
    : { text: `${text}read what else takes it.` }
}

/** Dumps that list all owners, and nobody in them has what is waited for all the time. */
function lostAct({ profiles: { looks, lockWaits } }: Asked, taken: number): Written | undefined {
  const [wait] = lockWaits?.waits ?? []
  if (wait === undefined || wait.holders.length > 0 || looks?.owners === undefined || looks.neverRan === undefined)
    return undefined
  const site = wait.waiters[0]?.site ?? wait.lock
  return {
    text: `Restart, and read where the lock that ${site} waits for is taken and not given back on some way out: no thread in the ${taken} dumps has it, so whoever took it has ended.`,
  }
}

/** Nobody to blame: it goes from hand to hand. */
export function handsAct(asked: Asked): Written | undefined {
  const [wait] = asked.profiles.lockWaits?.waits ?? []
  return found(asked, 'lock-changes-hands') && wait !== undefined
    ? { text: `Enter ${wait.waiters[0]?.site ?? wait.lock} less often or split its lock: nobody holds it for long.` }
    : undefined
}

/** Where the holder is, while what it does there is not in the dumps. */
export function placeAct(asked: Spoken): Written | undefined {
  const wait = asked.profiles.lockWaits?.waits.find(({ how }) => how !== 'gil')
  const place = wait && placeOfHolder(wait)
  return place === undefined
    ? undefined
    : withCommand(
        `See what ${place} does while it holds the lock of ${wait?.waiters[0]?.site ?? 'the others'}: it computes, or it is in a call such as a flush.`,
        dumpCommandOf(asked),
      )
}

export function deadlockAct(asked: Asked): Written | undefined {
  const { looks } = asked.profiles
  const taken = looks?.looks.filter(({ ofRecording }) => ofRecording !== true).length ?? 0
  if (looks?.standstill === 'asleep')
    return {
      text: 'Read where each goroutine of the dump waits, and who was to let it go on: its lock, its channel, its WaitGroup.',
    }
  if (!found(asked, 'deadlock')) return looks?.standstill === 'is-none' ? standstillAct(taken) : undefined
  const never = 'threads that wait for each other never move again'
  return {
    text:
      taken < 2
        ? `Take a second dump, then restart: ${never}.`
        : `Restart: ${never}. Keep the ${taken} dumps: they show where each lock is taken, and the order must be one.`,
  }
}

/** An event loop that waits for child processes is what is slow, whatever was not measured. */
export function stoppedAct(asked: Asked): Written | undefined {
  const { cpu } = asked.profiles.views
  const site = cpu.state === 'measured' ? cpu.stopped?.site : undefined
  return found(asked, 'loop-stopped')
    ? {
        text: `Start child processes${site === undefined || site === '' ? '' : ` in ${site}`} without waiting for them: exec or spawn in place of execSync and spawnSync.`,
      }
    : undefined
}

/** Nobody is left who could give back what the others wait for. */
function standstillAct(taken: number): Written {
  return taken < 2
    ? withCommand(
        'Take a second dump: where the same goroutines wait in it, nothing but a restart frees them.',
        dumpCommands.go,
      )
    : {
        text: `Restart: nobody is left who could give the lock back. Keep the ${taken} dumps, and read where it is taken in another order, or not given back on some way out.`,
      }
}

/** What the readers do before whom a writer waits, and everybody else behind it. */
export function readersAct({ profiles: { lockWaits } }: Asked): Written | undefined {
  const readers = lockWaits?.waits[0]?.readersBefore
  if (readers === undefined) return undefined
  const { site, writer, ofTime } = readers
  return {
    text: `Read what ${site} does before it unlocks${ofTime >= 0.5 ? '' : `, and then what ${writer} does`}: ${formatShare(ofTime)} of the time ${writer} waited for it or another reader, and all others behind ${writer}.`,
  }
}

/** What a holder calls that hardly computes. */
export function callsAct({ profiles: { lockWaits } }: Asked): Written | undefined {
  const [wait] = lockWaits?.waits ?? []
  const [holder] = wait?.holders ?? []
  const { cpuAtMost = 1, calls = [] } = wait?.owner ?? {}
  const [call] = calls
  return holder === undefined || call === undefined || cpuAtMost > hardlyComputes
    ? undefined
    : {
        text: `Read what ${holder.site} waits for before it unlocks (it computes for at most ${formatShare(cpuAtMost)} of the wait; ${call.name} uses the ${call.kind}), and move that out of the lock.`,
      }
}

/** What waits for its finalizer is kept, though no cache holds it. */
export function finalizerAct({ profiles: { looks } }: Asked): Written | undefined {
  const finalizer = looks?.finalizer
  return (
    finalizer && {
      text: `See why ${finalizer.site} takes so long: it is a finalizer, they run one after the other, and what waits for one is not freed. Restart before memory runs out.`,
    }
  )
}

/** Goroutines that become more, or may, and stand where what grows is made. */
export function endAct(asked: Asked): Written | undefined {
  const crowd = asked.profiles.looks?.crowd
  const owner = ownerOf(asked, 'heap_live')
  if (crowd === undefined || owner?.name !== crowd.site) return undefined
  // Two dumps do not say whether they become more.
  if (crowd.byLook.length < 3)
    return {
      text: `See whether the ${formatNumber(crowd.byLook.at(-1) ?? 0)} ${threadWord(asked.profiles)} that wait in ${crowd.site} ever end, where what grows is made; if they do, find the cache that keeps it. Restart before memory runs out.`,
    }
  if (!grows(crowd)) return undefined
  return {
    text: `See why the ${threadWord(asked.profiles)} in ${crowd.site} never end: they became more (${grown(crowd)}), and what grows is made there. Restart before memory runs out.`,
  }
}
