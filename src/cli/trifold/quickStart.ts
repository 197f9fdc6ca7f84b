/**
 * What a command that runs for a fifth of a second asks of the runtime: an alert hook waits for it. Measured on Node 20 and a profile of
 * 31 kB: with the budget as it is, compiling hot code for the long run takes 60 ms of 250 and ends when the answer is there already.
 */
import { setFlagsFromString } from 'node:v8'

/** Eight times that of Node 20: what is hot for longer than some 100 ms is still compiled. */
const interruptBudget = 1_000_000

export function startQuickly(): void {
  // Later runtimes have no such flag and would say so on standard error. Code compiled beforehand is `keptCode.ts`.
  if (process.versions.v8.startsWith('11.')) setFlagsFromString(`--interrupt-budget=${interruptBudget}`)
}
