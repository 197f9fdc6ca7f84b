/** One value of a tree in words: the unit is always in the text, and it is the same text wherever the value stands. */
import { formatBytes, formatNs, formatNumber } from '../base/numbers.ts'
import type { TreeUnit } from './callTree.ts'

export function formatAmount(value: number, unit: TreeUnit): string {
  switch (unit) {
    case 'nanoseconds':
      return formatNs(value)
    case 'bytes':
      return formatBytes(value)
    case 'count':
      return formatNumber(value)
  }
}
