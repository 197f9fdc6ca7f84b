/** What the number of py-spy's samples says about CPU. It takes rate × seconds ticks, also when it falls behind. */
import type { SignalBound } from '../../base/bounds.ts'
import type { Profile } from '../../profile/profile.ts'
import type { FileFacts } from '../parsedFile.ts'
import { namedWaitBounds } from '../pyspy/namedWaits.ts'
import type { PySpySwitches } from './pySpyTitle.ts'

/** A holder of the GIL can be descheduled, throttled or held up by py-spy itself: a fifth less, and never above this. */
const gilShare = 0.8
const mostGilCores = 0.8

/** @param everyThread the profile, where every thread is in it at every tick */
export function pySpyBounds({ seconds, hz, mode }: PySpySwitches, samples: number, everyThread?: Profile): FileFacts {
  const ticks = (seconds ?? 0) * hz
  if (ticks <= 0) return {}
  const noise = 1.96 * Math.sqrt(samples)
  const bounds: SignalBound[] = []
  // Threads that look runnable are at least those that run; with --native too.
  if (mode === 'runnable')
    bounds.push({
      signal: 'cpu_user_pct',
      unit: 'cores',
      high: (samples + Math.max(3, noise)) / ticks,
      basis: { id: 'runnable-threads', samples, ticks },
    })
  if (mode === 'gil' && samples > 0)
    bounds.push({
      signal: 'cpu_user_pct',
      unit: 'cores',
      low: Math.min(mostGilCores, (gilShare * Math.max(0, samples - noise)) / ticks),
      basis: { id: 'gil-holders', samples, ticks },
    })
  if (mode === 'idle' && everyThread !== undefined) bounds.push(...namedWaitBounds(everyThread, ticks))
  return bounds.length === 0 ? {} : { bounds }
}
