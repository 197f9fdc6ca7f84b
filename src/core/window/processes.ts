/** Of how many processes a window's amounts are the sum. */
import type { FlowPart, Processes } from './flow.ts'

/** Undefined for one process, and where nobody says. */
export function processesOf(parts: readonly FlowPart[]): { readonly processes?: Processes } {
  const said = parts.flatMap(({ capture }) => capture.hints.processes ?? [])
  const count = Math.max(0, ...said.map((one) => one.count))
  if (count < 2) return {}
  const seconds = said.reduce((sum, one) => sum + (one.coveredSeconds ?? 0), 0)
  const each = said.reduce((sum, one) => sum + (one.processSeconds ?? 0), 0)
  return { processes: { count, mean: seconds > 0 && each > 0 ? Math.max(1, each / seconds) : count } }
}
