/**
 * The page's end of the analysis: ask a question, get a promise; give the question up and it is dropped. Normally a worker answers.
 * Where a browser refuses workers (a sandboxed frame) and in snapshots, the same analyst answers inside the page.
 */
import { type LoadError, explainLoadError } from '../../core/base/result.ts'
import type { AnswerTo, FromWorker, Question, ToWorker } from '../../core/analyst/questions.ts'
import { watchLife } from './life.ts'
import type { AnalystPort, Answered, StartAnalyst } from './port.ts'
import { noting, whyNotAgain } from './workedOn.ts'

export class AnalystError extends Error {
  readonly error: LoadError
  constructor(error: LoadError) {
    super(explainLoadError(error))
    this.name = 'AnalystError'
    this.error = error
  }
}

/** The analysis ended, and everything it held with it, in this page or with the page before; there is no answer without what it ended over. */
export class AnalysisEnded extends AnalystError {}

interface Asking {
  /** Whom was asked. */
  readonly life: object
  readonly resolve: (answer: unknown) => void
  readonly reject: (error: Error) => void
  readonly onProgress: ((share: number) => void) | undefined
}

let startAnalyst: StartAnalyst = startWorker
let analyst: { readonly life: object; readonly port: AnalystPort } | undefined
let nextSeq = 1
const asking = new Map<number, Asking>()

/** Before the first question only; snapshots bring their own. */
export function answerWith(start: StartAnalyst): void {
  startAnalyst = start
}

function startWorker(onAnswer: (message: Answered) => void, onCrash: (reason: string) => void): AnalystPort {
  try {
    const worker = new Worker(new URL('../../workers/analysis.worker.ts', import.meta.url), {
      type: 'module',
      name: 'analysis',
    })
    const end = (reason: string): void => {
      life.over()
      worker.terminate()
      onCrash(reason)
    }
    const life = watchLife(() => end('it was ended, or ran out of memory'))
    let owed = 0
    // Asked before it holds its lock, it could die of the question and nobody would know.
    let waiting: { readonly message: ToWorker; readonly transfer: readonly Transferable[] }[] | undefined = []
    worker.addEventListener('message', ({ data }: MessageEvent<FromWorker>) => {
      if ('alive' in data) {
        if (data.alive) life.begun()
        for (const { message, transfer } of waiting ?? []) worker.postMessage(message, [...transfer])
        waiting = undefined
        return
      }
      if (!('progress' in data)) owed--
      life.heard(owed > 0)
      onAnswer(data)
    })
    worker.addEventListener('error', (event) =>
      end(event instanceof ErrorEvent ? event.message || 'out of memory?' : 'its code could not be fetched'),
    )
    worker.postMessage({ life: life.name } satisfies ToWorker)
    return {
      post: (message, transfer) => {
        if ('question' in message) owed++
        life.heard(owed > 0)
        if (waiting) waiting.push({ message, transfer })
        else worker.postMessage(message, [...transfer])
      },
    }
  } catch {
    return startLater(onAnswer, onCrash)
  }
}

/** Loads the analysis into the page itself: slower to use, but it works where workers are forbidden. */
function startLater(onAnswer: (message: Answered) => void, onCrash: (reason: string) => void): AnalystPort {
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

function settle(message: Answered): void {
  const pending = asking.get(message.seq)
  if (!pending) return
  if ('progress' in message) return pending.onProgress?.(message.progress)
  asking.delete(message.seq)
  if ('error' in message) {
    if (message.error.code === 'forgotten') whenLost?.('forgotten')
    pending.reject(new AnalystError(message.error))
  } else pending.resolve(message.answer)
}

/** Only our own bug or memory exhaustion ends here; whoever waits must be told, and the next question starts afresh. */
function crash(life: object, reason: string): void {
  const error: LoadError = {
    code: 'crashed',
    where: 'The analysis',
    what: `it stopped unexpectedly (${reason})`,
    todo: 'reload the page, with fewer or smaller files if it happens again',
  }
  // One that ended before may say so late: whoever came after it goes on.
  const isLate = analyst !== undefined && analyst.life !== life
  for (const [seq, pending] of asking) {
    if (pending.life !== life) continue
    asking.delete(seq)
    pending.reject(new AnalysisEnded(error))
  }
  if (isLate || analyst === undefined) return
  analyst = undefined
  whenLost?.('ended')
}

function started(): NonNullable<typeof analyst> {
  if (analyst) return analyst
  const life = {}
  analyst = { life, port: startAnalyst(settle, (reason) => crash(life, reason)) }
  return analyst
}

export type Loss = 'ended' | 'forgotten'
let whenLost: ((why: Loss) => void) | undefined

/** Called when whatever was loaded into the analysis is gone: it crashed, or was started anew behind our back. */
export function onLost(listener: (why: Loss) => void): void {
  whenLost = listener
}

/** Starts whoever answers before there is anything to ask: its code loads while the first files are on their way. */
export function warmUp(): void {
  started()
}

export interface AskOptions {
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: ((share: number) => void) | undefined
  readonly transfer?: readonly Transferable[]
}

/** Rejects with an `AnalystError`; what the page before this one ended over is not asked again by itself. */
export function ask<Q extends Question>(question: Q, options: AskOptions = {}): Promise<AnswerTo<Q>> {
  const asked = (): Promise<AnswerTo<Q>> => noting(question, () => pose(question, options))
  const before = whyNotAgain(question)
  if (before === undefined) return asked()
  return before.then((error) => {
    if (error) throw new AnalysisEnded(error)
    return asked()
  })
}

function pose<Q extends Question>(
  question: Q,
  { signal, onProgress, transfer = [] }: AskOptions,
): Promise<AnswerTo<Q>> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(new DOMException('given up', 'AbortError'))
    const { life, port } = started()
    const seq = nextSeq++
    asking.set(seq, { life, resolve: (answer) => resolve(answer as AnswerTo<Q>), reject, onProgress })
    signal?.addEventListener('abort', () => {
      if (!asking.delete(seq)) return
      port.post({ seq, cancel: true }, [])
      reject(new DOMException('given up', 'AbortError'))
    })
    port.post({ seq, question }, transfer)
  })
}
