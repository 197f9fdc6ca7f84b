/**
 * V8's CPU profile (Chrome, `node --cpu-prof`): a tree of calls and, per sample, the node it was in and the microseconds
 * since the sample before. It watches one JavaScript thread; `(idle)` is taken out, the rest is the time its event loop was
 * busy, which on a full machine is more than its CPU.
 */
import { ProfileBuilder } from '../../profile/profileBuilder.ts'
import { err, ok } from '../../base/result.ts'
import { asArray, asNumber, asRecord, asText, readJson, type JsonRecord } from '../json.ts'
import type { FormatReader } from '../parsedFile.ts'
import { v8Frame } from './callFrame.ts'

export const readCpuProfile: FormatReader = (bytes, options) => {
  const json = readJson(bytes, options)
  if (!json.ok) return json
  const file = asRecord(json.value)
  const nodes = file === undefined ? [] : nodesOf(file)
  const samples = asArray(file?.['samples'])
  if (file === undefined || nodes.length === 0 || samples.length === 0) {
    return err({
      code: nodes.length === 0 ? 'malformed' : 'empty',
      where: options.fileName,
      what: nodes.length === 0 ? 'it looks like a V8 CPU profile without its tree of calls' : 'it holds no samples',
      todo: 'record it again with `node --cpu-prof`',
    })
  }
  const builder = new ProfileBuilder([
    { type: 'cpu', unit: 'nanoseconds' },
    { type: 'samples', unit: 'count' },
  ])
  const { stacks, idle } = stacksOf(builder, nodes)
  const deltas = deltasOf(file)
  // Without any times, samples are taken to be equally far apart.
  const { durationUs, evenUs } = timesOf(file, samples.length)
  const lastUs = lastSampleUs(file, deltas, evenUs)
  let idleNs = 0
  let unknown = 0
  for (const [i, id] of samples.entries()) {
    const stack = stacks.get(id)
    // A sample lasts until the next one; the time before the first belongs to nobody. The last one lasts until the end.
    const lastsUs = asNumber(deltas[i + 1]) ?? (i === samples.length - 1 ? lastUs : evenUs)
    const ns = Math.max(0, lastsUs) * 1000
    if (idle.has(id)) idleNs += ns
    else if (stack === undefined) unknown += 1
    else builder.addValue(builder.addToSample(stack, ns), 1, 1)
  }
  if (unknown > 0) builder.note(`${unknown} samples point at no call and were left out`)
  builder.note('one JavaScript thread; the time its event loop was busy, an upper bound of its CPU')
  if (idleNs > 0) builder.note(`${(idleNs / 1e9).toFixed(2)} s idle are left out`)
  const profile = builder.finish({
    format: 'cpuprofile',
    emitter: 'V8',
    traits: ['one-thread'],
    runtime: 'v8',
    ...(durationUs > 0 ? { durationMs: durationUs / 1000 } : {}),
  })
  return ok({ format: 'cpuprofile', parts: [{ kind: 'cpu', covers: 'interval', profile }], facts: {} })
}

interface Node {
  readonly id: unknown
  readonly callFrame: unknown
  readonly children: readonly unknown[]
}

/** Newer files list nodes with ids of their children; older ones nest them under `head` and write the frame in the node. */
function nodesOf(file: JsonRecord): readonly Node[] {
  const listed = asArray(file['nodes'])
  if (listed.length > 0) {
    return listed.flatMap((value) => {
      const node = asRecord(value)
      return node ? [{ id: node['id'], callFrame: node['callFrame'] ?? node, children: asArray(node['children']) }] : []
    })
  }
  const nodes: Node[] = []
  const waiting: unknown[] = [file['head']]
  while (waiting.length > 0) {
    const node = asRecord(waiting.pop())
    if (node === undefined) continue
    const children = asArray(node['children'])
    nodes.push({
      id: node['id'],
      callFrame: node['callFrame'] ?? node,
      children: children.map((child) => asRecord(child)?.['id']),
    })
    for (const child of children) waiting.push(child)
  }
  return nodes
}

/** Node id → stack. A node's parent comes before it in no particular order, so the tree is walked from its roots. */
function stacksOf(
  builder: ProfileBuilder,
  nodes: readonly Node[],
): { readonly stacks: ReadonlyMap<unknown, number>; readonly idle: ReadonlySet<unknown> } {
  const byId = new Map(nodes.map((node) => [node.id, node]))
  const isChild = new Set(nodes.flatMap((node) => node.children))
  const stacks = new Map<unknown, number>()
  const idle = new Set<unknown>()
  const waiting = nodes.filter((node) => !isChild.has(node.id)).map((node) => ({ node, parent: -1 }))
  while (waiting.length > 0) {
    const { node, parent } = waiting.pop()!
    if (stacks.has(node.id)) continue
    const name = asText(asRecord(node.callFrame)?.['functionName'])
    const stack = name === '(root)' ? parent : builder.stack(parent, v8Frame(builder, node.callFrame))
    stacks.set(node.id, stack)
    if (name === '(idle)') idle.add(node.id)
    for (const id of node.children) {
      const child = byId.get(id)
      if (child) waiting.push({ node: child, parent: stack })
    }
  }
  return { stacks, idle }
}

/** From the last sample to the end of the recording; without an end, as long as the one before it. */
function lastSampleUs(file: JsonRecord, deltas: readonly unknown[], evenUs: number): number {
  if (deltas.length === 0) return evenUs
  const start = asNumber(file['startTime'])
  const end = asNumber(file['endTime'])
  const before = asNumber(deltas.at(-1)) ?? 0
  if (!Array.isArray(file['timeDeltas']) || start === undefined || end === undefined) return before
  const seen = deltas.reduce<number>((sum, delta) => sum + (asNumber(delta) ?? 0), 0)
  return Math.max(0, end - start - seen)
}

/** Microseconds before each sample; old files have the times themselves. */
function deltasOf(file: JsonRecord): readonly unknown[] {
  const deltas = asArray(file['timeDeltas'])
  if (deltas.length > 0) return deltas
  const times = asArray(file['timestamps']).map((time) => asNumber(time) ?? 0)
  return times.map((time, i) => time - (times[i - 1] ?? time))
}

/** Microseconds; files with `head` count in seconds. */
function timesOf(file: JsonRecord, samples: number): { readonly durationUs: number; readonly evenUs: number } {
  const unit = Array.isArray(file['nodes']) ? 1 : 1e6
  const durationUs = ((asNumber(file['endTime']) ?? 0) - (asNumber(file['startTime']) ?? 0)) * unit
  return { durationUs, evenUs: durationUs > 0 ? durationUs / samples : 0 }
}
