import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { defaultMaxInflatedBytes } from '../../core/analyst/readParsed.ts'
import { resolveLinked } from './address.ts'
import { defaultConfig, parseConfig } from './config.ts'

const page = 'https://trifold.example/tools/index.html'
const parse = (value: unknown): ReturnType<typeof parseConfig> => parseConfig(JSON.stringify(value), page)
const mistakesOf = (value: unknown): readonly string[] =>
  parse(value).mistakes.map((mistake) => mistake.replace('trifold.config.json: ', ''))

describe('the configuration', () => {
  it('is read with everything it says', () => {
    const { config, mistakes } = parse({
      sources: [
        { kind: 'pyroscope', name: 'prod', url: '/pyroscope', tenant: 'team-a', headers: { 'X-Region': 'ap' } },
        { kind: 'parca', name: 'edge', title: 'Edge', url: 'https://parca.example/base/', serviceLabel: 'job' },
        { kind: 'go-pprof', name: 'orderbook', url: '../pprof/orderbook', service: 'orderbook' },
        { kind: 'recordings', title: 'Incidents', url: 'https://files.example/incidents/' },
      ],
      services: { 'payments-api': { cores: 4, thresholds: { 'contention-bound': { lock_wait_pct: 50 } } } },
      zone: 'UTC',
      limits: { inflatedMB: 2000 },
      snapshotStore: '/snapshots/',
      events: '/events.json',
    })
    expect(mistakes).toEqual([])
    expect(config.stores.map(({ name, url }) => [name, url])).toEqual([
      ['prod', 'https://trifold.example/pyroscope'],
      ['edge', 'https://parca.example/base'],
      ['orderbook', 'https://trifold.example/pprof/orderbook'],
    ])
    expect(config.stores[0]).toMatchObject({ tenant: 'team-a', headers: { 'X-Region': 'ap' } })
    expect(config.recordings).toEqual([{ title: 'Incidents', url: 'https://files.example/incidents' }])
    expect(config.services.get('payments-api')).toEqual({
      cores: 4,
      thresholds: { 'contention-bound': { lock_wait_pct: 50 } },
    })
    expect(config.limits.inflatedBytes).toBe(2e9)
    expect(config.snapshotStore).toBe('https://trifold.example/snapshots')
    expect(config.events).toBe('https://trifold.example/events.json')
    expect(config.allowedOrigins).toContain('https://files.example')
  })

  it('that is empty gives the shipped recordings and the default limits', () => {
    expect(parse({})).toEqual({ config: defaultConfig(page), mistakes: [] })
    expect(defaultConfig(page).limits.inflatedBytes).toBe(defaultMaxInflatedBytes)
    expect(defaultConfig(page).recordings[0]?.url).toBe('https://trifold.example/tools/recordings')
  })

  it('that is no JSON gives the defaults and one message', () => {
    const { config, mistakes } = parseConfig('{ sources: [] }', page)
    expect(config).toEqual(defaultConfig(page))
    expect(mistakes).toHaveLength(1)
    expect(mistakes[0]).toMatch(/^trifold\.config\.json: it is not JSON/)
  })

  const source = { kind: 'pyroscope', name: 'prod', url: '/pyroscope' }
  it.each([
    [{ ...source, url: 'javascript:alert(1)' }, 'sources[0].url: must be an http or https address, not javascript:'],
    [{ ...source, url: 'file:///etc/passwd' }, 'sources[0].url: must be an http or https address, not file:'],
    [
      { ...source, url: 'https://me:secret@p.example' },
      'sources[0].url: must not carry a user name or password: let the proxy add them',
    ],
    [{ ...source, url: '/pyroscope?x=1' }, 'sources[0].url: must not have a ? or # part'],
    [{ ...source, url: 'http://[bad' }, 'sources[0].url: is no address'],
    [{ kind: 'pyroscope' }, 'sources[0].url: is missing'],
    [{ url: '/x' }, 'sources[0].kind: is missing: pyroscope, parca, go-pprof or recordings'],
    [
      { ...source, kind: 'datadog' },
      'sources[0].kind: must be one of pyroscope, parca, go-pprof, recordings; is "datadog"',
    ],
    [{ ...source, name: 'a/b' }, 'sources[0].name: may have letters, digits, spaces, dots, dashes and underscores'],
  ])('loses a source with a mistake in it: %j', (entry, message) => {
    expect(mistakesOf({ sources: [entry, { ...source, name: 'good' }] })).toEqual([message])
    expect(parse({ sources: [entry, { ...source, name: 'good' }] }).config.stores.map(({ name }) => name)).toEqual([
      'good',
    ])
  })

  it('keeps secrets and impossible headers out, and the source in', () => {
    const headers = {
      Authorization: 'Bearer x',
      Cookie: 'a',
      'X-Api-Key': 'k',
      Host: 'h',
      'bad name': 'x',
      'X-Ok': 'yes',
    }
    const { config, mistakes } = parse({ sources: [{ ...source, headers }] })
    expect(config.stores[0]?.headers).toEqual({ 'X-Ok': 'yes' })
    expect(mistakes).toHaveLength(5)
    expect(mistakes[0]).toMatch(/every visitor can read this file/)
  })

  it('names every other mistake with its place', () => {
    expect(
      mistakesOf({
        sources: [source, source],
        zone: 'Mars/Olympus',
        limits: { inflatedMB: 0 },
        snapshotStore: 'ftp://x',
        services: { a: { cores: -1, thresholds: { 'cpu-bound': { alloc_rate_mb_s: 1 }, nonsense: {} } }, b: 4 },
        allowedOrigins: ['nowhere'],
      }),
    ).toEqual([
      'sources: two sources are called "prod"; only the first is used',
      'zone: "Mars/Olympus" is no time zone; use a name like Asia/Kolkata or UTC',
      'snapshotStore: must be an http or https address, not ftp:',
      'services.a.cores: must be at least 0.001, is -1',
      'services.a.thresholds.cpu-bound.alloc_rate_mb_s: is not compared by this rule, which looks at cpu_user_pct, lock_wait_pct, live_heap_slope_mb_h',
      'services.a.thresholds.nonsense: is no rule; the rules are contention-bound, gc-pressure, slow-leak, cascading-failure, cpu-bound',
      'services.b: must be an object, is 4',
      'limits.inflatedMB: must be at least 1, is 0',
      'allowedOrigins[0]: must be an origin like https://recordings.example.org',
    ])
  })

  it('never throws, whatever JSON it is given', () => {
    const keys = ['sources', 'services', 'zone', 'limits', 'snapshotStore', 'allowedOrigins']
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(...keys), (value, key) => {
        parse({ [key]: value })
        parse({ sources: [{ ...source, [key]: value }] })
        parse(value)
      }),
    )
  })
})

