/** A question of the page as a query. What is asked is the key; its subject, which may name thousands of captures, is written once. */
import { type UseQueryResult, hashKey, keepPreviousData, skipToken, useQuery } from '@tanstack/react-query'
import type { AnswerTo, Question } from '../../core/analyst/questions.ts'
import type { ComparisonSubject, Subject } from '../../core/analyst/subject.ts'
import { ask } from '../worker/analyst.ts'
import { unlessFatal } from '../worker/recover.ts'

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
 * The last answer stays on screen, marked as a placeholder, while the next one is worked out. No question: no answer, and nothing asked.
 * @param isLost what would be asked about cannot be had: then nothing is on its way, and the last answer is about something else
 */
export function useAnswer<Q extends AboutSubject>(
  question: Q | undefined,
  keptMs?: number,
  isLost = false,
): UseQueryResult<AnswerTo<Q>> {
  const answer = useQuery<unknown>({
    queryKey: question === undefined ? ['nothing asked'] : questionKey(question),
    queryFn:
      question === undefined
        ? skipToken
        : ({ signal, queryKey }) => unlessFatal<unknown>(queryKey, () => ask(question, { signal })),
    ...(isLost ? {} : { placeholderData: keepPreviousData }),
    ...(keptMs === undefined ? {} : { gcTime: keptMs }),
  })
  // What `ask` gives for this question; the library cannot be told of types that depend on one another.
  return answer as UseQueryResult<AnswerTo<Q>>
}
