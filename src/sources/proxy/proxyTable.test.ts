import { describe, expect, it } from 'vitest'
import { proxyTable } from './proxyTable.ts'

describe('the proxies', () => {
  it('come from the environment, with the path of each address kept', () => {
    const { entries, sources, mistakes } = proxyTable({
      TRIFOLD_PYROSCOPE_URL: 'http://pyroscope:4040/base/',
      TRIFOLD_PARCA_URL: 'https://me:p%40ss@parca.example',
      TRIFOLD_GO_PPROF_URL: 'orderbook=http://h:6060, pay=http://h:7070/internal/pprof',
    })
    expect(mistakes).toEqual([])
    expect(entries).toEqual([
      { kind: 'pyroscope', path: '/pyroscope', target: 'http://pyroscope:4040/base' },
      { kind: 'parca', path: '/parca', target: 'https://parca.example', auth: 'me:p@ss' },
      { kind: 'go-pprof', path: '/pprof/orderbook', target: 'http://h:6060/debug/pprof' },
      { kind: 'go-pprof', path: '/pprof/pay', target: 'http://h:7070/internal/pprof' },
    ])
    expect(sources.map(({ kind, name, url }) => [kind, name, url])).toEqual([
      ['pyroscope', 'pyroscope', '/pyroscope'],
      ['parca', 'parca', '/parca'],
      ['go-pprof', 'orderbook', '/pprof/orderbook'],
      ['go-pprof', 'pay', '/pprof/pay'],
    ])
  })

  it('send a bearer token of the environment, and a user of the address rather than that', () => {
    const tokens = { TRIFOLD_PYROSCOPE_TOKEN: ' glsa_x ', TRIFOLD_PARCA_TOKEN: 'y' }
    const { entries } = proxyTable({
      TRIFOLD_PYROSCOPE_URL: 'https://grafana.example/api/datasources/proxy/uid/p',
      TRIFOLD_PARCA_URL: 'https://me:p@parca.example',
      TRIFOLD_GO_PPROF_URL: 'http://h:6060',
      ...tokens,
    })
    expect(entries.map(({ auth, token }) => ({ auth, token }))).toEqual([
      { auth: undefined, token: 'glsa_x' },
      { auth: 'me:p', token: undefined },
      { auth: undefined, token: undefined },
    ])
    // A token with a line break would be a header of its own; the sentence has nothing of it.
    const { mistakes } = proxyTable({ TRIFOLD_PYROSCOPE_URL: 'http://p', TRIFOLD_PYROSCOPE_TOKEN: 'secret\nX: y' })
    expect(mistakes).toEqual(['TRIFOLD_PYROSCOPE_TOKEN: it has characters that no header may have'])
  })

  it('are none without the environment, and a bare address of a Go service is called go', () => {
    expect(proxyTable({}).entries).toEqual([])
    expect(proxyTable({ TRIFOLD_GO_PPROF_URL: 'http://h:6060' }).sources).toEqual([
      { kind: 'go-pprof', name: 'go', url: '/pprof/go', service: 'go' },
    ])
  })

  it('name mistakes without showing a password', () => {
    expect(
      proxyTable({
        TRIFOLD_PYROSCOPE_URL: 'ftp://me:secret@host',
        TRIFOLD_GO_PPROF_URL: 'a=http://x,a=http://y,b c=http://z',
      }).mistakes,
    ).toEqual([
      'TRIFOLD_PYROSCOPE_URL: "ftp://…@host" is no http or https address',
      'TRIFOLD_GO_PPROF_URL: two services are called "a"; only the first is used',
      'TRIFOLD_GO_PPROF_URL: "b" is no http or https address',
    ])
    expect(proxyTable({ TRIFOLD_PARCA_URL: 'http://me:100%@host' }).mistakes).toEqual([
      'TRIFOLD_PARCA_URL: the login of "http://…@host" has a % that must be written %25',
    ])
  })

  it('name the option where the address was written as one, and the variable where it was not', () => {
    const env = { TRIFOLD_PYROSCOPE_URL: 'pyroscope:4040', TRIFOLD_PARCA_URL: 'x', TRIFOLD_GO_PPROF_URL: '?=http://x' }
    const saidAs = { TRIFOLD_PYROSCOPE_URL: '--pyroscope', TRIFOLD_GO_PPROF_URL: '--go' }
    expect(proxyTable(env, saidAs).mistakes).toEqual([
      '--pyroscope: "pyroscope:4040" is no http or https address',
      'TRIFOLD_PARCA_URL: "x" is no http or https address',
      '--go: "?" cannot be a name: letters, digits, dots, dashes and underscores',
    ])
  })
})
