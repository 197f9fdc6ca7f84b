/**
 * `--fail-on 'grew>10%:cpu'`: a comparison as a step of a build. A rule is met by what passed the tests alone: an amount that could be
 * noise fails nobody's build, and neither does another mix of requests.
 *
 *   grew>10%:cpu       CPU as a whole, or one function of it, costs over 10 % more than before
 *   new:lock           a function waits for locks that did not
 *   any                anything changed in itself
 *
 * Verdict: grew, shrank, new, gone, any. `>N%`: of what it was, for grew and shrank; of the whole profile, for new and gone. Profile: cpu,
 * heap_live, heap_alloc, lock; without one, all that can be compared.
 */
import { type ViewKind, viewKinds } from '../../core/base/vocabulary.ts'
import { type Result, err, ok } from '../../core/base/result.ts'
import { formatShare } from '../../core/base/numbers.ts'
import { formatViewRates } from '../../core/base/viewRates.ts'
import { viewWords } from '../../core/base/viewWords.ts'
import type { Change, Comparison, ViewComparison } from '../../core/diff/comparison.ts'

const gateVerdicts = ['grew', 'shrank', 'new', 'gone', 'any'] as const
type GateVerdict = (typeof gateVerdicts)[number]

export interface FailRule {
  /** As it was typed, for the reason. */
  readonly text: string
  readonly verdict: GateVerdict
  /** 0.1: more than 10 %. */
  readonly over: number
  readonly kind?: ViewKind
}

export interface GateAnswer {
  /** Why the build fails: one line per rule and finding. */
  readonly failed: readonly string[]
  /** Rules that nothing could be held against: no build passes for want of data. */
  readonly unchecked: readonly string[]
}

export const gateForm = `VERDICT[>N%][:PROFILE], VERDICT one of ${gateVerdicts.join(', ')}, PROFILE one of ${viewKinds.join(', ')}`

export function parseFailRule(text: string): Result<FailRule, string> {
  const match = /^(\w+)(?:>(\d+(?:\.\d+)?)%)?(?::(\w+))?$/.exec(text.replace(/\s+/g, ''))
  const verdict = gateVerdicts.find((one) => one === match?.[1])
  const kind = viewKinds.find((one) => one === match?.[3])
  if (!match || verdict === undefined || (match[3] !== undefined && kind === undefined))
    return err(`--fail-on needs ${gateForm}, such as 'grew>10%:cpu', not "${text}"`)
  return ok({ text, verdict, over: Number(match[2] ?? 0) / 100, ...(kind === undefined ? {} : { kind }) })
}

export function checkRules(rules: readonly FailRule[], comparison: Comparison): GateAnswer {
  const failed: string[] = []
  const unchecked: string[] = []
  for (const rule of rules) {
    const kinds = rule.kind === undefined ? viewKinds : [rule.kind]
    const checked = kinds.filter((kind) => {
      const view = comparison.views[kind]
      if (view.state !== 'compared' || view.sharesOnly) return false
      // Zero on both sides is an answer. Wall-clock time that is shown for want of CPU is no CPU.
      const isZero = view.base.total === 0 && view.head.total === 0
      return view.shows === undefined && (view.testable || isZero)
    })
    if (checked.length === 0) unchecked.push(`${rule.text}: ${whyUnchecked(rule, comparison)}`)
    for (const kind of checked) failed.push(...reasonsIn(kind, rule, comparison))
  }
  return { failed, unchecked }
}

function whyUnchecked({ kind }: FailRule, { views, comparability }: Comparison): string {
  if (kind === undefined) return 'no profile could be compared'
  const view = views[kind]
  const about = comparability.find((one) => one.kind === kind && one.level !== 'ok')
  const why = view.state === 'compared' ? (about?.text ?? view.sentence) : (about?.text ?? view.text)
  return `${viewWords[kind].name} could not be compared: ${why}`
}

function reasonsIn(kind: ViewKind, rule: FailRule, { views, changes }: Comparison): readonly string[] {
  const view = views[kind]
  if (view.state !== 'compared') return []
  const ofKind = changes.filter((change) => change.kind === kind)
  const byRequests = ofKind.length > 0 && ofKind.every((change) => !isOwn(change))
  const whole = byRequests ? undefined : wholeReason(view, rule)
  const own = changes
    .filter(
      (change) => change.kind === kind && change.explainedBy === undefined && isOwn(change) && meets(change, rule),
    )
    .map((change) => `${rule.text}: ${change.name} (${viewWords[kind].name}) ${change.text}`)
  return [...(whole === undefined ? [] : [whole]), ...own]
}

/** Not the mix of requests, and not the total. */
const isOwn = ({ verdict, requests }: Change): boolean =>
  verdict !== 'moved' && (requests === undefined || requests.cause === 'itself')

function meets(change: Change, { verdict, over }: FailRule): boolean {
  if (verdict !== 'any' && change.verdict !== verdict) return false
  switch (change.verdict) {
    case 'grew':
      return change.ratio.value - 1 > over
    case 'shrank':
      return 1 - change.ratio.value > over
    case 'new':
      return change.headShare > over
    case 'gone':
      return change.baseShare > over
    case 'moved':
      return false
  }
}

function wholeReason(
  view: Extract<ViewComparison, { readonly state: 'compared' }>,
  { text, verdict, over }: FailRule,
): string | undefined {
  const { kind, base, head, unit, distinguishable, together = 1 } = view
  // Beside what moved every function alike: a slower machine fails no build.
  const ratio = head.rate / base.rate / together
  const grew = ratio > 1
  if (!distinguishable || !(base.rate > 0) || (verdict !== 'any' && verdict !== (grew ? 'grew' : 'shrank')))
    return undefined
  const part = Math.abs(ratio - 1)
  if (!(part > over)) return undefined
  return `${text}: ${viewWords[kind].name} as a whole ${grew ? 'grew' : 'shrank'} by ${formatShare(part)}${together === 1 ? '' : ` beside what all functions moved by, ×${together.toFixed(2)}`}, ${formatViewRates(kind, base.rate, head.rate, unit)}`
}
