/**
 * What is asked about profiles that were read: who differs inside of a window and between processes, a function along the time, files for
 * other tools, texts without what must not leave, events, the tools of an agent.
 */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Transport } from '@modelcontextprotocol/server'
import { Analyst } from '../../core/analyst/analyst.ts'
import type { ExportAnswer } from '../../core/analyst/leaving.ts'
import type { Question } from '../../core/analyst/questions.ts'
import { readParsed } from '../../core/analyst/readParsed.ts'
import { viewKinds } from '../../core/base/vocabulary.ts'
import { fleetOf } from '../../core/fleet/fleet.ts'
import { defaultView } from '../../core/link/view.ts'
import { type RedactionChoices, noRedaction } from '../../core/snapshot/redact.ts'
import { parseEvents } from '../../sources/events/readEvents.ts'
import { createHttp } from '../../sources/http/http.ts'
import { parca } from '../../sources/parca/parca.ts'
import { pyroscope } from '../../sources/pyroscope/pyroscope.ts'
import type { ProfileSource } from '../../sources/source.ts'
import { confineTo } from '../mcp/confine.ts'
import { serverOf } from '../mcp/tools.ts'
import { errorProblem, figureProblem, fileProblem } from './checks.ts'
import { loaded, sampleFiles, subjectOf } from './fileParts.ts'
import { type Outcome, type Part, bytesOf, outcome, textOf } from './part.ts'
import { answering, storeAnswers, storeWindow } from './storeAnswers.ts'

const strict: RedactionChoices = { keepPackages: [], dropLabels: true, dropPaths: true, dropHosts: true }

const leaving: Part = {
  name: 'inside, lines, exports',
  seeds: async () => sampleFiles(),
  run: async (input): Promise<Outcome> => {
    const analyst = new Analyst()
    const one = await loaded(analyst, input, 'one')
    if (!one) return { accepted: false }
    const subject = subjectOf(one)
    const ask = async (question: Question): Promise<string | undefined> => {
      const answer = await analyst.answer(question)
      return answer.ok ? figureProblem(answer.value, question.ask) : errorProblem(answer)
    }
    const view = viewKinds.find((kind) => analyst.gathered(subject).tree(kind) !== undefined) ?? 'cpu'
    const name = analyst.gathered(subject).tree(view)?.names[1] ?? 'main'
    const redaction = { choices: strict, salt: 'fuzz', hosts: ['host.example'], labels: [{ pod: 'a' }] }
    const value = { sentence: `${name} at 10.1.2.3 in /srv/${name}.py` }
    const problem =
      (await ask({ ask: 'inside', subject })) ??
      (await ask({ ask: 'labels', subject })) ??
      (await ask({ ask: 'functionIndex', subject })) ??
      (await ask({ ask: 'sandwich', subject, view, name })) ??
      (await ask({ ask: 'children', subject, view, path: [name], limit: 20 })) ??
      (await ask({ ask: 'part', subject, only: { key: 'thread', value: name } })) ??
      (await ask({ ask: 'functionLine', subject, view, of: 'self', name, marks: [{ atMs: 1e15, text: name }] })) ??
      (await ask({ ask: 'redact', subject, redaction, value, view: { ...defaultView, selected: name, search: name } }))
    if (problem !== undefined) return outcome(true, problem)
    for (const format of ['pprof', 'speedscope'] as const) {
      const made = await analyst.answer({
        ask: 'export',
        subject,
        view,
        format,
        name: 'fuzz',
        redaction: { ...redaction, choices: noRedaction },
      })
      // A pane that is empty has nothing to write.
      if (!made.ok) {
        const wrong = errorProblem(made)
        if (wrong !== undefined) return outcome(true, wrong)
        continue
      }
      // `answer` gives the union of all answers; this question has this one.
      const { bytes } = made.value as ExportAnswer
      const read = await readParsed(bytes, { fileName: `out.${format}`, maxInflatedBytes: 100_000_000 })
      const wrong = read.ok ? fileProblem(read.value) : `our own ${format} is refused: ${read.error.what}`
      if (wrong !== undefined) return outcome(true, wrong)
    }
    return outcome(true, undefined)
  },
}

async function askFleet(source: ProfileSource): Promise<string | undefined> {
  const selection = { service: 'pay', labels: {} }
  const fleet = await source.fleet(selection, storeWindow)
  const triage = await source.triage(storeWindow)
  const line = await source.timeline(selection, storeWindow)
  const labels = await source.labels(selection, storeWindow)
  const all = [...(fleet.ok ? [fleet.value] : []), ...(triage.ok ? triage.value.map(({ fleet: each }) => each) : [])]
  for (const result of [fleet, triage, line, labels]) {
    const problem = result.ok ? figureProblem(result.value, 'store') : errorProblem(result)
    if (problem !== undefined) return problem
  }
  for (const data of all) {
    const problem = figureProblem(fleetOf(data, { cores: { value: 4, from: 'given' } }), 'fleet')
    if (problem !== undefined) return problem
  }
  return undefined
}

