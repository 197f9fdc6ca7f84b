/** The one place that calls fetch: bounded, cancellable, and every failure is a sentence (see failures.ts). */
import { nextMessage } from '../../core/base/nextMessage.ts'
import { dateOf, looksLikeHtml, parseRetryAfter, serverMessage } from './answerParts.ts'
import { Body } from './body.ts'
import { err, ok, type Result } from '../../core/base/result.ts'
import type { Milliseconds } from '../../core/base/units.ts'
import type { ReadContext, SourceError } from '../source.ts'
import type { Failure, FailureRow } from './failure.ts'
import { RequestQueue } from './requestQueue.ts'
import { silenceTimer } from './silence.ts'

export interface HttpRequest extends ReadContext {
  readonly url: string
  readonly method?: 'GET' | 'POST' | 'PUT'
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array<ArrayBuffer>
  /** What people call it: "prod", "orderbook: heap". */
  readonly where: string
  /** An HTML page is an error for both; JSON must have a body, bytes as well. `anything` takes what comes. */
  readonly expects: 'json' | 'bytes' | 'anything'
  /** Longest silence, from sending the request on; waiting for a free place does not count. */
  readonly timeoutMs?: Milliseconds
  readonly explain?: readonly FailureRow[]
  /** The answer is a list of at most so many bytes, and no profile. */
  readonly mostListBytes?: number
}

export interface HttpAnswer {
  readonly status: number
  readonly bytes: ArrayBuffer
  readonly contentType: string
  /** How far the server's clock is ahead of this computer's, to a second or two, when it says. */
  readonly serverAheadMs?: Milliseconds
}

export interface HttpOptions {
  readonly fetch: typeof globalThis.fetch
  /** Address of the page: requests elsewhere are "of another origin". Absent in Node. */
  readonly pageUrl?: string
  /** The page has no origin: see `Failure`. */
  readonly withoutOrigin?: boolean
  readonly timeoutMs?: Milliseconds
  /** Bound of one answer as it arrives (after the transport's own compression). */
  readonly maxBytes?: number
  readonly queue?: RequestQueue
}

export interface Http {
  readonly queue: RequestQueue
  request(request: HttpRequest): Promise<Result<HttpAnswer, SourceError>>
}

const defaultTimeoutMs = 60_000
const defaultMaxBytes = 512e6

export function createHttp(options: HttpOptions): Http {
  const queue = options.queue ?? new RequestQueue()
  return {
    queue,
    async request(request) {
      // The sentences are loaded when the first thing fails; they are worth more than the page's first seconds.
      const fail = async (failure: Failure): Promise<Result<HttpAnswer, SourceError>> => {
        const words = await import('./failures.ts').catch(() => undefined)
        return err(
          words?.explainFailure(request.where, failure, request.explain) ?? unexplained(request.where, failure),
        )
      }
      const leave = await queue.enter(request.signal)
      if (leave === undefined) return fail({ stage: 'cancelled' })
      try {
        const outcome = await send(request, options)
        return 'stage' in outcome ? await fail(outcome) : ok(outcome)
      } finally {
        leave()
      }
    },
  }
}

/** Where nothing answers any more, the server of the page included. */
const unexplained = (where: string, { stage }: Failure): SourceError => ({
  code: stage === 'cancelled' ? stage : 'network',
  where,
  what: 'it did not answer, nor did the server of this page when it was asked why',
  todo: 'See whether there is a network, then try again',
})

async function send(request: HttpRequest, options: HttpOptions): Promise<HttpAnswer | Failure> {
  const { signal, timeoutMs = options.timeoutMs ?? defaultTimeoutMs } = request
  if (signal?.aborted === true) return { stage: 'cancelled' }
  const controller = new AbortController()
  const cancel = (): void => controller.abort()
  signal?.addEventListener('abort', cancel, { once: true })
  const silence = silenceTimer(timeoutMs, cancel)
  const crossOrigin = isCrossOrigin(request.url, options.pageUrl)
  const interrupted = (): Failure | undefined =>
    signal?.aborted === true
      ? { stage: 'cancelled' }
      : silence.expired()
        ? { stage: 'timeout', ...silence.expiredAs() }
        : undefined
  try {
    let response: Response
    try {
      response = await options.fetch(request.url, {
        method: request.method ?? 'GET',
        signal: controller.signal,
        ...(request.headers === undefined ? {} : { headers: { ...request.headers } }),
        ...(request.body === undefined ? {} : { body: request.body }),
      })
    } catch (error) {
      const withoutOrigin = options.withoutOrigin === true
      return interrupted() ?? { stage: 'network', url: request.url, crossOrigin, detail: causeOf(error), withoutOrigin }
    }
    silence.heard()
    const body = await readBody(response, request, sizeLimit(request, options), silence.heard)
    if ('stage' in body) {
      controller.abort()
      return interrupted() ?? body
    }
    return judge(request, response, body.bytes, crossOrigin)
  } finally {
    silence.stop()
    signal?.removeEventListener('abort', cancel)
  }
}

