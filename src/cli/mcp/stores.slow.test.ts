/** The tools on a store, spoken to as an agent does: a real server of the protocol, a store that answers as a real one. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Transport } from '@modelcontextprotocol/server'
import { afterAll, afterEach, expect, it } from 'vitest'
import { calm, parcaServices, pyroscopeServices } from '../../../e2e/servers/drawnServices.ts'
import { startParca } from '../../../e2e/servers/parca.ts'
import { startPyroscope } from '../../../e2e/servers/pyroscope.ts'
import { drawn, later, orders, window } from '../../../e2e/servers/realStores.ts'
import type { TestServer } from '../../../e2e/servers/serve.ts'
import type { StoreAddress } from '../store/arguments.ts'
import { confineTo } from './confine.ts'
import { serverOf } from './tools.ts'

const running: TestServer[] = []
const folder = mkdtempSync(join(tmpdir(), 'trifold-mcp-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
afterEach(async () => {
  await Promise.all(running.splice(0).map((one) => one.close()))
})

interface Message {
  readonly id?: number
  readonly result?: {
    readonly isError?: boolean
    readonly content?: readonly { readonly text: string }[]
    readonly tools?: readonly { readonly name: string }[]
  }
}

/** Calls of one agent, in order. */
async function agent(stores: readonly StoreAddress[], folders: readonly string[] = []) {
  const confined = confineTo(folders)
  if (!confined.ok) throw new Error(confined.error)
  const waiting = new Map<number, (message: Message) => void>()
  const wire: Transport = {
    start: () => Promise.resolve(),
    close: () => Promise.resolve(),
    send: (message: object) => {
      const { id } = message as Message
      if (id !== undefined) waiting.get(id)?.(message as Message)
      return Promise.resolve()
    },
  }
  await serverOf({ confined: confined.value, stores }, '1.0.0').connect(wire)
  let ids = 0
  const ask = (method: string, params: Record<string, unknown>): Promise<Message> =>
    new Promise((resolve) => {
      const id = ++ids
      waiting.set(id, resolve)
      wire.onmessage?.({ jsonrpc: '2.0', id, method, params })
    })
  await ask('initialize', { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 't', version: '1' } })
  const call = async (name: string, given: object): Promise<{ readonly isError: boolean; readonly text: string }> => {
    const { result } = await ask('tools/call', { name, arguments: given })
    return { isError: result?.isError === true, text: result?.content?.[0]?.text ?? '' }
  }
  return {
    tools: async () => (await ask('tools/list', {})).result?.tools?.map(({ name }) => name) ?? [],
    call,
    json: async (name: string, given: object): Promise<Record<string, unknown>> => {
      const { isError, text } = await call(name, given)
      expect([isError, text.slice(0, 300)]).toEqual([false, text.slice(0, 300)])
      return JSON.parse(text) as Record<string, unknown>
    },
  }
}

async function pyroscope(): Promise<StoreAddress> {
  const services = [
    ...pyroscopeServices('orders', orders, drawn),
    ...pyroscopeServices('calm', [calm('calm-0')], drawn),
  ]
  const server = await startPyroscope({ services, nowMs: later })
  running.push(server)
  return { kind: 'pyroscope', url: server.url, auth: 'me:p@ss:word' }
}

async function parca(): Promise<StoreAddress> {
  const server = await startParca({ services: parcaServices('orders', orders, drawn), plainNotFound: true })
  running.push(server)
  return { kind: 'parca', url: server.url }
}

const at = { from: new Date(window.fromMs).toISOString(), until: String(window.untilMs) }

it.each([
  ['Pyroscope', pyroscope],
  ['Parca', parca],
])('a window of %s is diagnosed, process by process, and asked further by its functions', async (_name, start) => {
  const { json } = await agent([await start()])
  const answer = await json('diagnose', { service: 'orders', ...at, cores: 1 })
  expect(answer['diagnosis']).toMatchObject({ pattern: 'contention-bound' })
  expect(answer['processes']).toMatchObject({ of: 4, members: ['orders-2'], pattern: 'contention-bound' })
  const { window: shown } = answer as { readonly window: { readonly from: string; readonly until: string } }
  expect(Date.parse(shown.from)).toBe(window.fromMs)

  // As it was answered, it can be asked again.
  const top = await json('top_functions', { service: 'orders', from: shown.from, until: shown.until, view: 'lock' })
  expect(top['window']).toEqual({ from: at.from, until: new Date(window.untilMs).toISOString() })
  const { rows } = top as { readonly rows: readonly { readonly name: string }[] }
  expect(rows.map(({ name }) => name)).toContain('app.(*Book).Add')
  const around = await json('callers_and_callees', { service: 'orders', ...at, view: 'lock', name: 'app.(*Book).Add' })
  expect(JSON.stringify(around)).toContain('sync.(*Mutex).Lock')

  const one = await json('diagnose', { service: 'orders', labels: { pod: 'orders-1' }, ...at, cores: 1 })
  expect(one['diagnosis']).toMatchObject({ pattern: 'no-clear-pattern' })
  expect(one['processes']).toMatchObject({ of: 1, each: [{ name: 'orders-1', standing: 'quiet' }] })
})

