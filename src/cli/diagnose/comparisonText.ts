/** A comparison for a terminal. */
import { changesByWhat, restText } from '../../core/analysis/comparisonMarkdown.ts'
import { plainText } from '../../core/diagnosis/words.ts'
import { formatShare } from '../../core/base/numbers.ts'
import { viewKinds } from '../../core/base/vocabulary.ts'
import { formatViewRates } from '../../core/base/viewRates.ts'
import { wordsOfShown } from '../../core/base/viewWords.ts'
import type { Analysis } from '../../core/analysis/analysis.ts'
import { formatAmount } from '../../core/profile/amount.ts'
import type { Comparison, ViewComparison } from '../../core/diff/comparison.ts'
import { bold, harmless, wrapped } from '../trifold/terminal.ts'
import { kindOf } from './comparisonJson.ts'

/** What could not be tested can be looked at: the largest functions of each side, each with its share of that side. */
export function untestedOf({ views }: Comparison, sides: Readonly<Record<'A' | 'B', Analysis>>): readonly string[] {
  return viewKinds.flatMap((kind) => {
    const compared = views[kind]
    if (compared.state !== 'compared' || (compared.testable && compared.sharesOnly !== true)) return []
    const largest = (['A', 'B'] as const).flatMap((side) => {
      const view = sides[side].views[kind]
      if (view.state !== 'measured' || !(view.total > 0)) return []
      const rows = view.top.slice(0, 5).map(({ name, self }) => `${formatShare(self / view.total)} ${name}`)
      return [`  ${side}, ${formatAmount(view.total, view.unit)}: ${rows.join(', ')}`]
    })
    return largest.length === 0 ? [] : [`${wordsOfShown(kind, compared.shows).name}, self, not tested:`, ...largest]
  })
}

/** "12 MB → 80 MB held. `parse` grew …": like with like, outside the list of the process's own profiles. */
function nativeText(native: ViewComparison): string {
  if (native.state !== 'compared') return native.text
  const { kind, base, head, unit, shows, sentence } = native
  return `${formatViewRates(kind, base.rate, head.rate, unit, shows)}. ${sentence}`
}

export function textOf(comparison: Comparison, untested: readonly string[], isQuiet: boolean): string {
  const { changes, unchanged, comparability, yardstick, transition, title = [] } = comparison
  const headline = bold(wrapped(harmless(plainText(title))))
  if (isQuiet) return `${headline}\n${wrapped(harmless(`A → B: ${plainText(transition)}`))}\n`
  const { own, carried, moved } = changesByWhat(changes)
  const lines = [
    `A → B: ${plainText(transition)}`,
    '',
    ...comparability
      .filter(({ level }) => level !== 'ok')
      .map(({ level, text, fix }) => `${level}: ${text}${fix === '' ? '' : ` (${fix})`}`),
    `${yardstick}. ${unchanged.tested} tests in all, ${unchanged.tooFew} more had too few samples.`,
    '',
    ...own
      .slice(0, 20)
      .map(
        (change, index) =>
          `${String(index + 1).padStart(3)} ${kindOf(change, comparison).padEnd(10)} ${change.verdict.padEnd(6)} ${change.name}: ${change.text}`,
      ),
    ...(carried + moved > 0 ? [`    ${restText(0, carried, moved)} (--json has all)`] : []),
    ...(untested.length === 0 ? [] : ['', ...untested]),
    ...(comparison.native ? ['', `native code's memory: ${nativeText(comparison.native)}`] : []),
  ]
  return `${headline}\n${wrapped(harmless(lines.join('\n')))}\n`
}
