/** What a website, a colleague's link and a raw socket try against the files that the servers of the page hand out. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { attacked, attackedServers } from '../testing/attackedServer.ts'

describe.each(attackedServers)('$name', ({ start }) => {
  const { dist, ask } = attacked(start)

  it('lets no other site read recordings and configuration, only the program and the public folder', async () => {
    const shared = async (path: string): Promise<string> => {
      const { status, headers } = await ask('GET', path, { Origin: 'https://evil.example' })
      return `${status} ${headers['access-control-allow-origin'] ?? '-'} ${String(headers['cross-origin-resource-policy'] ?? '-')}`
    }
    expect(await shared('/recordings/mine/recording.json')).toBe('200 - same-origin')
    expect(await shared('/trifold.config.json')).toBe('200 - same-origin')
    expect(await shared('/recordings/public/recording.json')).toBe('200 * -')
    expect(await shared('/assets/page-1a2b.js')).toBe('200 * -')
    // A private recording by way of the public folder.
    for (const way of ['..', '%2e%2e', '%2E.', '..%2f']) {
      expect(await shared(`/recordings/public/${way}/mine/recording.json`), way).not.toContain('*')
    }
  })

  it.each(['.env', '.git/config', '.git/', 'mine/.htpasswd', '%2eenv', 'mine/%2Ehtpasswd'])(
    'keeps %s to itself: a folder of recordings is easily a checkout',
    async (path) => {
      const { status, body } = await ask('GET', `/recordings/${path}`)
      expect(status).toBe(404)
      expect(body).not.toContain('secret')
    },
  )

  it.each(['mine/linked.pb.gz', 'mine/folder/key.txt', 'linked/key.txt', 'public/../mine/linked.pb.gz'])(
    'follows no link of a recording to what is elsewhere on the machine: %s',
    async (path) => {
      const { status, body } = await ask('GET', `/recordings/${path}`)
      expect(status).toBeGreaterThanOrEqual(400)
      expect(body).not.toContain('secret')
    },
  )

  it.each([
    '%2e%2e/%2e%2e/etc/passwd',
    '%252e%252e/mine/.htpasswd',
    '..%5c..%5cetc%5cpasswd',
    '%2e%2e%2f%2e%2e%2fetc/passwd',
    '....//....//etc/passwd',
    'mine/cpu.pb.gz%00.json',
    'mine/%c0%ae%c0%ae/recording.json',
  ])('hands out nothing for an address that climbs however it is written: %s', async (path) => {
    const { status, body } = await ask('GET', `/recordings/${path}`)
    expect(status).toBeGreaterThanOrEqual(400)
    expect(status).toBeLessThan(500)
    expect(body).not.toMatch(/secret|root:/)
  })

  it.each(['evil.html', 'evil.HTML', 'evil.svg', 'evil.js', 'evil.xml', 'evil', 'cpu.pb.gz'])(
    'makes no page and no script of this origin of what a recording holds: %s',
    async (file) => {
      if (file === 'evil.HTML') writeFileSync(join(dist(), 'recordings/mine', file), '<script src="evil.js"></script>')
      const { status, headers } = await ask('GET', `/recordings/mine/${file}`)
      expect(status).toBe(200)
      const isPage = /html$/i.test(file)
      expect(headers['content-type']).toMatch(
        isPage ? /^(text\/html|application\/octet-stream)/ : /^application\/octet-stream$/,
      )
      expect(headers['content-encoding']).toBeUndefined()
      expect(headers['x-content-type-options']).toBe('nosniff')
      const policy = String(headers['content-security-policy'])
      expect(policy).toMatch(isPage ? /^sandbox allow-scripts .*connect-src 'none'/ : /^sandbox; default-src 'none'/)
      expect(policy).not.toContain('allow-same-origin')
    },
  )

  it.each([
    'bytes=-99999999999999999999',
    'bytes=0-99999999999999999999',
    'bytes=1-0',
    'bytes=9-2',
    'bytes=a-b',
    'bytes=',
    `bytes=${Array.from({ length: 1000 }, (_, at) => `${at}-`).join(',')}`,
    'lines=1-2',
  ])('is still there after it was asked for %s', async (range) => {
    for (const path of ['/', '/assets/page-1a2b.js', '/recordings/mine/cpu.pb.gz', '/trifold.config.json'])
      expect((await ask('GET', path, { Range: range })).status).toBeLessThan(500)
    expect((await ask('GET', '/')).status).toBe(200)
  })

  it.each([
    '//',
    '///x',
    '/%',
    '/%zz',
    '/%00',
    '/\\..\\',
    '/a/../../..',
    '/%c0%ae%c0%ae/',
    '*',
    'http://evil.example/',
  ])('answers %s without a stack trace', async (path) => {
    const { status, body } = await ask('GET', path)
    expect(status).toBeLessThan(500)
    expect(body).not.toMatch(/node_modules|\.ts:\d+|at .*\(/)
  })
})
