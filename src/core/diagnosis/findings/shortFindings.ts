/** What dumps show that no lock explains: no thread is free, a loop stands in a call, names are not resolved. */
import type { LookState } from '../../base/looks.ts'
import { listed } from '../../base/lists.ts'
import type { LooksReading } from '../../window/looksReading.ts'
import type { FindingRow } from './finding.ts'
import { countText, isLockRecorded, wordsOf } from './looksFindings.ts'

const fewestLookups = 10
const leastShare = 0.2

const doing: Readonly<Record<LookState, string>> = {
  lock: 'waiting for a lock at',
  pool: 'waiting for a connection or a permit in',
  'external-lock': 'waiting for a lock outside the process in',
  condition: 'waiting to be told something in',
  io: 'waiting for bytes in',
  idle: 'standing in',
  sleep: 'asleep in',
  running: 'running in',
  gil: 'waiting for the GIL in',
  unknown: 'standing in',
}

const seenIn = ({ files }: LooksReading): readonly string[] => [`seen in ${listed(files.slice(0, 3))}`]

/** So many places are named. */
const mostPlaces = 3

/** "The only thread stands in shop.ask, waiting for bytes" */
function whereFewStand({ few, looks: { length }, runtime }: LooksReading): string | undefined {
  const [first] = few?.places ?? []
  if (few === undefined || first === undefined) return undefined
  const { threads, places } = few
  const word = runtime === 'go' ? 'goroutine' : 'thread'
  if (places.length === 1) {
    const who =
      threads === 1
        ? `The only ${word} ${length === 1 ? 'stands' : 'stood'}`
        : `Both ${word}s ${length === 1 ? 'stand' : 'stood'}`
    return `${who} in ${first.site}, ${wordsOf(first.state, runtime)}${length === 1 ? '' : `, in all ${length} looks`}.`
  }
  const named = places.slice(0, mostPlaces)
  if (length === 1)
    return `Of two ${word}s ${listed(named.map(({ site, state }) => `one stands in ${site} (${wordsOf(state, runtime)})`))}.`
  const times = named.map(
    ({ site, state, seen }) => `in ${site} (${wordsOf(state, runtime)}, ${seen} of ${threads * length} times)`,
  )
  const rest = places.length > mostPlaces ? ['elsewhere'] : []
  return `In ${length} looks the ${threads === 1 ? `only ${word} was` : `two ${word}s were`} ${listed([...times, ...rest])}.`
}

export const shortFindings: readonly FindingRow[] = [
  {
    id: 'threads-all-busy',
    inputs: ['looks'],
    threshold:
      'in every dump more threads wait for results of tasks than run one, and a pool that runs them has none free',
    reference:
      'FutureTask, CompletableFuture and concurrent.futures: who waits, who runs, who is free, by their frames',
    confirm: 'Take another dump: does any thread of the pool stand where it takes its next task?',
    find: ({ profiles: { looks } }) => {
      const pool = looks?.fullPool
      if (looks === undefined || pool === undefined) return undefined
      const { waiting, threads, example, there, state, site, asksItself } = pool
      const none =
        threads === 1
          ? `the one that runs them, ${example}, is not`
          : `none of the ${countText(threads)} like ${example} is`
      const does = asksItself
        ? `${threads === 1 ? 'it waits' : 'they wait'} for such results ${threads === 1 ? 'itself' : 'themselves'}. Where those are of the same pool, nobody is left to make them: give the inner tasks another pool.`
        : `${countText(there)} ${doing[state]} ${site}. That is no lock: see what takes them so long, before the pool is made larger.`
      return {
        text: `${countText(waiting)} threads wait for the result of a task, and ${none} free: ${does}`,
        evidence: seenIn(looks),
      }
    },
  },
  {
    id: 'loop-in-call',
    inputs: ['looks'],
    threshold: 'in four of five dumps an event loop stands at one place of the program and does not run',
    reference: 'asyncio, Netty: one thread serves all; between two events it waits in its selector, and nowhere else',
    confirm: 'Take three dumps: a loop that serves stands in its selector or runs.',
    find: ({ profiles: { looks } }) => {
      const loop = looks?.heldLoop
      if (looks === undefined || loop === undefined) return undefined
      const all = looks.looks.length
      return {
        text: `The event loop ${all === 1 ? 'stands' : 'stood'} in ${loop.site}${all === 1 ? ' at that instant' : ` in ${loop.looks} of ${all} looks`} and ${all === 1 ? 'does' : 'did'} not run: it waits in a call, and everything else in it waits for that.`,
        evidence: seenIn(looks),
      }
    },
  },
  {
    id: 'few-in-dumps',
    inputs: ['looks'],
    threshold: 'dumps of one or two threads of the program, whole ones, and no profile of waits beside them',
    reference: 'nothing queues where nobody else is: what there is to read is where each thread stands',
    confirm: 'Take another dump some seconds later: what is only passing has moved on.',
    find: ({ profiles: { looks, views } }) => {
      if (looks === undefined || isLockRecorded(looks, views)) return undefined
      const text = whereFewStand(looks)
      return text === undefined ? undefined : { text, evidence: seenIn(looks) }
    },
  },
  {
    id: 'names-looked-up',
    inputs: ['looks'],
    threshold: 'ten threads and a fifth of all are in the lookup of a name',
    reference: 'the resolvers of Go, Java, Python, .NET and glibc, by their functions',
    confirm: 'Time a lookup from where the process runs: `getent hosts NAME`.',
    find: ({ profiles: { looks } }) => {
      const lookups = looks?.lookups ?? 0
      const all = (looks?.looks ?? []).reduce((sum, { threads }) => sum + threads, 0) / (looks?.looks.length ?? 1)
      if (looks === undefined || lookups < fewestLookups || lookups < leastShare * all) return undefined
      return {
        text: `${countText(lookups)} of ${countText(all)} ${looks.runtime === 'go' ? 'goroutines' : 'threads'} wait for a name to be resolved (DNS): look at the resolver before the program.`,
        evidence: seenIn(looks),
      }
    },
  },
]
