import { spawn, type ChildProcess } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { buildGoService, hasGo, type GoProgram, type GoService } from '../../../e2e/servers/goService.ts'
import { pyroscopeServices } from '../../../e2e/servers/drawnServices.ts'
import { startPyroscope } from '../../../e2e/servers/pyroscope.ts'
import { drawn, later, orders } from '../../../e2e/servers/realStores.ts'
import { serve, type TestServer } from '../../../e2e/servers/serve.ts'
import { trifoldCommand } from '../testing/command.ts'

const root = join(import.meta.dirname, '../../..')
const command = [process.execPath, ...trifoldCommand].join(' ')

/** As Alertmanager 0.27 posts it, version 4 of its webhook. */
const webhook = (labels: Readonly<Record<string, string>>, status = 'firing'): string =>
  JSON.stringify({
    version: '4',
    groupKey: '{}:{alertname="HighLatency"}',
    truncatedAlerts: 0,
    status,
    receiver: 'trifold',
    groupLabels: { alertname: 'HighLatency' },
    commonLabels: labels,
    commonAnnotations: {},
    externalURL: 'http://alertmanager:9093',
    alerts: [
      {
        status,
        labels: { alertname: 'HighLatency', ...labels },
        annotations: {},
        startsAt: '2026-11-28T10:16:20.123Z',
        endsAt: '0001-01-01T00:00:00Z',
        generatorURL: 'http://prometheus:9090/graph',
        fingerprint: 'c94ef9d2a1b7f605',
      },
    ],
  })

/** What a snapshot is made of: the built page. */
const isBuilt = existsSync(join(root, 'dist/snapshot-template.html'))

describe.skipIf(!hasGo || !isBuilt)(
  'the alert hook (skipped without a go command, or where the page was not built)',
  () => {
    let program: GoProgram
    let service: GoService
    let chat: TestServer | undefined
    let posted: Promise<string>
    let hook: ChildProcess | undefined
    let out = ''
    beforeAll(async () => {
      program = buildGoService()
      service = await program.start()
      return () => service.close()
    }, 120_000)
    afterEach(async () => {
      hook?.kill()
      await chat?.close()
      rmSync(out, { recursive: true, force: true })
    })

    const start = async (
      env: Readonly<Record<string, string>>,
    ): Promise<{ url: string; complaint: Promise<string> }> => {
      out = mkdtempSync(join(tmpdir(), 'trifold-hook-'))
      let answered: (body: string) => void = () => undefined
      posted = new Promise((resolve) => {
        answered = resolve
      })
      chat = await serve(({ body }) => {
        answered(body.toString())
        return { body: 'ok' }
      })
      hook = spawn(process.execPath, [join(import.meta.dirname, 'hook.mjs')], {
        cwd: root,
        env: {
          PATH: process.env['PATH'],
          HOOK_TRIFOLD: command,
          HOOK_OUT: out,
          HOOK_PORT: '0',
          HOOK_POST: chat.url,
          HOOK_FOR: '4s',
          HOOK_EVERY: '2s',
          HOOK_LINK: 'https://incidents.example/',
          ...env,
        },
        stdio: ['ignore', 'inherit', 'pipe'],
      })
      if (!hook.stderr) throw new Error('a pipe was asked for')
      const lines = createInterface({ input: hook.stderr })[Symbol.asyncIterator]()
      const { value } = await lines.next()
      const port = /^listening on (\d+)$/.exec(String(value))?.[1] ?? ''
      return { url: `http://127.0.0.1:${port}/`, complaint: lines.next().then((line) => String(line.value)) }
    }
    const post = async (url: string, body: string): Promise<number> =>
      (await fetch(url, { method: 'POST', body })).status

    it('records what fired, keeps the incident file, and posts what it means with a link', async () => {
      const { url } = await start({ HOOK_TARGET: service.url.replace('127.0.0.1', '{host}') })
      const labels = { service: 'testservice', host: '127.0.0.1' }
      expect(await post(url, webhook(labels, 'resolved'))).toBe(202)
      expect(await post(url, webhook(labels))).toBe(202)
      // Alertmanager sends it again while it is firing.
      expect(await post(url, webhook(labels))).toBe(202)
      const { text } = JSON.parse(await posted) as { text: string }
      expect(text).toContain('testservice')
      const name = 'testservice-2026-11-28T10-16-20-123Z-c94ef9d2'
      expect(text).toContain(`https://incidents.example/${name}.html`)
      expect(readdirSync(out).sort()).toEqual([name, `${name}.html`, `${name}.md`])
      expect(readFileSync(join(out, `${name}.html`), 'utf8')).toContain('trifold-snapshot')
    }, 90_000)

    it('reaches a pod through kubectl port-forward, and ends that when it has what it needs', async () => {
      const fake = join(mkdtempSync(join(tmpdir(), 'trifold-kubectl-')), 'kubectl')
      // What kubectl prints; the port is that of a service which really answers.
      writeFileSync(
        fake,
        `#!/bin/sh\nprintf "%s\\n" "$*" >> ${fake}.asked\necho "Forwarding from 127.0.0.1:${new URL(service.url).port} -> 6060"\nexec sleep 600\n`,
      )
      chmodSync(fake, 0o755)
      const { url } = await start({ HOOK_KUBECTL: `${fake} -n {namespace} port-forward pod/{pod} :6060` })
      expect(await post(url, webhook({ service: 'testservice', namespace: 'shop', pod: 'orders-2' }))).toBe(202)
      expect(JSON.parse(await posted)).toHaveProperty('text')
      expect(readFileSync(`${fake}.asked`, 'utf8')).toBe('-n shop port-forward pod/orders-2 :6060\n')
    }, 90_000)

    it('asks the store that has the minutes around the alert, and names the pod that is sick', async () => {
      const fleet = await startPyroscope({ services: pyroscopeServices('orders', orders, drawn), nowMs: later })
      try {
        // The address with its login stays out of the list of processes.
        const { url } = await start({ HOOK_STORE: '--cores 1', HOOK_REDACT: '', TRIFOLD_PYROSCOPE_URL: fleet.url })
        expect(await post(url, webhook({ service: 'orders' }))).toBe(202)
        const { text } = JSON.parse(await posted) as { text: string }
        expect(text).toMatch(/^orders: contention-bound/)
        expect(text).toMatch(/1 of 4 pods contention-bound: .*orders-2/)
        const name = 'orders-2026-11-28T10-16-20-123Z-c94ef9d2'
        expect(readdirSync(out).sort()).toEqual([`${name}.html`, `${name}.md`])
      } finally {
        await fleet.close()
      }
    }, 90_000)

    it('takes no label for a path, a flag or an address, and says which', async () => {
      const { url, complaint } = await start({ HOOK_TARGET: 'http://{service}:6060' })
      expect(await post(url, webhook({ service: '../../etc' }))).toBe(202)
      expect(await complaint).toContain('label "service" is no name')
      expect(await post(url, 'no JSON')).toBe(400)
      expect(readdirSync(out)).toEqual([])
    }, 60_000)
  },
)
