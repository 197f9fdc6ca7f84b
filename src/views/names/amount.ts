/** Amounts as cells and tips write them: the text is core's, so that a figure reads the same in every list, chat and snapshot. */
import { formatShare } from '../../core/base/numbers.ts'
import { formatAmount } from '../../core/profile/amount.ts'
import type { TreeUnit } from '../../core/profile/callTree.ts'

export function amount(unit: TreeUnit, value: number): string {
  return formatAmount(value, unit)
}

/** A share in a narrow cell: "<0.1 %" where a sentence says "below 0.1 %". */
export function shareCell(share: number): string {
  return formatShare(share).replace('below ', '<')
}
