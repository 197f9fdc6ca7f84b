/** What a run of the command leaves behind. */
export interface Outcome {
  /** 0 done, 2 refused, 3 a rule of --fail-on was met. */
  readonly code: 0 | 2 | 3
  readonly stdout: string
  readonly stderr: string
}

/** One line that says who refuses what. */
export const refused = (as: 'diagnose' | 'compare', message: string): Outcome => ({
  code: 2,
  stdout: '',
  stderr: `${as}: ${message}\n`,
})
