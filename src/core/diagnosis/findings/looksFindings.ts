import type { LockWait } from '../../base/lockWaits.ts'
import type { LookState } from '../../base/looks.ts'
import type { Runtime } from '../../base/vocabulary.ts'
import { listed } from '../../base/lists.ts'
import { formatNumber, formatShare } from '../../base/numbers.ts'
import { waitShare } from '../../signals/looksBounds.ts'
import { grown, grows } from '../../window/crowd.ts'
import type { LooksReading } from '../../window/looksReading.ts'
import type { EvidenceInput } from '../evidenceInput.ts'
import type { FindingRow } from './finding.ts'
import { nobodyText, standstillText } from './nobodyHolds.ts'
import { byKind, endOfChain, holderWords, placeOfHolder, wonWithout } from './holderFindings.ts'

const fewestWaiters = 2
const leastShare = 0.2
/** From this part of those who wait on, it is said what the holder does. */
const explains = 0.5

/** `java.util.concurrent.locks.ReentrantLock$NonfairSync` is what people call a ReentrantLock; many dumps know no kind at all. */
function nameOfLock({ lock, how, instances = 1 }: LockWait): string {
  const short = lock.replace(/^java\.util\.concurrent\.locks\./, '').replace(/\$(Nonfair|Fair)?Sync$/, '')
  // Addresses are counted where objects stay where they are.
  if (instances > 1 && how !== 'monitor' && how !== 'park') return `${formatNumber(instances)} locks, each a ${short}`
  // Python's locks have no address in a dump: whether it is one or several does not show.
  if (short === 'lock' || short === 'mutex') return `a ${short}`
  return short === 'monitor' ? 'one lock' : `one ${short}`
}

const fewestThreads = 3

const stateOrder = [
  'lock',
  'pool',
  'external-lock',
  'running',
  'gil',
  'io',
  'condition',
  'sleep',
  'idle',
  'unknown',
] as const satisfies readonly LookState[]

const stateWords: Readonly<Record<LookState, string>> = {
  lock: 'waiting for a lock',
  pool: 'waiting for a permit of a pool that is used up',
  'external-lock': 'waiting for a lock outside the process',
  running: 'running or ready to run',
  gil: 'waiting for the GIL',
  io: 'waiting for bytes',
  condition: 'waiting to be told something',
  sleep: 'asleep',
  idle: 'parked for want of work',
  unknown: 'at a line that does not tell whether it waits, or for what',
}

/** A channel says nothing of what its goroutine waits for. */
export const wordsOf = (state: LookState, runtime: Runtime | undefined): string =>
  runtime === 'go' && state === 'idle' ? 'at a channel, a select or a quiet connection' : stateWords[state]

const crowdWords: Readonly<Partial<Record<LookState, string>>> = {
  idle: 'at a channel or a select',
}

/** A ring is named whole up to here; longer ones by their beginning. */
const mostNamed = 6

const likelyInside = 'the holder is the one thread inside the section: likely, not printed'