/** Is this an answer to the question, or something else that came with it? */
function judge(
  request: HttpRequest,
  response: Response,
  bytes: Uint8Array<ArrayBuffer>,
  crossOrigin: boolean,
): HttpAnswer | Failure {
  const contentType = (response.headers.get('content-type') ?? '').toLowerCase()
  const html = contentType.includes('text/html') || looksLikeHtml(bytes)
  const empty = bytes.length === 0
  if (!response.ok || (request.expects !== 'anything' && (html || empty))) {
    const retryAfterMs = parseRetryAfter(response.headers.get('retry-after'), dateOf(response))
    return {
      stage: 'answer',
      status: response.status,
      html,
      page: html ? new TextDecoder().decode(bytes) : undefined,
      redirected: response.redirected,
      empty,
      message: html ? '' : serverMessage(bytes),
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
      sentTenant: Object.keys(request.headers ?? {}).some((name) => name.toLowerCase() === 'x-scope-orgid'),
      crossOrigin,
    }
  }
  const serverTimeMs = dateOf(response)
  return {
    status: response.status,
    bytes: bytes.buffer,
    contentType,
    ...(serverTimeMs === undefined ? {} : { serverAheadMs: serverTimeMs - Date.now() }),
  }
}

/** What asks for it takes as long before, and what is done with it after. */
const longestTaskMs = 8

type SizeFailure = Extract<Failure, { readonly stage: 'size' }>

/** What is said of an answer that is larger: the smaller of two limits, and whose it is. */
function sizeLimit({ mostListBytes }: HttpRequest, { maxBytes = defaultMaxBytes }: HttpOptions): SizeFailure {
  return mostListBytes !== undefined && mostListBytes < maxBytes
    ? { stage: 'size', limitBytes: mostListBytes, ofList: true }
    : { stage: 'size', limitBytes: maxBytes }
}

async function readBody(
  response: Response,
  request: HttpRequest,
  tooLarge: SizeFailure,
  heard: (bytes: number) => void,
): Promise<{ readonly bytes: Uint8Array<ArrayBuffer> } | Failure> {
  const declared = Number(response.headers.get('content-length') ?? Number.NaN)
  // Compressed on the way, the length is that of the compressed bytes and says nothing about ours.
  const plain = (response.headers.get('content-encoding') ?? 'identity') === 'identity'
  const expectedBytes = plain && declared > 0 ? declared : undefined
  if (expectedBytes !== undefined && expectedBytes > tooLarge.limitBytes) return tooLarge
  const body = new Body(expectedBytes)
  let receivedBytes = 0
  let breathedAtMs = performance.now()
  try {
    const reader = response.body?.getReader()
    while (reader !== undefined) {
      const { done, value } = await reader.read()
      if (done) break
      heard(value.length)
      body.add(value)
      receivedBytes += value.length
      if (receivedBytes > tooLarge.limitBytes) return tooLarge
      if (expectedBytes !== undefined) request.onProgress?.(Math.min(1, receivedBytes / expectedBytes))
      // What came while the page was busy is all there at once, and is one task without this.
      if (performance.now() - breathedAtMs < longestTaskMs) continue
      await nextMessage()
      breathedAtMs = performance.now()
    }
  } catch {
    return { stage: 'body', receivedBytes, ...(expectedBytes === undefined ? {} : { expectedBytes }) }
  }
  return { bytes: body.take() }
}

function isCrossOrigin(url: string, pageUrl: string | undefined): boolean {
  if (pageUrl === undefined) return false
  try {
    return new URL(url, pageUrl).origin !== new URL(pageUrl).origin
  } catch {
    return true
  }
}

/** Node says "fetch failed" and hides the reason one level deeper; browsers say nothing useful on purpose. */
function causeOf(error: unknown): string {
  const cause: unknown = error instanceof Error ? error.cause : undefined
  if (cause instanceof Error && 'code' in cause && typeof cause.code === 'string') return cause.code
  return ''
}
