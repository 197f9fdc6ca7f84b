/** Pools that are used up: whoever waits there waits for others to give a permit or a connection back, and for no lock. */
import { nsPerSecond } from '../../base/units.ts'
import { formatNumber, formatShort } from '../../base/numbers.ts'
import { nearestOwn } from '../../formats/threadDump/doing.ts'
import type { Profile } from '../../profile/profile.ts'
import { waitColumn } from '../../window/columns.ts'
import { stacksOf } from '../../window/lockSources.ts'
import type { EvidenceInput } from '../evidenceInput.ts'
import type { FindingRow } from './finding.ts'

const fewestWaiters = 2
/** Of the threads that dumps show. */
const leastShare = 0.2

interface Waiting {
  readonly threads: number
  readonly site: string
  readonly when: 'On average' | 'At that instant'
  readonly seenIn: string
}

export const poolFindings: readonly FindingRow[] = [
  {
    id: 'pool-used-up',
    inputs: ['looks', 'otherWaits'],
    threshold: 'two threads or more wait for a permit or a connection of a pool on average, of dumps a fifth of all',
    reference:
      'java.util.concurrent.Semaphore, connection pools: permits are with many, no section is to be made smaller',
    confirm: 'Look at the metrics of the pool (active, idle, pending), and at what those who have a permit wait for.',
    view: 'lock',
    find: (input) => {
      const found = poolWaits(input)
      if (found === undefined) return undefined
      const { threads, site, when, seenIn } = found
      const place = site === '' ? '' : `, most of them in ${site}`
      return {
        text: `${when} ${formatShort(threads)} threads wait for a permit or a connection of a pool that is used up${place}. That is no lock: see what those who have one wait for, before the pool is made larger.`,
        evidence: [seenIn],
      }
    },
  },
]

/** Undefined where next to nobody waits for a pool. */
export function poolWaits(input: EvidenceInput): Waiting | undefined {
  return recorded(input) ?? inDumps(input)
}

function inDumps({ profiles: { looks } }: EvidenceInput): Waiting | undefined {
  const threads = looks?.states.pool ?? 0
  if (looks === undefined || looks.runtime === 'go' || looks.misses !== undefined || threads < fewestWaiters)
    return undefined
  const all = Object.values(looks.states).reduce((sum, count) => sum + count, 0)
  if (threads < leastShare * all) return undefined
  return {
    threads,
    site: looks.crowd?.state === 'pool' ? looks.crowd.site : '',
    when: looks.looks.length === 1 ? 'At that instant' : 'On average',
    seenIn: `${formatNumber(looks.looks.length)} ${looks.looks.length === 1 ? 'look' : 'looks'} at ${formatShort(all)} threads`,
  }
}

function recorded({ profiles, captures }: EvidenceInput): Waiting | undefined {
  const { lock } = profiles.views
  const ns = profiles.otherWaits.find(({ kind }) => kind === 'pool')?.ns ?? 0
  const seconds = lock.state === 'measured' ? lock.coveredSeconds : 0
  const threads = ns / nsPerSecond / seconds
  if (!(seconds > 0 && threads >= fewestWaiters)) return undefined
  return {
    threads,
    site: largestSite(captures, profiles.runtime),
    when: 'On average',
    seenIn: `${formatShort(ns / nsPerSecond)} s of such waits over ${formatShort(seconds)} s`,
  }
}

function namesFromLeaf({ stacks, frames, strings }: Profile, stack: number): readonly string[] {
  const names: string[] = []
  for (let row = stack; row >= 0 && names.length < 500; row = stacks.prefix[row] ?? -1)
    names.push(strings[frames.name[stacks.frame[row] ?? 0] ?? 0] ?? '')
  return names
}

function largestSite(captures: EvidenceInput['captures'], runtime: EvidenceInput['profiles']['runtime']): string {
  const bySite = new Map<string, number>()
  for (const { profile, kind } of captures) {
    const column = kind === 'lock' || kind === 'wall' ? waitColumn(profile)?.column : undefined
    if (column === undefined) continue
    const { kinds } = stacksOf(profile, runtime)
    const sites = new Map<number, string>()
    const { stack: stackOf, values, length } = profile.samples
    for (let sample = 0; sample < length; sample++) {
      const stack = stackOf[sample] ?? -1
      if (kinds[stack] !== 'pool') continue
      const site = sites.get(stack) ?? nearestOwn(namesFromLeaf(profile, stack))
      sites.set(stack, site)
      bySite.set(site, (bySite.get(site) ?? 0) + (values[column]?.[sample] ?? 0))
    }
  }
  const [most] = [...bySite].toSorted((a, b) => b[1] - a[1])
  return most?.[0] ?? ''
}
