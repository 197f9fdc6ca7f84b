/** The page's end of the analysis worker: ask a question, get a promise; give the question up and the worker drops it. */
import { type LoadError, explainLoadError } from '../core/result.ts'
import type { AnswerTo, FromWorker, Question, ToWorker } from '../core/workspace/questions.ts'

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

let worker: Worker | undefined
let nextSeq = 1
const asking = new Map<number, Asking>()

function start(): Worker {
  const started = new Worker(new URL('../workers/analysis.worker.ts', import.meta.url), {
    type: 'module',
    name: 'analysis',
  })
  started.addEventListener('message', ({ data }: MessageEvent<FromWorker>) => {
    const pending = asking.get(data.seq)
    if (!pending) return
    if ('progress' in data) return pending.onProgress?.(data.progress)
    asking.delete(data.seq)
    if ('error' in data) pending.reject(new AnalystError(data.error))
    else pending.resolve(data.answer)
  })
  started.addEventListener('error', (event) => {
    // Only our own bug or memory exhaustion ends here; whoever waits must be told, and the next question starts afresh.
    const error: LoadError = {
      code: 'unsupported',
      where: 'The analysis',
      what: `it stopped unexpectedly (${event.message || 'out of memory?'})`,
      todo: 'reload the page, with fewer or smaller files if it happens again',
    }
    for (const pending of asking.values()) pending.reject(new AnalystError(error))
    asking.clear()
    started.terminate()
    worker = undefined
  })
  return started
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
    worker ??= start()
    const seq = nextSeq++
    asking.set(seq, { resolve: (answer) => resolve(answer as AnswerTo<Q>), reject, onProgress })
    signal?.addEventListener('abort', () => {
      if (!asking.delete(seq)) return
      worker?.postMessage({ seq, cancel: true } satisfies ToWorker)
      reject(new DOMException('given up', 'AbortError'))
    })
    worker.postMessage({ seq, question } satisfies ToWorker, [...transfer])
  })
}
