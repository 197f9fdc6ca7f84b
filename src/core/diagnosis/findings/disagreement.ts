/** Where the profiles point, side by side. Disagreement is the normal state; which one to act on comes from the rule that fired. */
import { viewWords } from '../../base/viewWords.ts'
import { type ViewKind, viewKinds } from '../../base/vocabulary.ts'
import { formatBytes, formatShare } from '../../base/numbers.ts'
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
  switch (kind) {
    case 'cpu':
      return `CPU says ${owner.name} (${formatShare(owner.share)})`
    case 'heap_live':
      return `live heap says ${owner.name} (${formatBytes(owner.total)})`
    case 'heap_alloc':
      return `allocations say ${owner.name} (${formatShare(owner.share)})`
    case 'lock':
      return `lock says ${owner.name} (${formatShare(owner.share)} of the waits)`
    default:
      return ''
  }
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
          : `: act on ${viewWords[diagnosis.lookAt].things}, because ${titleOf(diagnosis.pattern)} is decided there`
      const text = pointed.map((one) => says(one)).join(', ')
      return {
        text: `The profiles name different code: ${text}${act}.`,
        evidence: pointed.map(
          ({ kind, owner }) => `${viewWords[kind].things}: ${owner.name} ${formatShare(owner.share)}`,
        ),
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
      const allocating = new Map(topOwners(alloc.tree, 'heap_alloc', 20).map((owner) => [owner.name, owner.share]))
      const [best] = topOwners(cpu.tree, 'cpu', 20)
        .map((owner) => ({ name: owner.name, cpu: owner.share, alloc: allocating.get(owner.name) ?? 0 }))
        .filter((both) => Math.min(both.cpu, both.alloc) >= agreesFrom)
        .sort((a, b) => Math.min(b.cpu, b.alloc) - Math.min(a.cpu, a.alloc))
      if (best === undefined) return undefined
      return {
        text: `CPU and allocation point at the same code: ${best.name} (${formatShare(best.cpu)} of CPU, ${formatShare(best.alloc)} of allocated bytes).`,
        evidence: [`smaller of the two shares: ${formatShare(Math.min(best.cpu, best.alloc))}`],
      }
    },
  },
]
