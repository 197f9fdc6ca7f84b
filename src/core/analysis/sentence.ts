/** The one sentence under the verdict: present tense, numbers with denominators, no more than what was measured. */
import { capitalised } from '../base/lists.ts'
import { formatBytes, formatShare, formatSpan } from '../base/numbers.ts'
import { bytesPerMb } from '../base/units.ts'
import { type Behind, behindWaits, holderWords } from '../diagnosis/findings/holderFindings.ts'
import type { Sentence } from '../diagnosis/story.ts'
import { code, presentOf, sentence, shown, stated, strong } from '../diagnosis/words.ts'
import type { Signals } from '../signals/signal.ts'
import type { WindowProfiles } from '../window/windowProfiles.ts'
import {
  type Spoken,
  type Part,
  mostly,
  leadingOwner,
  heapClause,
  lockClause,
  threadWord,
  waitClause,
  busyClause,
} from './clauses.ts'
import { unclear } from './unclear.ts'

export function sentenceOf(input: Spoken): Sentence {
  const { signals, profiles, diagnosis } = input
  const cpu = stated(signals, 'cpu_user_pct')
  const lock = stated(signals, 'lock_wait_pct') ?? 'an unknown part'
  const rate = stated(signals, 'alloc_rate_mb_s') ?? 'unknown amounts'
  const heap = heapClause(signals)
  switch (diagnosis.pattern) {
    case 'contention-bound': {
      const ring = input.findings?.find(({ id }) => id === 'deadlock')?.text
      return sentence(
        ring === undefined ? '' : `${ring} `,
        ...waitClause(signals, capitalised(threadWord(profiles))),
        ...mostly(profiles, 'lock', ', most of it in '),
        ...(ring === undefined ? behindClause(behindWaits(profiles)) : []),
        ', while ',
        ...busyClause(signals, profiles),
        '.',
      )
    }
    case 'gc-pressure':
      return sentence(
        'Allocator and collector take ',
        strong(stated(signals, 'cpu_alloc_pct') ?? 'an unknown part'),
        ` of a CPU that is ${cpu === undefined ? 'busy to an unknown degree' : `${cpu} busy`}: `,
        strong(rate),
        ' are allocated',
        ...mostly(profiles, 'heap_alloc', ', most of it in '),
        heap === undefined ? '.' : `, and ${heap}.`,
      )
    case 'slow-leak':
      return sentence(
        'The live heap grows by ',
        strong(stated(signals, 'live_heap_slope_mb_h') ?? 'an unknown amount'),
        ` and holds ${shown(signals, 'live_heap_mb') ?? 'an unknown amount'}`,
        ...growingIn(profiles),
        ', while ',
        ...busyClause(signals, profiles),
        stated(signals, 'lock_wait_pct') === undefined ? '.' : ` and ${lockClause(signals, lock)}.`,
        ...allocatedIn(profiles),
        ...timeToLimit(signals),
      )
    case 'cascading-failure':
      return sentence(
        'CPU is ',
        strong(cpu ?? 'to an unknown degree'),
        ' busy, ',
        strong(rate),
        ` are allocated, and ${threadWord(profiles)} wait for locks `,
        strong(lock),
        ' of their time',
        ...mostly(profiles, 'lock', ', most of it in '),
        '. It looks like overload: check request rate and retries, profiles do not show them.',
      )
    case 'cpu-bound':
      return sentence(
        'CPU is ',
        strong(cpu ?? 'to an unknown degree'),
        ' busy with work of its own',
        ...mostly(profiles, 'cpu', ', most of it in '),
        stated(signals, 'lock_wait_pct') === undefined ? '' : `; ${lockClause(signals, lock)}`,
        heap === undefined ? '.' : `${stated(signals, 'lock_wait_pct') === undefined ? ';' : ' and'} ${heap}.`,
      )
    case 'no-clear-pattern':
      return unclear(input)
    default:
      return []
  }
}

/** ", behind `audit.Append`, which waits for the disk": only where half of all the waiting is explained. */
function behindClause(behind: Behind | undefined): readonly Part[] {
  if (behind === undefined) return []
  const { kind, name } = behind.end ?? behind
  const { which } = holderWords[kind]
  return [
    behind.likely ? ', likely behind ' : ', behind ',
    ...(name === '' ? ['a holder'] : [code(name)]),
    `, which ${which}`,
  ]
}

/** Where nobody recorded what is held, what is allocated is the next best place to look for what stays. */
function growingIn(profiles: WindowProfiles): readonly Part[] {
  return profiles.views.heap_live.state === 'measured'
    ? mostly(profiles, 'heap_live', ', most of it allocated in ')
    : []
}

function allocatedIn(profiles: WindowProfiles): readonly Part[] {
  if (profiles.views.heap_live.state === 'measured') return []
  const first = leadingOwner(profiles, 'heap_alloc')
  if (first === undefined) return []
  return [
    ` ${first.share > 0.5 ? 'Most' : formatShare(first.share)} of what is allocated comes from `,
    code(first.name),
    '.',
  ]
}

const gigabyteMb = 1000

/** "in days" is the rule's word; the number is this. */
function timeToLimit(signals: Signals): readonly Part[] {
  const growth = presentOf(signals, 'live_heap_slope_mb_h')
  if (growth === undefined || growth.value <= 0) return []
  const limit = growth.companions.find((one) => one.id === 'hours_to_limit')
  if (limit?.id === 'hours_to_limit')
    return [
      limit.value > 0
        ? ` At this rate the ${limit.of === 'heap' ? 'heap’s ' : ''}limit of ${formatBytes(limit.limitBytes)} is reached in ${formatSpan(limit.value * 3600)}.`
        : ` It is above the limit of ${formatBytes(limit.limitBytes)} already.`,
    ]
  const more = formatBytes(gigabyteMb * bytesPerMb)
  return [` At this rate +${more} in ${formatSpan((gigabyteMb / growth.value) * 3600)}; the memory limit is not known.`]
}
