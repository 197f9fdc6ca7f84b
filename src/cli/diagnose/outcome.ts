/** What a run of the command leaves behind. */
export interface Outcome {
  readonly code: 0 | 2
  readonly stdout: string
  readonly stderr: string
}
