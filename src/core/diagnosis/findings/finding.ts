/** A refinement under the headline, never instead of it. One row of data each; thresholds on limits of intervals, not on points. */
import type { SignalId, ViewKind } from '../../base/vocabulary.ts'
import type { Finding } from '../story.ts'
import type { EvidenceInput } from '../evidenceInput.ts'

export interface FindingRow {
  readonly id: string
  /** What it reads; a row whose inputs are absent does not fire. */
  readonly inputs: readonly (SignalId | ViewKind | 'process' | 'otherWaits' | 'looks')[]
  /** In words, as shown in the documentation of the rule. */
  readonly threshold: string
  /** Where threshold or idea comes from. */
  readonly reference: string
  /** What to look at to be sure. */
  readonly confirm: string
  readonly view?: ViewKind
  readonly find: (input: EvidenceInput) => Pick<Finding, 'text' | 'evidence' | 'points'> | undefined
}

export function toFinding(row: FindingRow, input: EvidenceInput): Finding | undefined {
  const found = row.find(input)
  return found && { id: row.id, ...found, confirm: row.confirm, ...(row.view ? { view: row.view } : {}) }
}
