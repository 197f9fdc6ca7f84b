import type { TimeWindow } from '../../core/base/units.ts'
import type { OpenedSource } from '../../state/sources/openedSource.ts'

/**
 * The window on screen where it is a time of day. Files of which none says when it was taken stand at the beginning of time for as long as
 * they last, in links too; before they are read, and when they cannot be, that is all that is known of them.
 */
export function timedWindow(
  window: TimeWindow | undefined,
  source: Pick<OpenedSource, 'untimed'> | undefined,
): TimeWindow | undefined {
  const standsIn = source ? source.untimed === true : window?.fromMs === 0
  return standsIn ? undefined : window
}
