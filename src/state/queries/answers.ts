/** A question of the page as a query. What is asked is the key; its subject, which may name thousands of captures, is written once. */
import {
  type QueryMeta,
  type UseQueryResult,
  hashKey,
  keepPreviousData,
  skipToken,
  useQuery,
} from '@tanstack/react-query'
import type { AnswerTo, Question } from '../../core/analyst/questions.ts'
import type { ComparisonSubject, Subject } from '../../core/analyst/subject.ts'
import { useViewField } from '../view/store.ts'
import { ask } from '../worker/analyst.ts'
import { unlessFatal } from '../worker/recover.ts'
import { headerOf, useStanding } from './standing.ts'

type AboutSubject = Extract<Question, { readonly subject: Subject | ComparisonSubject }>

const written = new WeakMap<Subject | ComparisonSubject, string>()

/** The same text for the same captures, window and settings, whoever asks about them. */
export function subjectKey(subject: Subject | ComparisonSubject): string {
  const known = written.get(subject)
  if (known !== undefined) return known
  const key = hashKey([subject])
  written.set(subject, key)
  return key
}

export function questionKey({ ask: what, subject, ...wish }: AboutSubject): readonly unknown[] {
  return [what, subjectKey(subject), wish]
}

/** For what is asked again at every zoom, width or key: worth little once it is off the screen. */
export const brieflyMs = 10_000

/**
 * For what outlives its source: the last answer stays while the next one is worked out, unless it is of another source. Nothing of one
 * service may be seen under the name of another, not even for a moment.
 */
export const keptWithin = (source: string) => ({
  meta: { source },
  placeholderData: <T>(last: T | undefined, query: { readonly meta: QueryMeta | undefined } | undefined) =>
    query?.meta?.['source'] === source ? last : undefined,
})

const isObject = (data: unknown): data is object => typeof data === 'object' && data !== null

interface Asking {
  /** How long what is not on screen any more is kept; the page's own default otherwise. */
  readonly keptMs?: number
  /** What would be asked about cannot be had: then nothing is on its way, and the last answer is about something else. */
  readonly isLost?: boolean
  /** Of which source it is, where whoever asks outlives that. */
  readonly source?: string
}

/** Under which header an answer was asked for. */
const askedUnder = new WeakMap<object, string>()

/**
 * The last answer stays on screen, marked as a placeholder, while the next one is worked out: of another window for a moment only. No
 * question: no answer, and nothing asked.
 */
export function useAnswer<Q extends AboutSubject>(
  question: Q | undefined,
  { keptMs, isLost = false, source }: Asking = {},
): UseQueryResult<AnswerTo<Q>> {
  const window = useViewField((view) => view.window)
  const compare = useViewField((view) => view.compare)
  const answer = useQuery<unknown>({
    queryKey: question === undefined ? ['nothing asked'] : questionKey(question),
    queryFn:
      question === undefined
        ? skipToken
        : async ({ signal, queryKey }) => {
            const data = await unlessFatal<unknown>(queryKey, () => ask(question, { signal }))
            if (isObject(data)) askedUnder.set(data, headerOf(window, compare))
            return data
          },
    ...(isLost ? {} : source === undefined ? { placeholderData: keepPreviousData } : keptWithin(source)),
    ...(keptMs === undefined ? {} : { gcTime: keptMs }),
  })
  const { data, isPlaceholderData } = answer
  const isOther = isPlaceholderData && !(isObject(data) && askedUnder.get(data) === headerOf(window, compare))
  // What `ask` gives for this question; the library cannot be told of types that depend on one another.
  return useStanding(answer, isOther) as UseQueryResult<AnswerTo<Q>>
}
