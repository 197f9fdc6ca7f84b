/** Every finding there is, in the order in which they are shown. To add one, add a row to the file of its profile. */
import type { Finding } from '../story.ts'
import type { EvidenceInput } from '../evidenceInput.ts'
import { cpuFindings } from './cpuFindings.ts'
import { disagreementFindings } from './disagreement.ts'
import { toFinding, type FindingRow } from './finding.ts'
import { heapFindings } from './heapFindings.ts'
import { leakFindings } from './leakFindings.ts'
import { nativeFindings } from './nativeFindings.ts'
import { holderFindings } from './holderFindings.ts'
import { lockFindings } from './lockFindings.ts'
import { looksFindings } from './looksFindings.ts'
import { poolFindings } from './poolFindings.ts'
import { shortFindings } from './shortFindings.ts'
import { stuckFindings } from './stuckFindings.ts'

export const findingRows: readonly FindingRow[] = [
  ...looksFindings,
  ...stuckFindings,
  ...poolFindings,
  ...shortFindings,
  ...lockFindings,
  ...holderFindings,
  ...leakFindings,
  ...heapFindings,
  ...nativeFindings,
  ...cpuFindings,
  ...disagreementFindings,
]

export function findingsOf(input: EvidenceInput): readonly Finding[] {
  return findingRows.flatMap((row) => toFinding(row, input) ?? [])
}