export const looksFindings: readonly FindingRow[] = [
  {
    id: 'deadlock',
    inputs: ['looks'],
    threshold:
      'a ring of threads each of which waits for a lock that the next one holds; likely, where a dump prints no owners',
    reference:
      'the virtual machine’s own search (jstack, Thread.print), and the same over printed owners of dump_to_file',
    confirm: 'Take a second dump: the same threads stand at the same lines. Only a restart frees them.',
    view: 'lock',
    find: ({ profiles: { looks, lockWaits } }) => {
      const [ring, ...more] = looks?.deadlocks ?? []
      if (looks === undefined) return undefined
      const seen = `seen in ${listed(looks.files.slice(0, 3))}`
      if (looks.standstill === 'asleep')
        return {
          text: 'Deadlock: Go found all goroutines asleep and ended the program; none of them could ever go on.',
          evidence: [seen, 'fatal error: all goroutines are asleep - deadlock!'],
        }
      const likely = (lockWaits?.waits ?? []).filter(({ deadlock }) => deadlock === 'likely')
      if (ring === undefined) {
        if (likely.length < 2) return undefined
        const sites = likely.slice(0, mostNamed).map(({ holders, lock }) => holders[0]?.site || lock)
        return {
          text: `Most likely a deadlock: those who hold the locks taken in ${listed(sites)} wait for each other.`,
          evidence: [seen, likelyInside],
        }
      }
      const named = ring.slice(0, mostNamed)
      const rest = ring.length - named.length
      const threads = listed(rest > 0 ? [...named, `${rest} more`] : named)
      const others = more.length === 0 ? '' : ` ${more.length} more ${more.length === 1 ? 'ring' : 'rings'} beside it.`
      return {
        text: `Deadlock: ${threads} wait for each other and never move again.${others}`,
        evidence: [seen],
      }
    },
  },
  {
    id: 'lock-in-dumps',
    inputs: ['looks'],
    threshold: 'two threads or more wait for one lock on average, a fifth of those that had work',
    reference: 'dumps print who waits for which lock and who owns it; without owners, who stands inside the section',
    confirm: 'Take another dump: other threads wait at the same place, and the holder stands in the same function.',
    view: 'lock',
    find: (input) => {
      const { looks: reading, lockWaits } = input.profiles
      const looks = lockWaits?.looks
      // Waiting for the interpreter's turn is no lock of the program.
      const wait = lockWaits?.waits.find(({ how }) => how !== 'gil')
      const share = reading === undefined ? undefined : waitShare(reading)
      // Whoever is in a ring is told as that.
      if (looks === undefined || wait === undefined || wait.deadlock !== undefined || share === undefined)
        return undefined
      const waiting = wait.waitNs / looks
      if (waiting < fewestWaiters || waiting < leastShare * share.counted) return undefined
      const count = formatNumber(waiting, waiting < 10 && !Number.isInteger(waiting) ? 1 : 0)
      const when = looks === 1 ? 'At that instant' : `On average of ${looks} looks`
      const [site] = wait.waiters
      const [most] = byKind(wait)
      const [holder] = wait.holders
      const words = most === undefined ? undefined : holderWords[most.kind]
      const place = placeOfHolder(wait)
      const end = endOfChain(wait, lockWaits?.waits ?? [])
      const does =
        most !== undefined && words !== undefined && most.share >= explains
          ? `: its holder ${words.does(most.name === '' ? 'a place without a name' : most.name)}${end === undefined ? '' : `, whose holder ${end}`}. ${words.next}`
          : place !== undefined
            ? `: its holder was in ${place}, computing or in a call that these dumps do not show${reading?.sees === 'names' ? '; with --native they do' : ''}.`
            : holder === undefined
              ? `; ${nobodyText(reading)}${besideText(reading, site?.site) ?? standstillText(reading)}.`
              : `, held in ${holder.site}.`
      return {
        text: `${when} ${count} ${reading?.runtime === 'go' ? 'goroutines' : 'threads'} wait${site === undefined || site.site === '' ? '' : ` at ${site.site}`} for ${nameOfLock(wait)}${longestText(reading)}${does}`,
        evidence: [
          ...(holder === undefined ? [] : [`taken in ${holder.site}`]),
          ...(most === undefined ? [] : [`${formatShare(most.share)} of those who wait stand behind that`]),
          ...(wait.evidence === 'inside-section' ? [likelyInside] : []),
          ...wonWithout(input, wait),
        ],
      }
    },
  },
  {
    id: 'crowd-in-dumps',
    inputs: ['looks'],
    threshold: 'ten threads and half of all wait in one function, and not for a lock',
    reference: 'a queue shows where most of a dump stands',
    confirm: 'Take another dump: do they become more?',
    find: ({ profiles: { looks: reading } }) => {
      const crowd = reading?.crowd
      if (reading === undefined || crowd === undefined || reading.misses !== undefined) return undefined
      // Of a pool it is told by itself.
      if (crowd.state === 'pool' && reading.runtime !== 'go' && !grows(crowd)) return undefined
      const { site, state, byLook, all } = crowd
      const mean = byLook.reduce((sum, n) => sum + n, 0) / byLook.length
      const word = reading.runtime === 'go' ? 'goroutines' : 'threads'
      const more = grows(crowd) ? ` They became more, ${grown(crowd)}: see whether they ever end.` : ''
      return {
        text: `${countText(mean)} of ${countText(all)} ${word} stand in ${site}, ${crowdWords[state] ?? wordsOf(state, reading.runtime)}.${more}`,
        evidence: [`seen in ${listed(reading.files.slice(0, 3))}`],
      }
    },
  },
  {
    id: 'line-in-dumps',
    inputs: ['looks'],
    threshold:
      'in every look two threads or more, a fifth of all on average, on one line of which nothing says what it waits for',
    reference:
      '`with lock:`, `time.sleep` and `recv` of Python have no function of their own in a dump without native frames',
    confirm: 'Take dumps with --native: they show the call in which the line waits.',
    find: ({ profiles: { looks: reading } }) => {
      const lines = reading?.lines ?? []
      if (reading === undefined || lines.length === 0) return undefined
      const all = reading.looks.reduce((sum, { threads }) => sum + threads, 0) / reading.looks.length
      const looks = reading.looks.length
      const where = lines.map(({ name, line, threads, ahead }, at) => {
        const count = `${countText(threads)}${at === 0 ? ` of ${countText(all)} threads stand` : ''}`
        const further =
          ahead === undefined
            ? ''
            : `, and one further on${ahead === name ? '' : ` in ${ahead}`}, as in a lock taken there`
        return `${count} at ${name}, line ${line}${further}`
      })
      const same = lines.every(({ areSame }) => areSame) ? ` They are the same threads in all ${looks} looks.` : ''
      return {
        text: `${looks === 1 ? 'At that instant' : `On average of ${looks} looks`} ${where.join('; ')}: without native frames nothing says what ${lines.length === 1 ? 'that line waits' : 'these lines wait'} for.${same}`,
        evidence: [`seen in ${listed(reading.files.slice(0, 3))}`],
      }
    },
  },
  {
    id: 'finalizer-in-dumps',
    inputs: ['looks'],
    threshold: 'the goroutine that runs finalizers is in a function of the program in most of the dumps',
    reference: 'runtime.SetFinalizer: one goroutine runs all of them, one after the other',
    confirm: 'Take another dump: is it in the same function?',
    find: ({ profiles: { looks: reading } }) => {
      if (reading?.finalizer === undefined) return undefined
      const { site, looks } = reading.finalizer
      return {
        text: `The one goroutine that runs finalizers was in ${site} in ${looks} of ${reading.looks.length} ${reading.looks.length === 1 ? 'look' : 'looks'}: the next object is freed only when it is done.`,
        evidence: [`seen in ${listed(reading.files.slice(0, 3))}`],
      }
    },
  },
  {
    id: 'threads-in-dumps',
    inputs: ['looks'],
    threshold: 'dumps with three threads of the program or more, and no profile of waits beside them',
    reference: 'states as the dump prints them, or as the functions at the end of each stack say',
    confirm: 'Take another dump some seconds later: what is only passing has moved on.',
    find: ({ profiles: { looks: reading, views } }) => {
      const looks = reading?.looks ?? []
      if (reading === undefined || looks.length === 0 || reading.misses !== undefined) return undefined
      // What is not in it stands anywhere.
      if (looks.some(({ missing }) => missing !== undefined)) return undefined
      if (isLockRecorded(reading, views)) return undefined
      const all = looks.reduce((sum, { threads }) => sum + threads, 0) / looks.length
      if (all < fewestThreads) return undefined
      const word = reading.runtime === 'go' ? 'goroutines' : 'threads'
      const groups = stateOrder.flatMap((state) => {
        const count = reading.states[state] ?? 0
        return count >= 0.05 ? [`${countText(count)} ${wordsOf(state, reading.runtime)}`] : []
      })
      const none =
        (reading.states.lock ?? 0) > 0
          ? ''
          : reading.sees === 'names'
            ? '; none stands in a function named for a lock'
            : '; none waits for a lock of the process'
      return {
        text: `${looks.length === 1 ? 'In one look' : `On average of ${looks.length} looks`} at ${countText(all)} ${word}: ${listed(groups)}${none}.`,
        evidence: [`seen in ${listed(reading.files.slice(0, 3))}`],
      }
    },
  },
]

