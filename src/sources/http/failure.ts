/** A request that failed, as it was seen, and what rows of sentences ask about it (`failures.ts`). */
import type { LoadError } from '../../core/base/result.ts'
import type { Milliseconds } from '../../core/base/units.ts'

export type Failure =
  /** fetch itself rejected: the browser says no more than that. */
  | {
      readonly stage: 'network'
      readonly url: string
      readonly crossOrigin: boolean
      readonly detail: string
      /** The page is in a frame whose sandbox took its origin away: every server is another one's to it. */
      readonly withoutOrigin?: boolean
    }
  /** `receivedBytes`: something came, now and then, and too little for so long. */
  | { readonly stage: 'timeout'; readonly afterMs: Milliseconds; readonly receivedBytes?: number }
  | { readonly stage: 'cancelled' }
  /** The connection ended inside the body. */
  | { readonly stage: 'body'; readonly receivedBytes: number; readonly expectedBytes?: number }
  /** `ofList`: the limit is that of a list, which no setting raises. */
  | { readonly stage: 'size'; readonly limitBytes: number; readonly ofList?: boolean }
  /** A list of more than can be read. */
  | { readonly stage: 'count'; readonly most: number; readonly of: 'series' | 'names' }
  /** An answer, but not one that can be used. `message` is the server's own words, without markup, cut. */
  | {
      readonly stage: 'answer'
      readonly status: number
      readonly html: boolean
      /** All of it, where it is HTML. */
      readonly page?: string | undefined
      readonly redirected: boolean
      readonly empty: boolean
      readonly message: string
      readonly retryAfterMs?: Milliseconds
      readonly sentTenant: boolean
      readonly crossOrigin: boolean
    }

export interface FailureRow {
  readonly id: string
  readonly matches: (failure: Failure) => boolean
  readonly code: LoadError['code']
  readonly what: (failure: Failure) => string
  readonly todo: string
  /** Asking again can help after this long; a Retry-After header wins. */
  readonly retryAfterMs?: Milliseconds
}

/** For rows: an answer of one of these statuses whose message matches. */
export function answer(statuses: number | readonly number[], message?: RegExp): (failure: Failure) => boolean {
  const wanted = typeof statuses === 'number' ? [statuses] : statuses
  return (failure) =>
    failure.stage === 'answer' &&
    wanted.includes(failure.status) &&
    (message === undefined || message.test(failure.message))
}

/** The server's own words, behind ours. */
export const said = (failure: Failure): string =>
  failure.stage === 'answer' && failure.message !== '' ? `: ${failure.message}` : ''

/** What a page calls itself. */
export const titleOf = (failure: Failure): string | undefined =>
  failure.stage === 'answer' ? /<title>([^<]{1,60})/i.exec(failure.page ?? '')?.[1] : undefined

/** A page that asks for a password, or calls itself a login. */
export const isLoginPage = (failure: Failure): boolean =>
  failure.stage === 'answer' &&
  failure.html &&
  failure.status < 300 &&
  (failure.redirected ||
    /<input[^>]{0,200}type\s*=\s*["']?password/i.test(failure.page ?? '') ||
    /\b(log[ -]?(in|on)|sign[ -]?in|sso|single sign-on|authenticat\w+)\b/i.test(titleOf(failure) ?? ''))
