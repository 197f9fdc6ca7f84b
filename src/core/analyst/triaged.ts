/** Many services, worst first: the one line of each, and how much CPU it takes. */
import { fleetOf } from '../fleet/fleet.ts'
import type { Standing } from '../fleet/standing.ts'
import type { FleetVerdict } from '../fleet/verdict.ts'
import { ruleOf } from '../diagnosis/rules.ts'
import type { TriageQuestion, TriageRow } from './questions.ts'

export function triaged({ services }: Pick<TriageQuestion, 'services'>): readonly TriageRow[] {
  return services
    .map(({ service, place, data, options }): TriageRow => {
      const fleet = fleetOf(data, options)
      const seconds = fleet.coverage.cpu?.seconds ?? 0
      const used = fleet.members.reduce((sum, { figures, seconds: own }) => sum + (figures.cores ?? 0) * own, 0)
      return {
        service,
        ...(place === undefined ? {} : { place }),
        verdict: fleet.verdict,
        cores: seconds > 0 ? used / seconds : 0,
        processes: fleet.members.length,
        failed: fleet.failed,
      }
    })
    .toSorted((a, b) => harmOf(a.verdict) - harmOf(b.verdict) || b.cores - a.cores || (a.service < b.service ? -1 : 1))
}

const order: readonly (Standing | 'differs')[] = ['fires', 'may', 'near', 'differs', 'open', 'quiet']

/** Smaller is worse. */
function harmOf(verdict: FleetVerdict | undefined): number {
  if (verdict === undefined) return 100
  const severity = verdict.pattern === undefined ? 9 : ruleOf(verdict.pattern).severity
  return order.indexOf(verdict.lead) * 10 + severity
}
