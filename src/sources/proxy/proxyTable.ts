/**
 * The stores behind the page's own origin, from the environment, for `npm start` and `npm run dev`:
 *
 *   TRIFOLD_PYROSCOPE_URL=http://pyroscope:4040                 /pyroscope/…         that address
 *   TRIFOLD_PARCA_URL=http://parca:7070                         /parca/…             that address
 *   TRIFOLD_GO_PPROF_URL=orderbook=http://h:6060,b=http://…     /pprof/orderbook/…   its /debug/pprof/…, nothing else of it
 *
 * A page may only read from its own origin, and credentials stay on the server: user:password in an address is sent as basic
 * authentication by the proxy, TRIFOLD_PYROSCOPE_TOKEN and TRIFOLD_PARCA_TOKEN as a bearer token, as Grafana's service accounts have.
 */
import { pprofBase } from '../goPprof/endpoints.ts'
import type { ProxiedKind } from './calls.ts'

export interface ProxyEntry {
  readonly kind: ProxiedKind
  /** Of the page's own server: "/pprof/orderbook", without a slash at the end. */
  readonly path: string
  /** Scheme, host and the store's own path, without a slash at the end. */
  readonly target: string
  /** user:password */
  readonly auth?: string
  /** Sent as a bearer token, where the address has no user. */
  readonly token?: string
}

export interface ProxyTable {
  readonly entries: readonly ProxyEntry[]
  /** What the page's configuration says when it has no file of its own: these proxies as sources. */
  readonly sources: readonly {
    readonly kind: string
    readonly name: string
    readonly url: string
    readonly service?: string
  }[]
  readonly mistakes: readonly string[]
}

type Environment = Readonly<Record<string, string | undefined>>

/** @param saidAs where an address was written as something else than the variable, "--pyroscope": mistakes are about that */
export function proxyTable(env: Environment, saidAs: Readonly<Record<string, string>> = {}): ProxyTable {
  const entries: ProxyEntry[] = []
  const sources: ProxyTable['sources'][number][] = []
  const mistakes: string[] = []
  const wrong = (variable: string, what: string): void => {
    mistakes.push(`${saidAs[variable] ?? variable}: ${what}`)
  }
  const add = (
    variable: string,
    kind: ProxiedKind,
    path: string,
    address: string,
    toBase: (url: string) => string,
  ): boolean => {
    let url: URL
    try {
      url = new URL(address.trim())
      if (url.protocol !== 'http:' && url.protocol !== 'https:') throw new TypeError('not http')
    } catch {
      wrong(variable, `"${withoutPassword(address)}" is no http or https address`)
      return false
    }
    let auth: string | undefined
    try {
      if (url.username !== '') auth = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`
    } catch {
      wrong(variable, `the login of "${withoutPassword(address)}" has a % that must be written %25`)
      return false
    }
    url.username = ''
    url.password = ''
    const base = new URL(toBase(url.href))
    const target = `${base.origin}${base.pathname.replace(/\/+$/, '')}`
    const token = auth === undefined ? tokenOf(kind, env) : undefined
    if (token !== undefined && !/^[\x21-\x7e]+$/.test(token)) {
      wrong(tokenVariables[kind] ?? '', 'it has characters that no header may have')
      return false
    }
    entries.push({
      kind,
      path,
      target,
      ...(auth === undefined ? {} : { auth }),
      ...(token === undefined ? {} : { token }),
    })
    return true
  }
  const same = (url: string): string => url
  for (const [variable, kind] of [
    ['TRIFOLD_PYROSCOPE_URL', 'pyroscope'],
    ['TRIFOLD_PARCA_URL', 'parca'],
  ] as const) {
    const address = env[variable]
    if (address !== undefined && address !== '' && add(variable, kind, `/${kind}`, address, same))
      sources.push({ kind, name: kind, url: `/${kind}` })
  }
  const goVariable = 'TRIFOLD_GO_PPROF_URL'
  for (const { name, address } of goServices(env[goVariable] ?? '')) {
    if (!/^[a-z0-9][a-z0-9._-]*$/i.test(name)) {
      wrong(goVariable, `"${name}" cannot be a name: letters, digits, dots, dashes and underscores`)
    } else if (sources.some((source) => source.name === name)) {
      wrong(goVariable, `two services are called "${name}"; only the first is used`)
    } else if (add(goVariable, 'go-pprof', `/pprof/${name}`, address, pprofBase))
      sources.push({ kind: 'go-pprof', name, url: `/pprof/${name}`, service: name })
  }
  return { entries, sources, mistakes }
}

/** `name=url` pairs, or a single bare address, which is called "go". */
function goServices(text: string): readonly { readonly name: string; readonly address: string }[] {
  return text
    .split(/[,\s]+/)
    .filter(Boolean)
    .map((pair) => {
      const [, name = 'go', address = pair] = /^([^=:/]+)=(.*)$/.exec(pair) ?? []
      return { name, address }
    })
}

export const tokenVariables: Readonly<Partial<Record<ProxiedKind, string>>> = {
  pyroscope: 'TRIFOLD_PYROSCOPE_TOKEN',
  parca: 'TRIFOLD_PARCA_TOKEN',
}

function tokenOf(kind: ProxiedKind, env: Environment): string | undefined {
  const token = env[tokenVariables[kind] ?? '']?.trim()
  return token === '' ? undefined : token
}

const withoutPassword = (address: string): string => address.replace(/\/\/[^/@]*@/, '//…@')