describe('an address out of a link', () => {
  const open = (text: string): string => {
    const resolved = resolveLinked(text, page, ['https://files.example'])
    return resolved.ok ? resolved.value : resolved.error.what
  }
  it('of this origin or an allowed one is opened', () => {
    expect(open('recordings/orderbook/')).toBe('https://trifold.example/tools/recordings/orderbook/')
    expect(open('https://files.example/x/')).toBe('https://files.example/x/')
  })
  it('of any other origin, scheme or with a password is refused', () => {
    expect(open('https://evil.example/x')).toMatch(/has not been allowed/)
    expect(open('//evil.example/x')).toMatch(/has not been allowed/)
    expect(open('javascript:alert(1)')).toMatch(/must be an http/)
    expect(open('data:text/html,x')).toMatch(/must be an http/)
    expect(open('https://u:p@files.example/')).toMatch(/password/)
  })

  it('knows where the source of a service can be read; an address without a place for the path costs itself only', () => {
    const source = { url: 'https://git.example/shop/blob/{revision}/{path}#L{line}', revision: 'v1.4', under: 'shop/' }
    expect(parse({ services: { shop: { cores: 4, source } } }).config.services.get('shop')).toEqual({
      cores: 4,
      source,
    })
    const wrong = {
      shop: { cores: 4, source: { url: 'https://git.example/shop/' } },
      old: { source: { url: 'javascript:{path}' } },
    }
    expect(parse({ services: wrong }).config.services.get('shop')).toEqual({ cores: 4 })
    expect(mistakesOf({ services: wrong })).toEqual([
      'services.shop.source.url: must say with {path} where the path of a file goes',
      'services.old.source.url: must begin with https://',
    ])
  })
})
