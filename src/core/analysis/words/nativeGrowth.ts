/** "Direct buffers 134 MB, +52,556 MB/h": memory outside the managed heap, one line each. */
import { formatBytes, formatNumber } from '../../base/numbers.ts'
import type { NativeGrowth } from '../analysis.ts'

export interface ToldNativeGrowth {
  readonly name: string
  readonly held: string
  /** Signed, per hour, with its limits where they are known. */
  readonly slope: string
}

export function tellNativeGrowth({ category, bytes, mbPerHour, low, high }: NativeGrowth): ToldNativeGrowth {
  const sign = mbPerHour > 0 ? '+' : ''
  const limits =
    low === undefined || high === undefined
      ? ''
      : ` (${formatNumber(Math.round(low))} to ${formatNumber(Math.round(high))})`
  return {
    name: category ?? 'whole process',
    held: formatBytes(bytes),
    slope: `${sign}${formatNumber(Math.round(mbPerHour))} MB/h${limits}`,
  }
}

export function nativeGrowthLines(growth: readonly NativeGrowth[]): readonly string[] {
  return growth.map((one) => {
    const { name, held, slope } = tellNativeGrowth(one)
    return `${one.category === undefined ? '' : 'outside the heap: '}${name}: ${held}, ${slope}`
  })
}
