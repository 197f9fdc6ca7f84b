/** Two windows, or two parts, of services of one store held against each other. */
import type { Analyst } from '../../core/analyst/analyst.ts'
import type { AskedStore, StoreWindow } from '../store/arguments.ts'
import { loadStoreWindow } from '../store/loadWindow.ts'
import { openStore } from '../store/openStore.ts'
import { type Asked, compareLoaded } from './compareSides.ts'
import { type Outcome, refused } from './outcome.ts'
import { saidOf } from './settings.ts'

export async function compareInStore(
  analyst: Analyst,
  asked: Asked,
  { address, head, base }: AskedStore,
): Promise<Outcome> {
  if (base === undefined)
    return refused(
      asked.as,
      'say what it is compared with: --before 1d, --base-window FROM..UNTIL or --base-label pod=…',
    )
  const store = openStore(address)
  const options = { said: saidOf(asked), forComparison: true }
  const ofHead = await loadStoreWindow(analyst, store, head, options)
  if (!ofHead.ok) return refused(asked.as, ofHead.error)
  const ofBase = await loadStoreWindow(analyst, store, base, options)
  if (!ofBase.ok) return refused(asked.as, `base: ${ofBase.error}`)
  const runOf = ({ service, labels }: StoreWindow): string => JSON.stringify([service, labels])
  const runs = { base: runOf(base), head: runOf(head) }
  const windows = { base: base.window, head: head.window }
  return compareLoaded(analyst, asked, { base: ofBase.value, head: ofHead.value, runs }, windows)
}
