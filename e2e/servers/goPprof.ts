/** net/http/pprof as `record` asks it, answered from a shipped recording: for tests of what is around the recording, on machines without Go. */
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { serve, type TestServer } from './serve.ts'

const folder = join(import.meta.dirname, '../../public/recordings/orderbook')
const prefixes: Readonly<Record<string, string>> = {
  profile: 'cpu',
  allocs: 'heap',
  heap: 'heap',
  mutex: 'mutex',
  block: 'block',
  goroutine: 'goroutine',
}

export async function startGoPprof(): Promise<TestServer> {
  const files = readdirSync(folder)
  const asked = new Map<string, number>()
  return serve(async ({ url }) => {
    const name = url.pathname.replace(/^\/debug\/pprof\//, '')
    if (url.searchParams.get('debug') === '1')
      return { body: `--- ${name}:\ncycles/second=2400000000\nsampling period=100\n` }
    const prefix = prefixes[name]
    if (prefix === undefined) return { status: 404, body: 'Unknown profile\n' }
    const turn = asked.get(name) ?? 0
    asked.set(name, turn + 1)
    const mine = files.filter((file) => file.startsWith(`${prefix}-`))
    const seconds = Number(url.searchParams.get('seconds') ?? 0)
    if (seconds > 0) await new Promise((done) => setTimeout(done, seconds * 1000))
    return {
      headers: { 'content-type': 'application/octet-stream' },
      body: readFileSync(join(folder, mine[turn % mine.length] ?? '')),
    }
  })
}
