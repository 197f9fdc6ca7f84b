/**
 * The one analysis worker: keeps profiles and answers questions about them. Questions are answered in order, but a question
 * that was given up before its turn is dropped, and a large file is read by a helper of its own, so that zooming stays quick
 * while 50 MB arrive and giving it up really stops the work.
 */
import { type LoadError, type Result, err } from '../core/base/result.ts'
import type { FromWorker, LoadQuestion, Question, ToWorker } from '../core/analyst/questions.ts'
import { isPartMissing, partMissing } from '../core/base/ownPart.ts'
import { seedTables } from '../core/base/tableSeed.ts'
import { Analyst } from '../core/analyst/analyst.ts'
import { keepAhead } from '../core/window/onceBuilt.ts'
import { holdLife, whenGone } from './life.ts'
import { nextMessage } from '../core/base/nextMessage.ts'
import { transferablesOf } from './transfer.ts'
import type { FromReader, ToReader } from './reader.worker.ts'

type Read = Extract<FromReader, { readonly result: unknown }>

/** Below this a file is read here: starting a helper costs more than reading. */
const helperFromBytes = 1_500_000

seedTables(crypto.getRandomValues(new Uint32Array(1))[0] ?? 0)
const analyst = new Analyst()
// Files are on their way already when this starts; the code that reads them should be there first.
void import('../core/formats/readFile.ts').catch(() => undefined)
const queue: { readonly seq: number; readonly question: Question }[] = []
const givenUp = new Map<number, () => void>()
let busy = false
/** By then the second of two windows is being read as well, and the cores are taken. */
const divideAfterMs = 120
/** Large files that are being read, each by a helper. */
const reading = new Set<Worker>()

addEventListener('message', ({ data }: MessageEvent<ToWorker>) => {
  if ('life' in data) {
    void holdLife(data.life).then((isHeld) => post({ alive: isHeld }))
    return
  }
  if ('cancel' in data) {
    const at = queue.findIndex(({ seq }) => seq === data.seq)
    if (at >= 0) queue.splice(at, 1)
    givenUp.get(data.seq)?.()
    return
  }
  const { question, seq } = data
  if (question.ask === 'load' && sizeOf(question.bytes) >= helperFromBytes) {
    void settle(seq, loadWithHelper(seq, question))
    return
  }
  queue.push({ seq, question })
  void work()
})

async function work(): Promise<void> {
  if (busy) return
  busy = true
  for (;;) {
    const next = queue.shift()
    if (!next) {
      if (!analyst.prepare()) break
      await nextMessage()
      continue
    }
    const { seq, question } = next
    await settle(seq, analyst.answer(question, tellingProgress(seq)))
    // Lets messages in: what was given up meanwhile must leave the queue before its turn comes.
    await nextMessage()
  }
  busy = false
}

/** What is done sooner than anybody could see tells nothing: a recording has sixty files, and every message costs the page. */
const progressStepMs = 50

function tellingProgress(seq: number): (progress: number) => void {
  let toldMs = performance.now()
  return (progress) => {
    const now = performance.now()
    if (now - toldMs < progressStepMs) return
    toldMs = now
    post({ seq, progress })
  }
}

async function settle(seq: number, answering: Promise<Result<unknown>>): Promise<void> {
  try {
    const result = await answering
    if (result.ok) post({ seq, answer: result.value }, transferablesOf(result.value))
    else post({ seq, error: result.error })
  } catch (thrown) {
    if (isPartMissing(thrown)) return post({ seq, error: partMissing })
    // A bug of ours, not of a file. The page goes on; whoever asked gets a sentence.
    const what = thrown instanceof Error ? thrown.message : String(thrown)
    const error: LoadError = {
      code: 'unsupported',
      where: 'The analysis',
      what: `it failed (${what})`,
      todo: 'report it with the file, if you may share it',
    }
    post({ seq, error })
  }
}

function loadWithHelper(seq: number, question: LoadQuestion): Promise<Result<unknown>> {
  return new Promise((resolve) => {
    const helper = new Worker(new URL('./reader.worker.ts', import.meta.url), { type: 'module', name: 'reader' })
    reading.add(helper)
    // Each core has a file now.
    if (reading.size === navigator.hardwareConcurrency)
      for (const one of reading) if (one !== helper) one.postMessage('alone' satisfies ToReader)
    let noLongerWait: (() => void) | undefined
    const finish = (result: Result<unknown>): void => {
      noLongerWait?.()
      helper.terminate()
      reading.delete(helper)
      givenUp.delete(seq)
      resolve(result)
    }
    const failed = (why: string): Result<unknown> =>
      err({
        code: 'crashed',
        where: question.fileName,
        what: `reading it stopped unexpectedly (${why})`,
        todo: 'open the others without it, or record a shorter time',
      })
    givenUp.set(seq, () =>
      finish(
        err({ code: 'cancelled', where: question.fileName, what: 'reading was cancelled', todo: 'open it again' }),
      ),
    )
    helper.addEventListener('error', (event) => {
      // It is this file's; unhandled it would be told as the end of everything.
      event.preventDefault()
      // One that never began says nothing more.
      finish(event instanceof ErrorEvent ? failed(event.message || 'out of memory?') : err(partMissing))
    })
    helper.addEventListener('message', ({ data }: MessageEvent<FromReader>) => {
      if ('life' in data) {
        noLongerWait = whenGone(data.life, () => finish(failed('it was ended, or ran out of memory')))
        return
      }
      if ('progress' in data) return post({ seq, progress: data.progress })
      finish(adopt(question, data))
    })
    const { bytes, hash, fileName, maxInflatedBytes = analyst.maxInflatedBytes } = question
    const moved = bytes instanceof ArrayBuffer ? [bytes] : []
    helper.postMessage({ bytes, hash, fileName, maxInflatedBytes } satisfies ToReader, moved)
    setTimeout(() => {
      if (reading.size < navigator.hardwareConcurrency) helper.postMessage('divide' satisfies ToReader)
    }, divideAfterMs)
  })
}

function adopt({ fileName, hints }: LoadQuestion, { result, ahead }: Read): Result<unknown> {
  if (result.ok && ahead) keepAhead(result.value.parsed.parts[0]!.profile, ahead)
  return result.ok ? analyst.adopt({ ...result.value, fileName, hints }) : result
}

const sizeOf = (bytes: LoadQuestion['bytes']): number => (bytes instanceof ArrayBuffer ? bytes.byteLength : bytes.size)

function post(message: FromWorker, transfer: Transferable[] = []): void {
  postMessage(message, { transfer })
}
