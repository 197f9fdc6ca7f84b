/**
 * What is largest in each profile where no signal could be measured: one snapshot of a heap, a mutex profile that counts since the start,
 * CPU samples on nobody knows how many CPUs. A ranking, and no word of whether it is too much.
 */
import { formatBytes, formatNs, formatShare } from '../base/numbers.ts'
import type { ViewKind } from '../base/vocabulary.ts'
import { viewWords } from '../base/viewWords.ts'
import { code, strong } from '../diagnosis/words.ts'
import type { Signals } from '../signals/signal.ts'
import { topFunctions } from '../profile/topTable.ts'
import { countsClasses } from '../window/countsClasses.ts'
import { type AbsentView, type MeasuredView, shownOf } from '../window/windowProfiles.ts'
import { waitWords } from './words/waits.ts'
import { leadingOwner, type Part, type Spoken } from './clauses.ts'

/** The heap names who holds; what was allocated since the start would say less of the same code. */
const order: readonly ViewKind[] = ['lock', 'heap_live', 'cpu', 'heap_alloc']
const mostNamed = 2

/** "13 MB are held, 53 % of it allocated in `book.New`." */
export function biggestClauses(spoken: Spoken): readonly Part[] {
  const { views } = spoken.profiles
  return order
    .filter((kind) => kind !== 'heap_alloc' || views.heap_live.state === 'absent')
    .flatMap((kind) => {
      const view = views[kind]
      return (view.state === 'absent' ? seenInstead(view) : biggestIn(view, spoken)) ?? []
    })
    .concat(otherWaits(spoken))
    .slice(0, mostNamed)
    .flat()
}

/** Where nobody waited for a lock: for what they did. */
function otherWaits({ profiles: { otherWaits: others, looks, views } }: Spoken): readonly (readonly Part[])[] {
  const [most] = others
  // Dumps tell it by themselves, and looks at an instant are no time.
  if (most === undefined || looks !== undefined || !(most.ns >= leastWaitNs) || shownOf(views.lock)?.total) return []
  return [['Nobody was seen waiting for a lock, but for ', waitWords[most.kind], ': ', strong(formatNs(most.ns)), '. ']]
}
const leastWaitNs = 1e9

function biggestIn(view: MeasuredView, { profiles, signals }: Spoken): readonly (readonly Part[])[] | undefined {
  const { kind } = view
  if (kind === 'heap_live' && countsClasses(view)) return classClause(view)
  // Whoever waits for a lock stands in the runtime's own code for it.
  const first = leadingOwner(profiles, kind) ?? (kind === 'lock' ? undefined : largestFunction(view))
  if (first === undefined) return undefined
  const share = strong(formatShare(first.share))
  const name = code(first.name)
  // Samples of threads that may have waited, and numbers that a file says nothing of, are no CPU.
  if (kind === 'cpu' && !isUseKnown(signals))
    return [['Of what was sampled, ', share, ' was in ', name, '; whether that was CPU is not known. ']]
  return [[...clauseOf(view, share), name, '. ']]
}

/** Time of threads that worked or waited, and a profile that was asked for and never switched on. */
function seenInstead({ kind, why, shown }: AbsentView): readonly (readonly Part[])[] | undefined {
  if (kind === 'cpu' && shown?.shows === 'wall') {
    const first = largestFunction(shown)
    return (
      first && [
        [
          'Of the time of all threads that were sampled, ',
          strong(formatShare(first.share)),
          ' was in ',
          code(first.name),
          ', working or waiting. ',
        ],
      ]
    )
  }
  if (why.id !== 'served-empty') return undefined
  const nothing = kind === 'lock' ? 'nobody waited' : 'nothing met it'
  return [[`The ${viewWords[kind].name} profile is empty: ${nothing}, or it was not switched on. `]]
}

/** Of the runtime or a library, where the program's own code has too little to be named. */
function largestFunction({ tree, total }: MeasuredView): { readonly name: string; readonly share: number } | undefined {
  const [first] = topFunctions(tree, { by: 'self', limit: 1 })
  return first === undefined || !(first.self >= leastNamed * total)
    ? undefined
    : { name: first.name, share: first.self / total }
}
const leastNamed = 0.1

/** "192 MB are held, 58 % of it in byte[]." Whoever made them is in no histogram. */
function classClause({ tree, total }: MeasuredView): readonly (readonly Part[])[] {
  const [first] = topFunctions(tree, { by: 'self', limit: 1 })
  if (first === undefined || !(total > 0)) return []
  return [
    [
      strong(formatBytes(total)),
      ' are held, ',
      strong(formatShare(first.self / total)),
      ' of it in ',
      code(first.name),
      '. ',
    ],
  ]
}

const isUseKnown = ({ cpu_user_pct: cpu }: Signals): boolean =>
  cpu.state === 'absent' && cpu.standIn?.id === 'cores_used'

function clauseOf(view: MeasuredView, share: Part): readonly Part[] {
  switch (view.kind) {
    case 'lock':
      return view.lockSide === 'holder'
        ? ['Of what was waited for locks, ', share, ' was behind ']
        : ['Of what was waited for locks, ', share, ' was in ']
    case 'heap_live':
      return view.onlyShares === true || view.tree.unit !== 'bytes'
        ? ['Of what is held, ', share, ' was allocated in ']
        : [strong(formatBytes(view.total)), ' are held, ', share, ' of it allocated in ']
    case 'cpu':
      return ['Of the CPU that was used, ', share, ' was in ']
    case 'heap_alloc':
      return ['Of what was allocated, ', share, ' was in ']
    default:
      return view satisfies never
  }
}
