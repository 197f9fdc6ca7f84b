/** One value of a tree in words: the unit is always in the text. */
import type { TreeUnit } from '../../core/profile/callTree.ts'
import { formatBytes, formatNs, formatNumber, formatShare } from '../../core/base/numbers.ts'

export function amount(unit: TreeUnit, value: number): string {
  switch (unit) {
    case 'nanoseconds':
      return formatNs(value)
    case 'bytes':
      return formatBytes(value)
    case 'count':
      return formatNumber(value)
  }
}

/** A share in a narrow cell: "<0.1 %" where a sentence says "below 0.1 %". */
export function shareCell(share: number): string {
  return formatShare(share).replace('below ', '<')
}
