import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildGoService, hasGo, type GoProgram, type GoService } from '../../../e2e/servers/goService.ts'
import { analyseCaptures } from '../../../e2e/servers/readCaptures.ts'
import { serve } from '../../../e2e/servers/serve.ts'
import { explainLoadError } from '../../core/base/result.ts'
import { openFiles } from '../files/openFiles.ts'
import { createHttp } from '../http/http.ts'
import { pprofBase } from './endpoints.ts'
import { openGoRecording, recordingZip } from './openGoRecording.ts'
import { preflight, whatIsOff } from './preflight.ts'
import { recordGo, type GoRecordRequest } from './recordGo.ts'

const http = createHttp({ fetch })
const requestTo = (url: string, more: Partial<GoRecordRequest> = {}): GoRecordRequest => ({
  http,
  address: { url, title: 'testservice', headers: {} },
  service: 'testservice',
  seconds: 4,
  everySeconds: 2,
  cores: 2,
  now: Date.now,
  ...more,
})

describe.skipIf(!hasGo)('a real Go service (skipped where there is no go command)', () => {
  let program: GoProgram
  let service: GoService
  beforeAll(async () => {
    program = buildGoService()
    // One for all that ask it the same way: each burns CPU and queues on its lock until it is closed.
    service = await program.start()
  }, 300_000)
  afterAll(() => service.close())

  it('is recorded with all views over the same time, and its lock is found', async () => {
    const { url } = service
    const shares: number[] = []
    const recorded = await recordGo(requestTo(url, { onProgress: (share) => shares.push(share) }))
    if (!recorded.ok) throw new Error(explainLoadError(recorded.error))
    const { recording, notes, isPartial } = recorded.value
    expect(notes).toEqual([])
    expect(isPartial).toBe(false)
    const count = (prefix: string): number => recording.captures.filter(({ file }) => file.startsWith(prefix)).length
    expect(['cpu-', 'allocs-delta', 'mutex-delta', 'block-delta', 'heap-', 'goroutine-'].map(count)).toEqual([
      2, 2, 2, 2, 3, 3,
    ])
    expect(shares.at(-1)).toBe(1)
    expect([...shares].sort((a, b) => a - b)).toEqual(shares)

    const opened = openGoRecording(recorded.value)
    if (opened.opens === undefined) throw new Error('nothing to open')
    const analysis = await analyseCaptures(opened, opened.opens, 2)
    for (const view of ['cpu', 'heap_live', 'heap_alloc', 'lock'] as const)
      expect(analysis.views[view].state, view).toBe('measured')
    const { cpu, lock } = analysis.views
    if (cpu.state !== 'measured' || lock.state !== 'measured') throw new Error('not measured')
    expect(cpu.coveredSeconds).toBeGreaterThan(3.5)
    // A busy machine answers late, and what it answers then covers more.
    expect(cpu.coveredSeconds).toBeLessThan(8)
    // Eight goroutines wait for one lock most of the time.
    expect(lock.total / 1e9 / lock.coveredSeconds).toBeGreaterThan(4)
    expect(lock.top[0]?.name).toBe('sync.(*Mutex).Lock')
  })

  it('saved as a zip and dropped again, is the same recording', async () => {
    const { url } = service
    const recorded = await recordGo(requestTo(url, { seconds: 1, everySeconds: 1 }))
    if (!recorded.ok) throw new Error(explainLoadError(recorded.error))
    const zip = recordingZip(recorded.value, 330)
    const reopened = await openFiles([{ path: 'saved.zip', blob: zip }], { maxInflatedBytes: 1e8 })
    expect(reopened.errors).toEqual([])
    const kept = recorded.value.recording.captures.map(({ file }) => file)
    expect(reopened.recordings[0]?.recording.captures.map(({ file }) => file)).toEqual(kept)
  })

  it('whose locks are not recorded says which line switches them on', async () => {
    const silent = await program.start('-mutex=0', '-block=0')
    const recorded = await recordGo(requestTo(silent.url, { seconds: 1, everySeconds: 1 }))
    silent.close()
    if (!recorded.ok) throw new Error(explainLoadError(recorded.error))
    expect(recorded.value.notes[0]).toMatch(/off in this service.*SetMutexProfileFraction\(100\)/)
    expect(recorded.value.notes[1]).toMatch(/SetBlockProfileRate/)
    expect(recorded.value.recording.missing).toMatchObject([{ kind: 'lock', reason: 'off' }])
  })

  it('that had waited for nothing when it was asked first, and has since, is not told that it records no waits', async () => {
    const { url } = service
    let isFirst = true
    const between = await serve(async ({ url: asked }) => {
      if (isFirst && asked.pathname.endsWith('/block')) {
        isFirst = false
        return { body: '--- contention:\ncycles/second=2400000000\n' }
      }
      const got = await fetch(`${url}${asked.pathname}${asked.search}`)
      return { status: got.status, body: new Uint8Array(await got.arrayBuffer()) }
    })
    const recorded = await recordGo(requestTo(between.url, { seconds: 1, everySeconds: 1 }))
    await between.close()
    if (!recorded.ok) throw new Error(explainLoadError(recorded.error))
    expect(isFirst).toBe(false)
    expect(recorded.value.notes).toEqual([])
    expect(recorded.value.recording.missing).toEqual([])
  })

  it('that is being profiled already gives everything but CPU, and says why', async () => {
    const { url } = service
    const other = fetch(`${url}/debug/pprof/profile?seconds=3`)
    await new Promise((resolve) => setTimeout(resolve, 300))
    const recorded = await recordGo(requestTo(url, { seconds: 1, everySeconds: 1 }))
    await (await other).arrayBuffer()
    if (!recorded.ok) throw new Error(explainLoadError(recorded.error))
    expect(recorded.value.recording.captures.some(({ kind }) => kind === 'cpu')).toBe(false)
    expect(recorded.value.recording.captures.some(({ kind }) => kind === 'heap')).toBe(true)
    expect(recorded.value.notes).toEqual([expect.stringMatching(/Go allows one at a time\. Wait until it ends/)])
    // The reason stays with the recording: whoever opens it later is told as well.
    const zip = recordingZip(recorded.value, 330)
    const reopened = await openFiles([{ path: 'saved.zip', blob: zip }], { maxInflatedBytes: 1e8 })
    expect(reopened.recordings[0]?.absent).toMatchObject([
      { kind: 'cpu', reason: 'failed', text: expect.stringMatching(/Go allows one at a time/) },
    ])
  })

  it('cancelled in the middle keeps the steps that were finished', async () => {
    const { url } = service
    const cancel = new AbortController()
    const recording = recordGo(requestTo(url, { seconds: 10, everySeconds: 1, signal: cancel.signal }))
    setTimeout(() => cancel.abort(), 2500)
    const recorded = await recording
    if (!recorded.ok) throw new Error(explainLoadError(recorded.error))
    expect(recorded.value.isPartial).toBe(true)
    expect(recorded.value.recording.captures.filter(({ kind }) => kind === 'cpu').length).toBeGreaterThan(0)
    const early = new AbortController()
    early.abort()
    const nothing = await recordGo(requestTo(url, { signal: early.signal }))
    expect(nothing).toMatchObject({ ok: false, error: { code: 'cancelled' } })
  })
})

