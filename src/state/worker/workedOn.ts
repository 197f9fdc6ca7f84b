/** What is being worked on, noted in the browser when it takes long: the page after this one should know what ended it (`unfinished.ts`). */
import type { LoadError } from '../../core/base/result.ts'
import type { Question } from '../../core/analyst/questions.ts'
import { place } from './notePlace.ts'

/** Nothing that is answered sooner fills the memory of a machine, and most questions are: noting them would only delay the answer. */
const longMs = 1000

type Notes = typeof import('./unfinished.ts')

// Loaded when it is needed: in most visits it is not.
let loading: Promise<Notes | undefined> | undefined
const notes = (): Promise<Notes | undefined> => (loading ??= import('./unfinished.ts').catch(() => undefined))

let isAnyLeft: boolean | undefined

/** Why it is not asked: the last page ended over it. Undefined at once where no page has left a note, which is nearly always. */
export function whyNotAgain(question: Question): Promise<LoadError | undefined> | undefined {
  isAnyLeft ??= hasNotes()
  if (!isAnyLeft) return undefined
  const bytes = bytesOf(question)
  return notes().then(async (kept) => {
    const times = (await kept?.endedOver(question, bytes)) ?? 0
    return times === 0 ? undefined : refusal(question, times)
  })
}

/** Somebody wants it tried all the same. */
export function tryAllAgain(): void {
  isAnyLeft = false
}

/** Begins the work at once, and notes it while it goes on. */
export async function noting<T>(question: Question, work: () => Promise<T>): Promise<T> {
  const bytes = bytesOf(question)
  let name: Promise<string | undefined> | undefined
  const timer = setTimeout(() => {
    name = notes().then((kept) => kept?.begin(question, bytes))
  }, longMs)
  try {
    return await work()
  } finally {
    clearTimeout(timer)
    void name?.then(async (begun) => begun !== undefined && (await notes())?.end(begun))
  }
}

/** Of what is on its way to the worker nobody can tell how many bytes they were. */
function bytesOf(question: Question): number {
  if (question.ask !== 'load') return 0
  const { bytes } = question
  return 'size' in bytes ? bytes.size : bytes.byteLength
}

function refusal(question: Question, times: number): LoadError {
  const others = times === 2 ? ' and another one were' : times > 2 ? ` and ${times - 1} others were` : ' was'
  const [where, what, less] =
    question.ask === 'load'
      ? [question.fileName, `while the file${others} being read`, 'record a shorter time']
      : question.ask === 'compare'
        ? ['The comparison', 'while it was worked out', 'compare shorter windows or fewer files']
        : ['The analysis', 'while it worked on this', 'choose a shorter window or fewer files']
  return {
    code: 'too-large',
    where,
    what: `the browser ended this page ${what}, most likely for want of memory`,
    todo: `${less}, or reload the page to try it once more`,
  }
}

function hasNotes(): boolean {
  try {
    return [localStorage, sessionStorage].some((storage) => Object.keys(storage).some((key) => key.startsWith(place)))
  } catch {
    return false
  }
}
