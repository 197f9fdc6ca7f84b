#!/usr/bin/env node
// An alert hook: takes Alertmanager's webhooks, records the Go service that fired (or asks the store that has it), keeps the incident
// file and posts what it means.
// Plain Node, no packages; everything is said by the environment:
//   HOOK_TARGET    where a service serves /debug/pprof: "http://{service}:6060"; {service}, {namespace}, {pod} and {instance} are labels
//   HOOK_KUBECTL   instead: a command that prints kubectl's "Forwarding from 127.0.0.1:PORT": "kubectl -n {namespace} port-forward pod/{pod} :6060"
//   HOOK_STORE     instead: a store that has the minutes around the alert: "--pyroscope http://pyroscope:4040 --label namespace={namespace}"
//   HOOK_OUT       folder for incidents (./incidents)      HOOK_LINK  address under which that folder is served
//   HOOK_POST      where {"text": …} is posted: an incoming webhook of Slack or Mattermost; absent: printed
//   HOOK_REDACT    what must not leave: names, paths, labels, hosts ("hosts", which hides the names of pods as well; empty: nothing)
//   HOOK_FOR, HOOK_EVERY  30s, 10s      HOOK_TRIFOLD  the command (trifold)      HOOK_PORT, HOOK_HOST  9095, 127.0.0.1
import { execFile, spawn } from 'node:child_process'
import { mkdir, rename, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'

const run = promisify(execFile)
const { env } = process
const out = env.HOOK_OUT ?? 'incidents'
const [command, ...firstWords] = (env.HOOK_TRIFOLD ?? 'trifold').split(' ')
const trifold = (...words) => run(command, [...firstWords, ...words], { maxBuffer: 1e8 })
const say = (text) => process.stderr.write(`${text}\n`)

/** Labels come from whoever can fire an alert: names of Kubernetes, hosts and ports, and nothing that a path or a flag could be. */
function filled(template, labels) {
  return template.replace(/\{(\w+)\}/g, (_whole, name) => {
    const value = labels[name] ?? ''
    if (!/^[a-zA-Z0-9][a-zA-Z0-9.-]{0,252}(:\d{1,5})?$/.test(value))
      throw new Error(`the alert's label "${name}" is no name: ${value}`)
    return value
  })
}

/** Ten minutes before the alert to five after, or to now. */
function inStore(options, labels, startsAt) {
  const at = new Date(Date.parse(startsAt) || Date.now()).toISOString()
  const words = options.split(' ').map((word) => filled(word, labels))
  return [...words, '--service', filled('{service}', labels), '--at', at]
}

async function withAddress(labels, work) {
  if (env.HOOK_KUBECTL === undefined) return work(filled(env.HOOK_TARGET ?? 'http://{instance}', labels))
  const [program, ...words] = env.HOOK_KUBECTL.split(' ').map((word) => filled(word, labels))
  const forward = spawn(program, words, { stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = new Promise((_resolve, reject) => {
    forward.once('error', reject)
    forward.once('exit', (code) => reject(new Error(`${program} ended with ${code} before it was needed no more`)))
  })
  ended.catch(() => undefined)
  try {
    return await Promise.race([ended, forwarded(forward).then(work)])
  } finally {
    forward.kill()
  }
}

async function forwarded(forward) {
  for await (const line of createInterface({ input: forward.stdout })) {
    const [, port] = /^Forwarding from 127\.0\.0\.1:(\d+)/.exec(line) ?? []
    if (port !== undefined) return `http://127.0.0.1:${port}`
  }
  throw new Error('no port was forwarded')
}

async function handle({ labels = {}, startsAt = '', fingerprint = '' }) {
  const service = filled('{service}', labels)
  const instant = new Date(Date.parse(startsAt) || Date.now()).toISOString().replace(/[:.]/g, '-')
  const id = `${service}-${instant}-${/^[0-9a-f]{1,64}$/.test(fingerprint) ? fingerprint.slice(0, 8) : 'alert'}`
  const folder = path.join(out, id)
  const source = env.HOOK_STORE === undefined ? [folder] : inStore(env.HOOK_STORE, labels, startsAt)
  const [seconds, step] = [env.HOOK_FOR ?? '30s', env.HOOK_EVERY ?? '10s']
  if (env.HOOK_STORE === undefined)
    await withAddress(labels, (url) =>
      trifold('record', '--go', url, '--service', service, '--for', seconds, '--every', step, '--out', folder),
    )
  const link = env.HOOK_LINK === undefined ? [] : ['--link', `${env.HOOK_LINK.replace(/\/$/, '')}/${id}.html`]
  const { stdout } = await trifold(
    'snapshot',
    ...source,
    '-o',
    `${folder}.html`,
    ...(env.HOOK_REDACT ?? 'hosts').split(' ').flatMap((what) => (what === '' ? [] : ['--redact', what])),
    '--markdown',
    '--quiet',
    ...link,
  )
  await writeFile(`${folder}.md.part`, stdout)
  await rename(`${folder}.md.part`, `${folder}.md`)
  if (env.HOOK_POST === undefined) return process.stdout.write(stdout)
  const body = JSON.stringify({ text: stdout })
  const answer = await fetch(env.HOOK_POST, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
  if (!answer.ok) throw new Error(`${env.HOOK_POST} answered ${answer.status}`)
}

// One at a time: two recordings of one service would each see the cost of the other. An alert is sent again until it is resolved.
const seen = new Map()
let queue = Promise.resolve()
function take(alert) {
  const key = `${alert.fingerprint ?? JSON.stringify(alert.labels)} ${alert.startsAt}`
  if (alert.status !== 'firing' || seen.has(key) || seen.size > 1000) return
  seen.set(key, true)
  setTimeout(() => seen.delete(key), 3600_000).unref()
  queue = queue.then(() => handle(alert)).catch((error) => say(`hook: ${error.stderr || error.message}`.trim()))
}

const server = createServer(async (request, response) => {
  try {
    if (request.method !== 'POST') return void response.writeHead(request.url === '/healthz' ? 200 : 405).end()
    let text = ''
    for await (const chunk of request.setEncoding('utf8')) {
      text += chunk
      if (text.length > 1e6) return void response.writeHead(413).end()
    }
    const { alerts } = JSON.parse(text)
    if (!Array.isArray(alerts)) throw new Error('no alerts')
    for (const alert of alerts) take(alert)
    // At once: Alertmanager waits ten seconds and then sends it again.
    response.writeHead(202).end()
  } catch {
    response.writeHead(400).end('This takes the webhooks of Alertmanager.\n')
  }
})
await mkdir(out, { recursive: true })
server.listen(Number(env.HOOK_PORT ?? 9095), env.HOOK_HOST ?? '127.0.0.1', () =>
  say(`listening on ${server.address().port}`),
)
