import type { FromWorker, ToWorker } from '../../core/analyst/questions.ts'

/** Where questions go. Answers come back through `onAnswer`, in any order. */
export interface AnalystPort {
  post(message: ToWorker, transfer: readonly Transferable[]): void
}
export type StartAnalyst = (onAnswer: (message: FromWorker) => void, onCrash: (reason: string) => void) => AnalystPort
