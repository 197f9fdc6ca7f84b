/** Where the profiles point, side by side. Disagreement is the normal state; which one to act on comes from the rule that fired. */
import { capitalised } from '../../base/lists.ts'
import { viewWords } from '../../base/viewWords.ts'
import { type ViewKind, viewKinds } from '../../base/vocabulary.ts'
import { formatBytes, formatNs, formatShare } from '../../base/numbers.ts'
import { topOwners, type Owner } from '../owners.ts'
import { titleOf } from '../rules.ts'
import { present, viewOf, type EvidenceInput } from '../evidenceInput.ts'
import type { FindingRow } from './finding.ts'

/** Below this share of a profile nothing stands out in it. */
const standsOut = 0.15
const agreesFrom = 0.1

interface Pointed {
  readonly kind: ViewKind
  readonly owner: Owner
}

/** The function each profile points at. A lock profile of next to no waiting points at nothing. */
function pointers(input: EvidenceInput): readonly Pointed[] {
  return viewKinds.flatMap((kind) => {
    const view = viewOf(input, kind)
    if (view === undefined || (kind === 'lock' && (present(input, 'lock_wait_pct')?.value ?? 0) < 1)) return []
    const [owner] = topOwners(view.tree, kind, 1)
    return owner === undefined || owner.share < standsOut ? [] : [{ kind, owner }]
  })
}

function says({ kind, owner }: Pointed): string {
  return `${capitalised(viewWords[kind].things)}: ${owner.name} (${amountOf(kind, owner)})`
}

function amountOf(kind: ViewKind, { share, total }: Owner): string {
  return kind === 'heap_live' ? `${formatBytes(total)} held` : `${formatShare(share)} of ${viewWords[kind].of}`
}

export const disagreementFindings: readonly FindingRow[] = [
  {
    id: 'profiles-disagree',
    inputs: ['cpu', 'heap_live', 'heap_alloc', 'lock'],
    threshold: 'two or more profiles have a function above 15 %, and they are different functions',
    reference: 'statistics.md C: disagreement is the normal state, what fired decides',
    confirm: 'Select each function: the other panes show what it costs there.',
    find: (input) => {
      const pointed = pointers(input)
      if (pointed.length < 2 || new Set(pointed.map(({ owner }) => owner.name)).size < 2) return undefined
      const { diagnosis } = input
      const act =
        diagnosis.lookAt === 'none'
          ? ''
          : `. Act on ${viewWords[diagnosis.lookAt].things}: ${titleOf(diagnosis.pattern)} is decided there`
      const text = pointed.map((one) => says(one)).join('; ')
      return {
        text: `The profiles name different code. ${text}${act}.`,
        evidence: [],
        points: pointed.map(({ kind, owner }) => ({
          view: kind,
          name: owner.name,
          amount: amountOf(kind, owner),
          act: kind === diagnosis.lookAt,
        })),
      }
    },
  },
  {
    id: 'cpu-and-alloc-agree',
    inputs: ['cpu', 'heap_alloc'],
    threshold: 'one function is 10 % or more of both CPU and allocated bytes',
    reference: 'statistics.md C.3: agreement is informative',
    confirm: 'Pool or reuse what this function allocates and compare both panes.',
    view: 'heap_alloc',
    find: (input) => {
      const cpu = viewOf(input, 'cpu')
      const alloc = viewOf(input, 'heap_alloc')
      if (cpu === undefined || alloc === undefined) return undefined
      const allocating = new Map(topOwners(alloc.tree, 'heap_alloc', 20).map((owner) => [owner.name, owner]))
      const [best] = topOwners(cpu.tree, 'cpu', 20)
        .map((owner) => ({
          name: owner.name,
          cpu: owner.share,
          ns: owner.total,
          alloc: allocating.get(owner.name)?.share ?? 0,
        }))
        .filter((both) => Math.min(both.cpu, both.alloc) >= agreesFrom)
        .sort((a, b) => Math.min(b.cpu, b.alloc) - Math.min(a.cpu, a.alloc))
      if (best === undefined) return undefined
      return {
        text: `CPU and allocation point at the same code: ${best.name} (${formatShare(best.cpu)} of CPU, ${formatShare(best.alloc)} of allocated bytes).`,
        evidence: [`${formatNs(best.ns)} of CPU, ${formatBytes(allocating.get(best.name)?.total ?? 0)} allocated`],
      }
    },
  },
]
