/**
 * Every way a request can fail, as a sentence with a next step. A table, so that it can be read and tested row by row;
 * a source puts its own rows in front (`HttpRequest.explain`).
 */
import type { SourceError } from '../source.ts'
import { type Failure, type FailureRow, answer, isLoginPage, said } from './failure.ts'

const statusOf = (failure: Failure): number => (failure.stage === 'answer' ? failure.status : 0)

/** What makes a list long is a label with a value per request, or very many processes. */
const narrower =
  'name the service in the link and narrow it by a label (service=orders&label.pod=orders-2), or take a shorter window'

/** Cookies of a login reach a store behind the page's own origin; a server of the page passes none on. */
const logIn =
  'log in to that server in another tab, then reload; where npm start or trifold serve stands between, give it the login in the address of the store (http://user:password@…), or an address without a login page'

export const failureRows: readonly FailureRow[] = [
  {
    id: 'cancelled',
    matches: (failure) => failure.stage === 'cancelled',
    code: 'cancelled',
    what: () => 'the request was cancelled',
    todo: 'ask again if it is still wanted',
  },
  {
    id: 'drip',
    matches: (failure) => failure.stage === 'timeout' && failure.receivedBytes !== undefined,
    code: 'timeout',
    what: (failure) =>
      failure.stage === 'timeout'
        ? `only ${(failure.receivedBytes ?? 0).toLocaleString('en-GB')} bytes came in ${Math.round(failure.afterMs / 1000)} s, so the request was ended here`
        : '',
    todo: 'see what stands between here and the server, or take a shorter window',
  },
  {
    id: 'timeout',
    matches: (failure) => failure.stage === 'timeout',
    code: 'timeout',
    what: (failure) =>
      `nothing came for ${failure.stage === 'timeout' ? Math.round(failure.afterMs / 1000) : 0} s, so the request was ended here`,
    todo: 'take a shorter window, or see whether the server is overloaded',
    retryAfterMs: 2000,
  },
  {
    id: 'without-origin',
    matches: (failure) => failure.stage === 'network' && failure.withoutOrigin === true,
    code: 'network',
    what: () =>
      'this page is in a frame whose sandbox leaves it no origin, so it may not read the data of its own server',
    todo: 'let the frame say sandbox="allow-scripts allow-same-origin", embed a snapshot instead, or put the recording into recordings/public/, which every website may read',
  },
  {
    id: 'cors-or-network',
    matches: (failure) => failure.stage === 'network' && failure.crossOrigin,
    code: 'network',
    what: () =>
      'the browser got no answer it may read: either the server cannot be reached, or it does not let pages of another origin call it (CORS)',
    todo: 'put the server behind the same origin as this page (npm start does it from TRIFOLD_PYROSCOPE_URL and the like, the README has the nginx lines), or see whether it runs',
    retryAfterMs: 1000,
  },
  {
    id: 'no-answer',
    // A browser that follows to a login page of another address may not say so; anything else names its reason.
    matches: (failure) => failure.stage === 'network' && failure.detail === '',
    code: 'network',
    what: () => 'the server could not be reached, or a login page is in front of it',
    todo: 'see whether it runs and whether this machine is online; where there is a login, log in in another tab, then reload',
    retryAfterMs: 1000,
  },
  {
    id: 'network',
    matches: (failure) => failure.stage === 'network',
    code: 'network',
    what: (failure) =>
      `the server could not be reached${failure.stage === 'network' && failure.detail !== '' ? ` (${failure.detail})` : ''}`,
    todo: 'see whether it runs and whether this machine is online',
    retryAfterMs: 1000,
  },
  {
    id: 'cut-off',
    matches: (failure) => failure.stage === 'body',
    code: 'truncated',
    what: (failure) =>
      failure.stage === 'body'
        ? `the answer broke off after ${count(failure.receivedBytes)} bytes${failure.expectedBytes === undefined ? '' : ` of ${count(failure.expectedBytes)}`}`
        : '',
    todo: 'ask again; when it happens at the same place each time, take a shorter window',
    retryAfterMs: 1000,
  },
  {
    id: 'list-too-large',
    matches: (failure) => failure.stage === 'size' && failure.ofList === true,
    code: 'too-large',
    what: (failure) =>
      `the list it answers with is larger than ${failure.stage === 'size' ? Math.round(failure.limitBytes / 1e6) : 0} MB, the most that this page reads of one`,
    todo: narrower,
  },
  {
    id: 'list-too-long',
    matches: (failure) => failure.stage === 'count',
    code: 'too-large',
    what: (failure) =>
      failure.stage === 'count'
        ? `it answers with more than ${count(failure.most)} ${failure.of}, the most that this page reads of one list`
        : '',
    todo: narrower,
  },
  {
    id: 'too-large',
    matches: (failure) => failure.stage === 'size',
    code: 'too-large',
    what: (failure) =>
      `the answer is larger than ${failure.stage === 'size' ? count(failure.limitBytes) : 0} bytes, the limit set for this page`,
    todo: 'take a shorter window, choose one instance, or raise limits.downloadMB in trifold.config.json',
  },
  {
    id: 'login-page',
    matches: isLoginPage,
    code: 'refused',
    what: () => 'a login page came back instead of data',
    todo: logIn,
  },
  {
    id: 'sent-elsewhere',
    matches: answer([301, 302, 303, 307, 308]),
    code: 'refused',
    what: (failure) => `the server sends who asks on to another address, as a login does (${statusOf(failure)})`,
    todo: logIn,
  },
  {
    id: 'html-page',
    matches: (failure) => failure.stage === 'answer' && failure.status < 300 && failure.html,
    code: 'not-found',
    what: () => 'an HTML page came back instead of data, so this address belongs to something else',
    todo: 'correct the URL in trifold.config.json: it must be the base of the API, with its path, and the proxy must forward it',
  },
  {
    id: 'empty-answer',
    matches: (failure) => failure.stage === 'answer' && failure.status < 300 && failure.empty,
    code: 'empty',
    what: () => 'the answer has no bytes in it',
    todo: 'choose a window in which the service ran and was profiled',
  },
  {
    id: 'tenant-missing',
    matches: answer(401, /no org id|org ?id|tenant/i),
    code: 'refused',
    what: (failure) =>
      failure.stage === 'answer' && failure.sentTenant
        ? 'the server does not accept the tenant of the configuration'
        : 'the server keeps several tenants apart and no tenant was sent',
    todo: 'set "tenant" for this source in trifold.config.json (it is sent as X-Scope-OrgID)',
  },
  {
    id: 'unauthorised',
    matches: answer(401),
    code: 'refused',
    what: (failure) => `the server wants to know who is asking (401)${said(failure)}`,
    todo: 'let the proxy in front of it add the credentials, or correct those it adds; they do not belong in this page',
  },
  {
    id: 'forbidden',
    matches: answer(403),
    code: 'refused',
    what: (failure) => `the server does not allow this (403)${said(failure)}`,
    todo: 'ask for read access to the profiles of this service, or correct the tenant',
  },
  {
    id: 'not-found',
    matches: answer([404, 410]),
    code: 'not-found',
    what: (failure) => `nothing is at this address (${statusOf(failure)})`,
    todo: 'correct the URL in trifold.config.json: it must be the base of the API, with its path',
  },
  {
    id: 'method-not-allowed',
    matches: answer(405),
    code: 'refused',
    what: () => 'the server does not take this kind of request (405), so this is another program or an older version',
    todo: 'correct the URL and the "kind" of this source in trifold.config.json',
  },
  {
    id: 'wrong-content-type',
    matches: answer(415),
    code: 'unsupported',
    what: () => 'the server does not understand the form of the request (415)',
    todo: 'see whether the URL leads to the kind of server that the configuration says',
  },
  {
    id: 'request-too-large',
    matches: answer([413, 414]),
    code: 'refused',
    what: (failure) => `a proxy on the way finds the request too long (${statusOf(failure)})`,
    todo: 'choose fewer labels, or raise the limit of the proxy',
  },
  {
    id: 'message-limit',
    matches: answer([429, 500], /larger than max|message size|exceeds? (the )?(maximum|limit).*bytes/i),
    code: 'too-large',
    what: (failure) => `the profile of this window is larger than the server can hand out${said(failure)}`,
    todo: 'take a shorter window, or choose one instance',
  },
  {
    id: 'rate-limit',
    matches: answer(429),
    code: 'refused',
    what: (failure) =>
      `the server is asked too often (429)${failure.stage === 'answer' && failure.retryAfterMs !== undefined ? ` and wants ${Math.ceil(failure.retryAfterMs / 1000)} s of peace` : ''}`,
    todo: 'wait a moment, then ask again',
    retryAfterMs: 5000,
  },
  {
    id: 'bad-request',
    matches: answer(400),
    code: 'refused',
    what: (failure) => `the server does not accept the question (400)${said(failure)}`,
    todo: 'take another window or selection; if it stays, the server may be of a version not known here',
  },
  {
    id: 'bad-gateway',
    matches: answer(502),
    code: 'network',
    what: () => 'the proxy could not reach the server behind it (502)',
    todo: 'see whether the server runs and whether the proxy has the right address for it',
    retryAfterMs: 2000,
  },
  {
    id: 'unavailable',
    matches: answer(503),
    code: 'network',
    what: () => 'the server is not ready (503)',
    todo: 'wait until it has started, then ask again',
    retryAfterMs: 3000,
  },
  {
    id: 'gateway-timeout',
    matches: answer(504),
    code: 'timeout',
    what: () => 'the server took too long for this window (504)',
    todo: 'take a shorter window, or choose one instance',
  },
  {
    id: 'not-implemented',
    matches: answer(501),
    code: 'unsupported',
    what: () => 'this version of the server cannot answer that (501)',
    todo: 'update the server',
  },
  {
    id: 'server-error',
    matches: (failure) => failure.stage === 'answer' && failure.status >= 500,
    code: 'network',
    what: (failure) => `the server failed (${statusOf(failure)})${said(failure)}`,
    todo: 'look into the log of the server; asking again may help',
    retryAfterMs: 2000,
  },
  {
    id: 'other-status',
    matches: () => true,
    code: 'refused',
    what: (failure) => `the server answered with status ${statusOf(failure)}${said(failure)}`,
    todo: 'see whether the URL in trifold.config.json leads to the right server',
  },
]

export function explainFailure(where: string, failure: Failure, ownRows: readonly FailureRow[] = []): SourceError {
  const row = [...ownRows, ...failureRows].find((candidate) => candidate.matches(failure))
  if (row === undefined) throw new Error('the last row of failureRows matches everything')
  const asked = failure.stage === 'answer' ? failure.retryAfterMs : undefined
  const retryAfterMs = row.retryAfterMs === undefined ? undefined : (asked ?? row.retryAfterMs)
  return {
    code: row.code,
    where,
    what: row.what(failure),
    todo: row.todo,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  }
}

const count = (value: number): string => value.toLocaleString('en-GB')
