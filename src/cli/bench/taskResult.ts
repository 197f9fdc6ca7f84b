export interface TaskResult {
  readonly ms: number
  /** Where the task does more than what is measured; otherwise that of the whole task counts. */
  readonly cpuMs?: number
  readonly parts: Readonly<Record<string, number>>
  /** Checked to be the same for rows that do the same work. */
  readonly total: number
  readonly nodes: number
}

export interface Measured extends TaskResult {
  readonly cpuMs: number
  readonly peakMb: number
}
