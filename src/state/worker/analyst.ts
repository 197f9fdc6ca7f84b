/**
 * The page's end of the analysis: ask a question, get a promise; give the question up and it is dropped. Normally a worker answers.
 * Where a browser refuses workers (a sandboxed frame) and in snapshots, the same analyst answers inside the page.
 */
import { type LoadError, explainLoadError } from '../../core/base/result.ts'
import type { AnswerTo, FromWorker, Question } from '../../core/analyst/questions.ts'
import type { AnalystPort, StartAnalyst } from './port.ts'

export class AnalystError extends Error {
  readonly error: LoadError
  constructor(error: LoadError) {
    super(explainLoadError(error))
    this.name = 'AnalystError'
    this.error = error
  }
}

interface Asking {
  readonly resolve: (answer: unknown) => void
  readonly reject: (error: Error) => void
  readonly onProgress: ((share: number) => void) | undefined
}

let startAnalyst: StartAnalyst = startWorker
let analyst: AnalystPort | undefined
let nextSeq = 1
const asking = new Map<number, Asking>()

/** Before the first question only; snapshots bring their own. */
export function answerWith(start: StartAnalyst): void {
  startAnalyst = start
}

function startWorker(onAnswer: (message: FromWorker) => void, onCrash: (reason: string) => void): AnalystPort {
  try {
    const worker = new Worker(new URL('../../workers/analysis.worker.ts', import.meta.url), {
      type: 'module',
      name: 'analysis',
    })
    worker.addEventListener('message', ({ data }: MessageEvent<FromWorker>) => onAnswer(data))
    worker.addEventListener('error', (event) => {
      worker.terminate()
      onCrash(event.message || 'out of memory?')
    })
    return { post: (message, transfer) => worker.postMessage(message, [...transfer]) }
  } catch {
    return startLater(onAnswer, onCrash)
  }
}

/** Loads the analysis into the page itself: slower to use, but it works where workers are forbidden. */
function startLater(onAnswer: (message: FromWorker) => void, onCrash: (reason: string) => void): AnalystPort {
  const inPage = import('./inPageAnalyst.ts').then(({ startInPage }) => startInPage(onAnswer, onCrash))
  return {
    post: (message, transfer) => {
      inPage.then(
        (started) => started.post(message, transfer),
        () => onCrash('its code could not be loaded'),
      )
    },
  }
}

function settle(message: FromWorker): void {
  const pending = asking.get(message.seq)
  if (!pending) return
  if ('progress' in message) return pending.onProgress?.(message.progress)
  asking.delete(message.seq)
  if ('error' in message) {
    if (message.error.code === 'forgotten') whenLost?.()
    pending.reject(new AnalystError(message.error))
  } else pending.resolve(message.answer)
}

/** Only our own bug or memory exhaustion ends here; whoever waits must be told, and the next question starts afresh. */
function crash(reason: string): void {
  const error: LoadError = {
    code: 'crashed',
    where: 'The analysis',
    what: `it stopped unexpectedly (${reason})`,
    todo: 'reload the page, with fewer or smaller files if it happens again',
  }
  for (const pending of asking.values()) pending.reject(new AnalystError(error))
  asking.clear()
  analyst = undefined
  whenLost?.()
}

let whenLost: (() => void) | undefined

/** Called when whatever was loaded into the analysis is gone: it crashed, or was started anew behind our back. */
export function onLost(listener: () => void): void {
  whenLost = listener
}

/** Starts whoever answers before there is anything to ask: its code loads while the first files are on their way. */
export function warmUp(): void {
  analyst ??= startAnalyst(settle, crash)
}

export interface AskOptions {
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: ((share: number) => void) | undefined
  readonly transfer?: readonly Transferable[]
}

export function ask<Q extends Question>(question: Q, options: AskOptions = {}): Promise<AnswerTo<Q>> {
  const { signal, onProgress, transfer = [] } = options
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(new DOMException('given up', 'AbortError'))
    analyst ??= startAnalyst(settle, crash)
    const to = analyst
    const seq = nextSeq++
    asking.set(seq, { resolve: (answer) => resolve(answer as AnswerTo<Q>), reject, onProgress })
    signal?.addEventListener('abort', () => {
      if (!asking.delete(seq)) return
      to.post({ seq, cancel: true }, [])
      reject(new DOMException('given up', 'AbortError'))
    })
    to.post({ seq, question }, transfer)
  })
}