/** Where waits were recorded over a time, what stood where at an instant is beside the point. */
export function isLockRecorded({ files }: LooksReading, { lock }: EvidenceInput['profiles']['views']): boolean {
  if (lock.state !== 'measured') return false
  return (lock.coveredSeconds > 0 && lock.total > 0) || !lock.files.every((file) => files.includes(file))
}

/** What is true of it, and no more: whether it has the lock is not in the dump. */
function besideText(reading: LooksReading | undefined, site: string | undefined): string | undefined {
  const beside = reading?.beside?.find((one) => one.site === site)
  if (beside === undefined) return undefined
  const { kind, name } = beside.doing
  const does =
    kind === 'unknown'
      ? `was in ${name}`
      : holderWords[kind === 'pool' || kind === 'idle' ? 'condition' : kind].does(name)
  return `. Of the same object one other was in a method, ${beside.method}, and ${does}: look whether it has the lock`
}

function longestText(reading: LooksReading | undefined): string {
  const minutes = (reading?.longestWaitMs ?? 0) / 60_000
  return minutes < 1 ? '' : `, the longest for ${formatNumber(minutes, 0)} ${minutes < 2 ? 'minute' : 'minutes'}`
}

export function countText(count: number): string {
  return formatNumber(count, count < 10 && Math.abs(count - Math.round(count)) > 0.01 ? 1 : 0)
}