const fleets: Part = {
  name: 'fleets of a store',
  seeds: async () => {
    const pods = ['a', 'b', 'c'].map((pod) => ({
      ...storeAnswers.SelectSeries.series[0],
      labels: [{ name: 'pod', value: pod }],
    }))
    return [storeAnswers, { ...storeAnswers, SelectSeries: { series: pods } }].map((value) =>
      bytesOf(JSON.stringify(value)),
    )
  },
  run: async (input): Promise<Outcome> => {
    const http = createHttp({ fetch: answering(input), timeoutMs: 1000 })
    const options = { http, now: () => storeWindow.untilMs }
    const config = { name: 'x', title: 'x', headers: {}, url: 'http://store.example' }
    const problem =
      (await askFleet(pyroscope({ ...options, config: { ...config, kind: 'pyroscope' } }))) ??
      (await askFleet(parca({ ...options, config: { ...config, kind: 'parca' } })))
    return outcome(true, problem)
  },
}

const events: Part = {
  name: 'events',
  seeds: async () =>
    [
      [
        { at: '2023-11-14T22:15:00Z', text: 'audit logging switched on', service: 'pay' },
        { time: 1_700_000_100_000, text: 'v1.2' },
      ],
      { events: [{ at: 1_700_000_000, text: '<b>deploy</b>', tags: ['pay'] }] },
    ].map((value) => bytesOf(JSON.stringify(value))),
  run: async (input) => {
    const read = parseEvents(textOf(input), { service: 'pay', window: storeWindow })
    if (!read.ok) return outcome(false, errorProblem(read))
    const unplaced = read.value.some(({ atMs }) => !(Math.abs(atMs) <= 8.64e15))
    return outcome(true, figureProblem(read.value, 'events') ?? (unplaced ? 'an event at no time' : undefined))
  },
}

let agent: ((line: string) => Promise<string>) | undefined

/** The tools over one small file; what lies beside the folder must never be in an answer. */
async function startAgent(): Promise<(line: string) => Promise<string>> {
  const place = mkdtempSync(join(tmpdir(), 'trifold-fuzz-'))
  const inside = join(place, 'inside')
  mkdirSync(inside)
  writeFileSync(join(place, 'private.folded'), 'main;quite_private 30\n')
  writeFileSync(join(inside, 'a.folded'), 'main;work 30\nmain;rest 5\n')
  const confined = confineTo([inside])
  if (!confined.ok) throw new Error(confined.error)
  let answered: ((text: string) => void) | undefined
  const wire: Transport = {
    start: () => Promise.resolve(),
    close: () => Promise.resolve(),
    send: (message: object) => {
      answered?.(JSON.stringify(message))
      return Promise.resolve()
    },
  }
  await serverOf({ confined: confined.value, stores: [] }, '1.0.0').connect(wire)
  return (params) =>
    new Promise((resolve) => {
      // Without an answer for so long there is none, however busy the machine is.
      const timer = setTimeout(() => resolve(''), 20_000)
      answered = (text) => {
        clearTimeout(timer)
        resolve(text)
      }
      wire.onmessage?.({
        jsonrpc: '2.0',
        id: 1,
        method: 'tools/call',
        params: JSON.parse(params) as Record<string, unknown>,
      })
    })
}

const agents: Part = {
  name: 'tools of an agent',
  seeds: async () =>
    [
      { name: 'top_functions', arguments: { paths: ['a.folded'], view: 'cpu', limit: 5, search: 'work', cores: 4 } },
      { name: 'diagnose', arguments: { paths: ['a.folded', '../private.folded'], threads: 8 } },
      { name: 'callers_and_callees', arguments: { paths: ['a.folded'], view: 'cpu', name: 'work' } },
      { name: 'compare', arguments: { base: ['a.folded'], head: ['a.folded'] } },
      { name: 'diagnose', arguments: { service: 'pay', last: '15m', labels: { pod: ['a', 'b'] }, store: 'parca' } },
    ].map((value) => bytesOf(JSON.stringify(value))),
  run: async (input): Promise<Outcome> => {
    agent ??= await startAgent()
    let text = textOf(input)
    try {
      const value: unknown = JSON.parse(text)
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return { accepted: false }
    } catch {
      text = JSON.stringify({ name: 'top_functions', arguments: { paths: [text], view: 'cpu' } })
    }
    const answer = await agent(text)
    if (answer === '') return outcome(false, 'an agent is not answered')
    if (answer.includes('quite_private')) return outcome(true, 'a file outside of the folder')
    if (/\bat .*\.ts:\d+|node_modules/.test(answer)) return outcome(true, 'a stack trace for an agent')
    return outcome(!/"isError":true|"error":/.test(answer), undefined)
  },
}

export const askedParts: readonly Part[] = [leaving, fleets, events, agents]
