/** The README's nginx site, with test folders and ports put in, served by the distribution's real nginx. */
import { spawn, spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Debian puts it where ordinary users do not look. */
const program = ['nginx', '/usr/sbin/nginx'].find((path) => spawnSync(path, ['-v']).status === 0)
export const hasNginx = program !== undefined

export interface NginxOptions {
  /** Folder of the built page. */
  readonly dist: string
  readonly pyroscope?: string
  readonly parca?: string
  readonly goService?: string
}

export interface Nginx {
  readonly url: string
  close(): Promise<void>
}

/** The site as it is in the README. */
export const siteFile = (): string => readFileSync(new URL('nginx/trifold.conf', import.meta.url), 'utf8')

export async function startNginx(options: NginxOptions): Promise<Nginx> {
  if (program === undefined) throw new Error('there is no nginx on this machine')
  const home = mkdtempSync(join(tmpdir(), 'trifold-nginx-'))
  chmodSync(home, 0o755)
  for (const folder of ['snapshots', 'uploads', 'temp']) mkdirSync(join(home, folder))
  const port = await freePort()
  const replacements: readonly (readonly [string, string])[] = [
    ['listen 8080;', `listen 127.0.0.1:${port};`],
    ['root /srv/trifold/dist;', `root ${options.dist};`],
    ['root /srv/trifold/public;', `root ${fileURLToPath(new URL('../../public', import.meta.url))};`],
    ['root /srv/trifold;', `root ${home};`],
    ['/srv/trifold/uploads', join(home, 'uploads')],
    ['http://127.0.0.1:4040;', `${options.pyroscope ?? 'http://127.0.0.1:9'};`],
    ['http://127.0.0.1:7070;', `${options.parca ?? 'http://127.0.0.1:9'};`],
    ['http://127.0.0.1:6060;', `${options.goService ?? 'http://127.0.0.1:9'};`],
  ]
  let site = siteFile()
  for (const [from, to] of replacements) {
    if (!site.includes(from)) throw new Error(`the nginx site has no "${from}" any more`)
    site = site.replaceAll(from, to)
  }
  writeFileSync(join(home, 'site.conf'), site)
  const temp = (kind: string): string => `${kind}_temp_path ${join(home, 'temp')}/${kind};`
  // What a distribution has in its own nginx.conf, without its system folders.
  const asRoot = userInfo().uid === 0 ? 'user root;' : ''
  writeFileSync(
    join(home, 'nginx.conf'),
    `${asRoot} daemon off; worker_processes 1; pid ${home}/pid; error_log ${home}/error.log;
    events { worker_connections 64; }
    http {
      ${mimeTypes()}
      access_log off;
      ${['proxy', 'fastcgi', 'uwsgi', 'scgi'].map(temp).join(' ')}
      include ${home}/site.conf;
    }`,
  )
  const child = spawn(program, ['-p', home, '-e', join(home, 'error.log'), '-c', join(home, 'nginx.conf')], {
    stdio: 'inherit',
  })
  const ended = new Promise<void>((resolve) => child.on('close', () => resolve()))
  const url = `http://127.0.0.1:${port}`
  await untilItAnswers(url, () => child.exitCode !== null)
  return {
    url,
    async close() {
      child.kill()
      await ended
      rmSync(home, { recursive: true, force: true })
    },
  }
}

/** Debian's own list when it is there; the few types the page needs otherwise. */
function mimeTypes(): string {
  const few = 'types { text/html html; text/css css; text/javascript js; application/json json; image/svg+xml svg; }'
  return spawnSync('test', ['-f', '/etc/nginx/mime.types']).status === 0 ? 'include /etc/nginx/mime.types;' : few
}

async function freePort(): Promise<number> {
  const probe = createServer()
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve))
  const { port } = probe.address() as AddressInfo
  await new Promise((resolve) => probe.close(resolve))
  return port
}

async function untilItAnswers(url: string, hasEnded: () => boolean): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    if (hasEnded()) throw new Error('nginx ended at once; see what it printed')
    try {
      await fetch(url)
      return
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
  throw new Error(`nginx did not answer at ${url}`)
}

/** The built page, or undefined before it was built. */
export const distFolder = fileURLToPath(new URL('../../dist', import.meta.url))
