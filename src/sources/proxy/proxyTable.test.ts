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
    expect(
      entries.map(({ match, options }) => [match, options.target, options.rewrite(`${match.slice(1)}heap?gc=1`)]),
    ).toEqual([
      ['^/pyroscope/', 'http://pyroscope:4040', '/base/heap?gc=1'],
      ['^/parca/', 'https://parca.example', '/heap?gc=1'],
      ['^/pprof/orderbook/', 'http://h:6060', '/debug/pprof/heap?gc=1'],
      ['^/pprof/pay/', 'http://h:7070', '/internal/pprof/heap?gc=1'],
    ])
    expect(entries[1]?.options.auth).toBe('me:p@ss')
    expect(sources.map(({ kind, name, url }) => [kind, name, url])).toEqual([
      ['pyroscope', 'pyroscope', '/pyroscope'],
      ['parca', 'parca', '/parca'],
      ['go-pprof', 'orderbook', '/pprof/orderbook'],
      ['go-pprof', 'pay', '/pprof/pay'],
    ])
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
  })
})
