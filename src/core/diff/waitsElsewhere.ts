/**
 * Waits are no amounts of their own: a thread that waits for one lock does not come to the next, so where one is held longer the others
 * are waited for less, and more once it is not. (Of two runs of a Go service one lock of which was held twice as long, the three others
 * were met by half to a tenth as many.) Such a lock did not change.
 */
import type { Verdict } from './comparison.ts'
import type { TestedFunction } from './testFunctions.ts'

export function isWaitedElsewhere(tested: TestedFunction, verdict: Verdict, all: readonly TestedFunction[]): boolean {
  if (tested.kind !== 'lock') return false
  const { time, events } = gainOf(tested)
  const locks = all.filter(({ kind }) => kind === 'lock')
  if (verdict === 'shrank' || verdict === 'gone')
    return locks.filter(hasMore).some((other) => gainOf(other).time >= -time || gainOf(other).events >= -events)
  if (verdict !== 'grew' && verdict !== 'new') return false
  return locks.filter(hasLess).some((other) => {
    const lost = -gainOf(other).time > time || -gainOf(other).events > events
    // What is waited for more than all that is left of the other is where they wait now. Of shares alone nobody knows.
    return lost && (!tested.rateTested || other.head > tested.head)
  })
}

/** Beside what two runs differ by: a large lock that wanders by a tenth hides no small one. Shares always add up to one. */
const hasMore = ({ rateTested, rateRatio, shareRatio }: TestedFunction): boolean =>
  !rateTested || shareRatio.low > 1 || rateRatio.low > 1
const hasLess = ({ rateTested, rateRatio, shareRatio }: TestedFunction): boolean =>
  !rateTested || shareRatio.high < 1 || rateRatio.high < 1

interface Gain {
  /** Per second. Where only shares are compared both are of the events: the longest waits are most of all time. */
  readonly time: number
  /** In the time that A took. */
  readonly events: number
}

function gainOf({ rateTested, rateDifference, rateRatio, baseSamples, ...one }: TestedFunction): Gain {
  const share = (one.shareOfEvents ?? one.shareDifference).value
  // A half is what `rateRatio` takes for none.
  return rateTested
    ? { time: rateDifference.value, events: (baseSamples + 0.5) * (rateRatio.value - 1) }
    : { time: share, events: share }
}
