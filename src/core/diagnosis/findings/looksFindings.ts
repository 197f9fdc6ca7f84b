import { listed } from '../../base/lists.ts'
import { formatNumber, formatShare } from '../../base/numbers.ts'
import { waitShare } from '../../signals/looksBounds.ts'
import type { FindingRow } from './finding.ts'
import { byKind, endOfChain, holderWords } from './holderFindings.ts'

const fewestWaiters = 2
const leastShare = 0.2
/** From this part of those who wait on, it is said what the holder does. */
const explains = 0.5

/** `java.util.concurrent.locks.ReentrantLock$NonfairSync` is what people call a ReentrantLock; many dumps know no kind at all. */
function nameOfLock(kind: string): string {
  const short = kind.replace(/^java\.util\.concurrent\.locks\./, '').replace(/\$(Nonfair|Fair)?Sync$/, '')
  return short === 'lock' || short === 'mutex' || short === 'monitor' ? 'one lock' : `one ${short}`
}

/** A ring is named whole up to here; longer ones by their beginning. */
const mostNamed = 6

export const looksFindings: readonly FindingRow[] = [
  {
    id: 'deadlock',
    inputs: ['looks'],
    threshold: 'a ring of threads each of which waits for a lock that the next one holds, by owners the dump prints',
    reference:
      'the virtual machine’s own search (jstack, Thread.print), and the same over printed owners of dump_to_file',
    confirm: 'Take a second dump: the same threads stand at the same lines. Only a restart frees them.',
    view: 'lock',
    find: ({ profiles: { looks } }) => {
      const [ring, ...more] = looks?.deadlocks ?? []
      if (looks === undefined || ring === undefined) return undefined
      const named = ring.slice(0, mostNamed)
      const rest = ring.length - named.length
      const threads = listed(rest > 0 ? [...named, `${rest} more`] : named)
      const others = more.length === 0 ? '' : ` ${more.length} more ${more.length === 1 ? 'ring' : 'rings'} beside it.`
      return {
        text: `Deadlock: ${threads} wait for each other and never move again.${others}`,
        evidence: [`seen in ${listed(looks.files.slice(0, 3))}`],
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
    find: ({ profiles: { looks: reading, lockWaits } }) => {
      const looks = lockWaits?.looks
      const [wait] = lockWaits?.waits ?? []
      const share = reading === undefined ? undefined : waitShare(reading)
      if (looks === undefined || wait === undefined || share === undefined) return undefined
      const waiting = wait.waitNs / looks
      if (waiting < fewestWaiters || waiting < leastShare * share.counted) return undefined
      const count = formatNumber(waiting, waiting < 10 && !Number.isInteger(waiting) ? 1 : 0)
      const when = looks === 1 ? 'At that instant' : `On average of ${looks} looks`
      const [site] = wait.waiters
      const [most] = byKind(wait)
      const [holder] = wait.holders
      const words = most === undefined ? undefined : holderWords[most.kind]
      const end = endOfChain(wait, lockWaits?.waits ?? [])
      const does =
        most !== undefined && words !== undefined && most.share >= explains
          ? `: its holder ${words.does(most.name === '' ? 'a place without a name' : most.name)}${end === undefined ? '' : `, whose holder ${end}`}. ${words.next}`
          : holder === undefined
            ? '; who holds it is not in the dump.'
            : `, held in ${holder.site}.`
      return {
        text: `${when} ${count} threads wait${site === undefined || site.site === '' ? '' : ` at ${site.site}`} for ${nameOfLock(wait.lock)}${does}`,
        evidence: [
          ...(holder === undefined ? [] : [`taken in ${holder.site}`]),
          ...(most === undefined ? [] : [`${formatShare(most.share)} of those who wait stand behind that`]),
          ...(wait.evidence === 'inside-section'
            ? ['the holder is the one thread inside the section: likely, not printed']
            : []),
        ],
      }
    },
  },
]
