import { describe, expect, it } from 'vitest'
import { sourceLink } from './sourceLink.ts'

const shop = { url: 'https://git.example/shop/blob/{revision}/{path}#L{line}', under: 'shop.example/' }

describe('the link of a place in the source', () => {
  it('leads into the repository of the configuration, at the revision that ran', () => {
    const known = { repository: shop, revision: '4f2a9c1' }
    expect(sourceLink('shop.example/book/place.go:42', known)).toBe(
      'https://git.example/shop/blob/4f2a9c1/book/place.go#L42',
    )
    expect(sourceLink('shop.example/book/place.go', known)).toBe('https://git.example/shop/blob/4f2a9c1/book/place.go')
    // What the profile says was running goes before what somebody configured once.
    expect(sourceLink('shop.example/a b.go:1', { repository: { ...shop, revision: 'v1' }, revision: 'v2' })).toBe(
      'https://git.example/shop/blob/v2/a%20b.go#L1',
    )
  })

  it('is none without a revision, for files of others, and for paths of a machine', () => {
    expect(sourceLink('shop.example/book/place.go:42', { repository: shop })).toBeUndefined()
    const known = { repository: shop, revision: 'v1' }
    for (const place of [
      'other.example/x.go:1',
      '/build/shop/book/place.go:42',
      'shop.example/../etc/passwd:1',
      '',
      'shop.example/',
    ])
      expect(sourceLink(place, known), place).toBeUndefined()
    const plain = { url: shop.url, revision: 'v1' }
    expect(sourceLink('/srv/app/views.py:7', { repository: plain })).toBeUndefined()
    expect(sourceLink('payments/views.py:7', { repository: plain })).toBe(
      'https://git.example/shop/blob/v1/payments/views.py#L7',
    )
    expect(sourceLink('x.py:7', { repository: { url: 'javascript:alert(1)//{path}' } })).toBeUndefined()
  })

  it('of a module is where its name and version say, of a commit where the version has one', () => {
    expect(sourceLink('github.com/jackc/pgx/v5@v5.7.1/conn.go:12', {})).toBe(
      'https://github.com/jackc/pgx/blob/v5.7.1/conn.go#L12',
    )
    expect(
      sourceLink('/home/build/go/pkg/mod/github.com/!burnt!sushi/toml@v0.0.0-20240102030405-0123456789ab/lex.go:3', {}),
    ).toBe('https://github.com/BurntSushi/toml/blob/0123456789ab/lex.go#L3')
    expect(sourceLink('example.com/x@v1.0.0/lex.go:3', {})).toBeUndefined()
  })

  it('of Go itself is in the release that ran; a package of the program that only looks like one is not taken for it', () => {
    const known = { runtime: 'go1.26.8' }
    expect(sourceLink('net/http/server.go:2294', known)).toBe(
      'https://github.com/golang/go/blob/go1.26.8/src/net/http/server.go#L2294',
    )
    expect(sourceLink('/usr/local/go/src/sync/mutex.go:46', known)).toBe(
      'https://github.com/golang/go/blob/go1.26.8/src/sync/mutex.go#L46',
    )
    for (const place of ['payments/cache.go:3', 'server.go:3', 'net/http/server.py:3'])
      expect(sourceLink(place, known), place).toBeUndefined()
    expect(sourceLink('net/http/server.go:2294', { runtime: 'python 3.11.7' })).toBeUndefined()
  })
})
