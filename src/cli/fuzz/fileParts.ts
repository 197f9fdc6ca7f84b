/** Files, and everything that is made of them: profiles, trees, windows with their signals, comparisons, snapshots. */
import { readFileSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { Analyst } from '../../core/analyst/analyst.ts'
import type { OpenedSnapshot } from '../../core/analyst/leaving.ts'
import type { LoadAnswer } from '../../core/analyst/questions.ts'
import { readParsed } from '../../core/analyst/readParsed.ts'
import type { Subject } from '../../core/analyst/subject.ts'
import { viewKinds } from '../../core/base/vocabulary.ts'
import { alignTrees } from '../../core/diff/alignTrees.ts'
import { visibleFrames } from '../../core/draw/visibleFrames.ts'
import { defaultView } from '../../core/link/view.ts'
import { buildFunctionTable } from '../../core/profile/functions.ts'
import { invertTree } from '../../core/profile/invert.ts'
import { buildSandwich } from '../../core/profile/sandwich.ts'
import { topWaits } from '../../core/profile/topWaits.ts'
import { fromBase64 } from '../../core/snapshot/base64.ts'
import { decodeTree, encodeTree } from '../../core/snapshot/encodeTree.ts'
import { pruneTree } from '../../core/snapshot/pruneTree.ts'
import { noRedaction } from '../../core/snapshot/redact.ts'
import type { Snapshot } from '../../core/snapshot/snapshot.ts'
import { recorded, recordedAnalyst } from '../testing/recorded.ts'
import { readerRows } from '../bench/rows.ts'
import { drawInput } from '../bench/seededProfile.ts'
import { errorProblem, figureProblem, fileProblem, treeProblem } from './checks.ts'
import { type Outcome, type Part, bytesOf, outcome, textOf } from './part.ts'

const samples = 'e2e/samples'
const mostSeedBytes = 16_000
/** What a mutation may unpack to: enough for every seed, and a bomb is seen early. */
const maxInflatedBytes = 20_000_000

/** As the bench draws them: formats of which there is no small recording have a beginning too. */
const tiny = { id: 'tiny', samples: 30, nodes: 20 }
const drawnFiles = (): readonly Uint8Array[] => readerRows.map(({ input }) => drawInput(tiny, input).slice())

let small: readonly Uint8Array[] | undefined

/** Small samples of every format, as they are and unpacked. */
export function sampleFiles(): readonly Uint8Array[] {
  return (small ??= readSmall())
}

function readSmall(): readonly Uint8Array[] {
  const found: Uint8Array[] = []
  for (const entry of readdirSync(samples, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name)
    if (!entry.isFile() || /\.(md|mjs|ts|sh|go|py|rs)$/.test(entry.name) || statSync(path).size > mostSeedBytes)
      continue
    const bytes = new Uint8Array(readFileSync(path))
    found.push(bytes)
    if (bytes[0] === 0x1f && bytes[1] === 0x8b)
      found.push(new Uint8Array(gunzipSync(bytes)).slice(0, 4 * mostSeedBytes))
  }
  return found
}

const readers: Part = {
  name: 'readers',
  seeds: async () => [...sampleFiles(), ...drawnFiles()],
  run: async (input) => {
    const read = await readParsed(input, { fileName: 'input', maxInflatedBytes })
    return outcome(read.ok, read.ok ? fileProblem(read.value) : errorProblem(read))
  },
}

const drawn = { widthPx: 1400, focus: [], foldChains: true } as const

/** Everything the page asks about one window. */
async function askAll(analyst: Analyst, subject: Subject): Promise<string | undefined> {
  const analysis = await analyst.answer({ ask: 'analyse', subject })
  if (!analysis.ok) return errorProblem(analysis)
  const story = figureProblem(analysis.value, 'analysis')
  if (story !== undefined) return story
  for (const view of viewKinds) {
    const boxes = await analyst.answer({
      ask: 'boxes',
      subject,
      view,
      ...drawn,
      search: { text: 'a.*b|m', isRegex: true },
    })
    const problem = boxes.ok ? figureProblem(boxes.value, `boxes of ${view}`) : errorProblem(boxes)
    if (problem !== undefined) return problem
  }
  const line = await analyst.answer({ ask: 'timeline', captureIds: subject.captureIds, settings: subject.settings })
  const rows = await analyst.answer({
    ask: 'functions',
    subject,
    sortBy: 'cpu',
    descending: true,
    limit: 20,
    offset: 0,
  })
  return (
    (line.ok ? figureProblem(line.value, 'timeline') : errorProblem(line)) ??
    (rows.ok ? figureProblem(rows.value, 'functions') : errorProblem(rows))
  )
}

export async function loaded(analyst: Analyst, input: Uint8Array, fileName: string): Promise<LoadAnswer | undefined> {
  const bytes = input.slice().buffer
  const answer = await analyst.load({ bytes, fileName, hints: {}, maxInflatedBytes })
  return answer.ok ? answer.value : undefined
}

export const subjectOf = ({ captures }: LoadAnswer, more: readonly string[] = []): Subject => {
  const [window] = captures.flatMap((capture) => (capture.window ? [capture.window] : []))
  return {
    captureIds: [...captures.map(({ id }) => id), ...more],
    window: window && window.untilMs > window.fromMs ? window : { fromMs: 0, untilMs: 30_000 },
    settings: { cores: 4, threads: 16, assumedSeconds: 30 },
  }
}

const windows: Part = {
  name: 'windows and signals',
  seeds: async () => sampleFiles(),
  run: async (input) => {
    const analyst = new Analyst()
    const one = await loaded(analyst, input, 'one')
    if (!one) return { accepted: false }
    return outcome(true, await askAll(analyst, subjectOf(one)))
  },
}

/** A file of good faith on one side, so that something is there to compare with. */
let counterpart: Uint8Array | undefined
const comparison: Part = {
  name: 'comparison',
  seeds: async () => sampleFiles(),
  run: async (input) => {
    counterpart ??= sampleFiles()[0] ?? new Uint8Array(0)
    const analyst = new Analyst()
    const head = await loaded(analyst, input, 'head')
    const base = await loaded(analyst, counterpart, 'base')
    if (!head || !base) return { accepted: false }
    const compared = { base: subjectOf(base), head: { ...subjectOf(head) } }
    const answer = await analyst.answer({ ask: 'compare', subject: compared })
    const mirrored = await analyst.answer({ ask: 'compare', subject: { base: compared.head, head: compared.head } })
    const problem = answer.ok ? figureProblem(answer.value, 'comparison') : errorProblem(answer)
    return outcome(
      answer.ok,
      problem ?? (mirrored.ok ? figureProblem(mirrored.value, 'comparison with itself') : errorProblem(mirrored)),
    )
  },
}

async function analystWith(
  recording: string,
): Promise<{ readonly analyst: Analyst; readonly subjects: readonly Subject[] }> {
  const { opened, captures } = await recorded(recording)
  const captureIds = captures.map(({ id }) => id)
  const subjects = opened.recording.windows.map(({ fromMs, untilMs }) => ({
    captureIds,
    window: { fromMs, untilMs },
    settings: opened.settings,
  }))
  return { analyst: recordedAnalyst, subjects }
}

const frozen = new Map<string, Promise<Snapshot>>()

/** Trees are taken out of the same ones that snapshots are made from. */
function frozenOf(recording: string): Promise<Snapshot> {
  const known = frozen.get(recording) ?? freeze(recording)
  frozen.set(recording, known)
  return known
}

async function freeze(recording: string): Promise<Snapshot> {
  const { analyst, subjects } = await analystWith(recording)
  const [base, head = base] = subjects
  if (!base || !head) throw new Error('the recording has no window')
  const answer = await analyst.answer({
    ask: 'freeze',
    subject: head,
    comparison: { base, head },
    timeline: { captureIds: head.captureIds, settings: head.settings },
    about: { title: recording, service: recording, labels: { pod: 'a' }, view: defaultView, madeAtMs: 0 },
    redaction: { choices: noRedaction, salt: 'fuzz', hosts: [], labels: [] },
  })
  if (!answer.ok) throw new Error(answer.error.what)
  // `answer` gives the union of all answers; this question has this one.
  return answer.value as Snapshot
}

const trees: Part = {
  name: 'trees',
  seeds: async () => {
    const found: Uint8Array[] = []
    for (const recording of ['orderbook', 'payments-api', 'jvm-leak']) {
      for (const text of Object.values((await frozenOf(recording)).head.trees)) {
        const decoded = decodeTree(fromBase64(text) ?? new Uint8Array(0), 'a tree')
        if (decoded.ok) found.push(encodeTree(pruneTree(decoded.value, 300).tree))
      }
    }
    return found
  },
  run: async (input): Promise<Outcome> => {
    const decoded = decodeTree(input, 'a tree')
    if (!decoded.ok) return outcome(false, errorProblem(decoded))
    const tree = decoded.value
    const name = tree.names[0] ?? ''
    const inverted = invertTree(tree, { maxNodes: 50_000 }).tree
    const aligned = alignTrees(tree, inverted, { baseExposure: 1, headExposure: 30 })
    const table = buildFunctionTable(tree)
    buildSandwich(tree, name)
    topWaits(tree, 5)
    const frames = visibleFrames(tree, { ...drawn, focus: [name], search: { text: '(a|b)*c', isRegex: true } })
    const problem =
      treeProblem(tree) ??
      treeProblem(inverted) ??
      treeProblem(aligned.union) ??
      treeProblem(pruneTree(tree, 50).tree) ??
      figureProblem([...table.total], 'a total') ??
      figureProblem(frames, 'boxes')
    return outcome(true, problem)
  },
}

const snapshots: Part = {
  name: 'snapshots',
  seeds: async () =>
    Promise.all(['orderbook', 'jvm-leak'].map(async (name) => bytesOf(JSON.stringify(await frozenOf(name))))),
  run: async (input) => {
    const analyst = new Analyst()
    const opened = await analyst.answer({ ask: 'openSnapshot', text: textOf(input), where: 'a snapshot' })
    if (!opened.ok) return outcome(false, errorProblem(opened))
    const { headId, headWindow, baseId, baseWindow, about } = opened.value as OpenedSnapshot
    const subject: Subject = { captureIds: [headId], window: headWindow, settings: {} }
    const problem = figureProblem(about, 'snapshot') ?? (await askAll(analyst, subject))
    if (problem !== undefined || baseId === undefined || baseWindow === undefined) return outcome(true, problem)
    const compared = { base: { captureIds: [baseId], window: baseWindow, settings: {} }, head: subject }
    const answer = await analyst.answer({ ask: 'compare', subject: compared })
    return outcome(true, answer.ok ? figureProblem(answer.value, 'comparison') : errorProblem(answer))
  },
}

export const fileParts: readonly Part[] = [readers, windows, comparison, trees, snapshots]