it('two parts and two windows are compared, and both sides keep their processes', async () => {
  const { json, call } = await agent([await pyroscope()])
  const parts = await json('compare', {
    head: { service: 'orders', labels: { pod: 'orders-2' }, ...at },
    base: { labels: { pod: 'orders-1' } },
    cores: 1,
  })
  expect(parts['base']).toMatchObject({ processes: { each: [{ name: 'orders-1' }] } })
  expect(parts['head']).toMatchObject({ processes: { each: [{ name: 'orders-2' }] } })
  const windows = await json('compare', {
    head: { service: 'orders', from: '2026-11-28T10:16:20Z', until: '2026-11-28T10:20:00Z' },
    base: { before: '5m' },
    cores: 1,
  })
  expect(windows['head']).toMatchObject({ processes: { of: 4, pattern: 'contention-bound' } })
  expect(windows['base']).toMatchObject({ processes: { of: 4, pattern: null } })
  const same = await call('compare', { head: { service: 'orders', ...at }, base: {} })
  expect(same).toMatchObject({ isError: true, text: expect.stringMatching(/say what it is compared with/) })
})

it('the services of the store are listed, the sick one first', async () => {
  const { json, tools } = await agent([await pyroscope()])
  expect(await tools()).toContain('services')
  const { services } = (await json('services', at)) as { readonly services: readonly { readonly service: string }[] }
  expect(services.map(({ service }) => service)).toEqual(['orders', 'calm'])
  expect(services[0]).toMatchObject({ text: expect.stringContaining('orders-2'), processes: 4 })
})

it('what is asked wrongly is answered in one sentence, and no password is in any', async () => {
  const [one, other] = [await pyroscope(), await parca()]
  const { call } = await agent([one, other], [folder])
  const asks: readonly (readonly [string, object, RegExp])[] = [
    ['diagnose', {}, /say which store: pyroscope or parca/],
    ['diagnose', { store: 'pyroscope', ...at }, /say which service with --service; Pyroscope has calm, orders/],
    ['diagnose', { store: 'parca', service: 'nope', ...at }, /Parca: /],
    ['diagnose', { store: 'pyroscope', service: '--parca=http://127.0.0.1:1', ...at }, /it has nothing of --parca=/],
    ['diagnose', { store: 'pyroscope', service: 'orders', last: 'x' }, /--last needs a length/],
    ['diagnose', { store: 'pyroscope', service: 'orders', paths: ['a'] }, /ask about one of them/],
    ['diagnose', { store: 'http://127.0.0.1:1', service: 'orders' }, /./],
    ['diagnose', { paths: ['/etc/passwd'] }, /not below the folders/],
    ['top_functions', { store: 'pyroscope', service: 'nope', view: 'cpu', ...at }, /it has nothing of nope/],
    ['compare', { base: ['a'], head: { service: 'orders' } }, /both are paths, or both are of a store/],
    ['snapshot', { store: 'pyroscope', service: 'orders', out: '/elsewhere/x.html' }, /not below the folders/],
  ]
  for (const [name, given, sentence] of asks) {
    const { isError, text } = await call(name, given)
    expect([name, given, isError, text]).toEqual([name, given, true, expect.stringMatching(sentence)])
    expect(text).not.toMatch(/p@ss|p%40ss/)
  }
})

it('without a store there is none to ask, and without a folder no file is read', async () => {
  const files = await agent([], [folder])
  expect(await files.tools()).not.toContain('services')
  expect(await files.call('diagnose', { service: 'orders' })).toMatchObject({
    isError: true,
    text: expect.stringMatching(/started without a store/),
  })
  const store = await agent([await pyroscope()])
  expect(await store.call('diagnose', { paths: ['package.json'] })).toMatchObject({
    isError: true,
    text: expect.stringMatching(/started without a folder/),
  })
})
