/** The answer for a service of several processes: what its worst process says goes before what all of them are on average. */
import type { Diagnosis } from '../diagnosis/diagnosis.ts'
import type { FleetVerdict } from './verdict.ts'

/** Whether the answer for the service is that of single processes; their mean says nothing about it. */
export function speaksForItself(fleet: FleetVerdict | undefined, mean: Diagnosis): fleet is FleetVerdict {
  if (fleet === undefined || fleet.of < 2) return false
  if (fleet.lead === 'fires') return true
  // A pattern of the mean has stacks behind it, which single processes have not.
  if (mean.pattern !== 'no-clear-pattern') return false
  return fleet.lead === 'may' || fleet.lead === 'near' || (fleet.lead === 'open' && mean.kind === 'quiet')
}

/** The sentence of the service says since when already: of the process it names, to the profile. */
export const namesOnset = (fleet: FleetVerdict | undefined): boolean =>
  fleet !== undefined && fleet.of > 1 && fleet.lead === 'fires' && fleet.onset !== undefined

/** @param mean of all processes together, by their merged profiles: an all-clear there is none for each of them */
export function withinFleet(mean: Diagnosis, fleet: FleetVerdict | undefined): Diagnosis {
  // What is open of the mean is how many cores there are; each of them is quiet on half a core, and that is said where it matters.
  if (fleet !== undefined && fleet.of > 1 && fleet.lead === 'quiet' && mean.kind === 'cannot-tell')
    return fleet.diagnosis
  if (!speaksForItself(fleet, mean)) return mean
  if (fleet.lead === 'near') return mean.kind === 'quiet' ? { ...mean, kind: 'mixed' } : mean
  return fleet.diagnosis
}