it('a server whose WriteTimeout is too short, as Go before 1.23 or so refuses it, says what to do', async () => {
  const server = await serve(({ url }) =>
    url.search.includes('seconds=')
      ? { status: 400, body: "profile duration exceeds server's WriteTimeout\n" }
      : { body: '--- mutex:\nsampling period=1\n' },
  )
  const recorded = await recordGo(requestTo(server.url))
  await server.close()
  expect(recorded.ok ? '' : explainLoadError(recorded.error)).toMatch(/WriteTimeout of its http.Server.*shorter steps/)
})

describe('an address without net/http/pprof', () => {
  it('is told how to add it', async () => {
    const server = await serve(() => ({ status: 404, body: '404 page not found' }))
    const recorded = await recordGo(requestTo(server.url))
    await server.close()
    expect(recorded.ok ? '' : explainLoadError(recorded.error)).toMatch(
      /no net\/http\/pprof.*import _ "net\/http\/pprof"/,
    )
  })

  it('that answers with a web page is not mistaken for one', async () => {
    const server = await serve(() => ({ body: '<!doctype html><p>hello' }))
    const recorded = await recordGo(requestTo(server.url))
    await server.close()
    expect(recorded.ok ? '' : explainLoadError(recorded.error)).toMatch(/an HTML page came back/)
  })
})

it('older Go does not say its mutex fraction: an empty profile is told apart from a measured nothing', async () => {
  const server = await serve(() => ({ body: '--- mutex:\ncycles/second=2400000000\n' }))
  const locks = await preflight(http, { url: server.url, title: 'old', headers: {} })
  await server.close()
  if (!locks.ok) throw new Error(locks.error.what)
  expect(locks.value.mutexFraction).toBeUndefined()
  expect(whatIsOff(locks.value)[0]).toMatch(/empty since this service started/)
})

it('profiles are looked for where net/http/pprof puts them, or exactly where the address says', () => {
  expect(pprofBase('http://host:6060')).toBe('http://host:6060/debug/pprof')
  expect(pprofBase('http://host:6060/')).toBe('http://host:6060/debug/pprof')
  expect(pprofBase('https://page.example/pprof/orderbook/')).toBe('https://page.example/pprof/orderbook')
})
