/** A store by its address, spoken to directly: there is no page and no proxy between, so the login is sent from here. */
import { explainLoadError, type Result, err, ok } from '../../core/base/result.ts'
import type { StoreConfig } from '../../sources/config/config.ts'
import { answer, type FailureRow, isLoginPage, said } from '../../sources/http/failure.ts'
import { createHttp, type Http } from '../../sources/http/http.ts'
import { parca } from '../../sources/parca/parca.ts'
import { pyroscope } from '../../sources/pyroscope/pyroscope.ts'
import { tokenVariables } from '../../sources/proxy/proxyTable.ts'
import type { ProfileSource } from '../../sources/source.ts'
import type { StoreAddress, StoreWindow } from './arguments.ts'
import { authorizationOf } from './login.ts'

export const storeTitles = { pyroscope: 'Pyroscope', parca: 'Parca' } as const

export function openStore({ kind, url, tenant, ...login }: StoreAddress): ProfileSource {
  const config: StoreConfig = {
    kind,
    name: kind,
    title: storeTitles[kind],
    url,
    headers: {},
    ...(tenant === undefined ? {} : { tenant }),
  }
  const authorization = authorizationOf(login)
  const isKnown = Object.keys(authorization).length > 0
  const http = patient(inTerminalWords(createHttp({ fetch: isKnown ? sending(authorization) : fetch }), kind, isKnown))
  const given = { http, config, now: () => Date.now() }
  return kind === 'pyroscope' ? pyroscope(given) : parca(given)
}

const sending =
  (authorization: Readonly<Record<string, string>>): typeof fetch =>
  (input, init = {}) =>
    fetch(input, { ...init, headers: { ...plain(init.headers), ...authorization } })

const plain = (headers: RequestInit['headers']): Record<string, string> => Object.fromEntries(new Headers(headers))

/** What a page says of its configuration, said of options. */
function inTerminalWords(http: Http, kind: StoreAddress['kind'], isKnown: boolean): Http {
  const address = `correct the address of --${kind}: it must be the base of the API, with its path`
  const variable = kind === 'pyroscope' ? 'TRIFOLD_PYROSCOPE_URL' : 'TRIFOLD_PARCA_URL'
  const rows: readonly FailureRow[] = [
    {
      id: 'tenant-option',
      matches: answer(401, /no org id|org ?id|tenant/i),
      code: 'refused',
      what: (failure) =>
        failure.stage === 'answer' && failure.sentTenant
          ? 'the store does not accept this tenant'
          : 'the store keeps several tenants apart and no tenant was sent',
      todo: 'say it with --tenant NAME',
    },
    {
      id: 'login-option',
      matches: answer(401),
      code: 'refused',
      what: (failure) =>
        `${isKnown ? 'the store does not accept the login that was sent' : 'the store wants to know who is asking'} (401)${said(failure)}`,
      todo: isKnown
        ? `correct the login, or see whether it has expired: it is user:password@ of the address or ${tokenVariables[kind]}`
        : `write user:password@ into the address, best in ${variable}, or a bearer token into ${tokenVariables[kind]}`,
    },
    {
      id: 'login-page-option',
      matches: (failure) => isLoginPage(failure) || answer([301, 302, 303, 307, 308])(failure),
      code: 'refused',
      what: () => 'a login page came back instead of data',
      todo: `give an address without a login page in front, best in ${variable}`,
    },
    {
      id: 'html-option',
      matches: (failure) => failure.stage === 'answer' && failure.status < 300 && failure.html,
      code: 'not-found',
      what: () => 'an HTML page came back instead of data, so this address belongs to something else',
      todo: address,
    },
    {
      id: 'address-option',
      matches: answer([404, 405, 410, 415]),
      code: 'not-found',
      what: (failure) =>
        `nothing that a ${storeTitles[kind]} answers is at this address (${failure.stage === 'answer' ? failure.status : 0})`,
      todo: address,
    },
  ]
  return {
    queue: http.queue,
    request: (request) => http.request({ ...request, explain: [...(request.explain ?? []), ...rows] }),
  }
}

/** A store that is asked too often is asked again when it says, a few times and not for long. */
const mostTries = 4
const longestWaitMs = 10_000

function patient(http: Http): Http {
  return {
    queue: http.queue,
    async request(request) {
      for (let tries = 1; ; tries++) {
        const answered = await http.request(request)
        if (answered.ok || tries === mostTries) return answered
        const { code, retryAfterMs } = answered.error
        // Refused for now; what does not answer at all would be waited for as long again.
        if (code !== 'refused' || retryAfterMs === undefined || retryAfterMs > longestWaitMs) return answered
        await new Promise((resolve) => setTimeout(resolve, retryAfterMs))
      }
    },
  }
}

/** How many names one line holds. */
const mostNamed = 12

/** The service that was asked for; without one a sentence with those there are. */
export async function knownService(
  store: ProfileSource,
  { service, window }: StoreWindow,
): Promise<Result<string, string>> {
  if (service !== '') return ok(service)
  const services = await store.services(window)
  if (!services.ok) return err(explainLoadError(services.error))
  const names = [...new Set(services.value.map(({ name }) => name))]
  if (names.length === 0) return err(`${store.title} has no service in this window`)
  const more = names.length > mostNamed ? ` and ${names.length - mostNamed} more` : ''
  return err(`say which service with --service; ${store.title} has ${names.slice(0, mostNamed).join(', ')}${more}`)
}
