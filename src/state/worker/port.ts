import type { FromWorker, ToWorker } from '../../core/analyst/questions.ts'

/** Where questions go. Answers come back through `onAnswer`, in any order. */
export interface AnalystPort {
  post(message: Extract<ToWorker, { readonly seq: number }>, transfer: readonly Transferable[]): void
}
/** What belongs to a question. */
export type Answered = Extract<FromWorker, { readonly seq: number }>
export type StartAnalyst = (onAnswer: (message: Answered) => void, onCrash: (reason: string) => void) => AnalystPort
