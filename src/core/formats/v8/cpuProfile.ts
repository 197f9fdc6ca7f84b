/**
 * V8's CPU profile (Chrome, `node --cpu-prof`): a tree of calls and, per sample, the node it was in and the microseconds
 * since the sample before. It watches one JavaScript thread; `(idle)` is taken out, the rest is the time its event loop was
 * busy, which on a full machine is more than its CPU.
 */
import { IdMap } from '../../base/idMap.ts'
import { ProfileBuilder } from '../../profile/profileBuilder.ts'
import { err, ok } from '../../base/result.ts'
import { type ProfileMeta, stretchAt } from '../../profile/profile.ts'
import { withoutColumn } from '../columns.ts'
import { asArray, asNumber, asRecord, asText, readJson, type JsonRecord } from '../json.ts'
import type { FormatReader, ParsedFile } from '../parsedFile.ts'
import { v8Frame } from './callFrame.ts'

export const readCpuProfile: FormatReader = (bytes, options) => {
  const json = readJson(bytes, options)
  if (!json.ok) return json
  const file = profileIn(json.value)
  const nodes = file === undefined ? [] : nodesOf(file)
  const listed = asArray(file?.['samples'])
  const hits = listed.length === 0 ? hitsOf(nodes) : 0
  if (file === undefined || nodes.length === 0 || (listed.length === 0 && hits === 0)) {
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
  const { stacks, idle, isCircle } = stacksOf(builder, nodes)
  if (isCircle) {
    return err({
      code: 'malformed',
      where: options.fileName,
      what: 'its calls go round in a circle: one is listed as made by a call that it made itself',
      todo: 'record it again with `node --cpu-prof`',
    })
  }
  if (listed.length === 0) return ok(countedOnly(builder, file, nodes, { stacks, idle, hits }))
  const { samples, deltas } = inOrder(listed, deltasOf(file))
  // Without any times, samples are taken to be equally far apart.
  const { durationUs, evenUs } = timesOf(file, samples.length)
  const lastUs = lastSampleUs(file, deltas, evenUs)
  const wholeUs = deltas.reduce<number>((sum, delta) => sum + (asNumber(delta) ?? 0), 0)
  let atUs = 0
  let idleNs = 0
  let unknown = 0
  for (const [i, id] of samples.entries()) {
    const stack = stacks.get(id)
    // A sample lasts until the next one; the time before the first belongs to nobody. The last one lasts until the end.
    const lastsUs = asNumber(deltas[i + 1]) ?? (i === samples.length - 1 ? lastUs : evenUs)
    const ns = Math.max(0, lastsUs) * 1000
    atUs += asNumber(deltas[i]) ?? 0
    if (idle.has(id)) idleNs += ns
    else if (stack === undefined) unknown += 1
    else {
      const stretch = stretchAt(wholeUs > 0 ? atUs / wholeUs : i / samples.length)
      builder.addValue(builder.addToSample(stack, ns, { stretch }), 1, 1)
    }
  }
  builder.misplaced(unknown, samples.length)
  if (unknown > 0) builder.note(`${unknown} samples point at no call and were left out`)
  builder.note(threadNote)
  if (idleNs > 0) builder.note(`${(idleNs / 1e9).toFixed(2)} s idle are left out`)
  const beforeUs = Math.max(0, asNumber(deltas[0]) ?? 0)
  const profile = builder.finish(metaOf(file, beforeUs < durationUs ? durationUs - beforeUs : durationUs))
  return ok({ format: 'cpuprofile', parts: [{ kind: 'cpu', covers: 'interval', profile }], facts: {} })
}

/** The inspector's answer to `Profiler.stop` has the profile in it, as has the message that it came in. */
function profileIn(value: unknown): JsonRecord | undefined {
  const file = asRecord(value)
  return asRecord(file?.['profile']) ?? asRecord(asRecord(file?.['result'])?.['profile']) ?? file
}

/** V8 writes samples of its two threads as they come: a difference below zero is of one that was taken before its neighbour. */
function inOrder(
  samples: readonly unknown[],
  deltas: readonly unknown[],
): { readonly samples: readonly unknown[]; readonly deltas: readonly unknown[] } {
  if (deltas.length !== samples.length || !deltas.some((delta) => (asNumber(delta) ?? 0) < 0))
    return { samples, deltas }
  let now = 0
  const times = deltas.map((delta) => (now += asNumber(delta) ?? 0))
  const order = times.map((_, at) => at).toSorted((one, other) => times[one]! - times[other]!)
  return {
    samples: order.map((at) => samples[at]),
    deltas: order.map((at, place) => times[at]! - (place === 0 ? 0 : times[order[place - 1]!]!)),
  }
}

interface Node {
  readonly id: unknown
  readonly callFrame: unknown
  readonly children: readonly unknown[]
  /** Samples that were in it, where the file counts them. */
  readonly hits: number
}

const hitsOf = (nodes: readonly Node[]): number => nodes.reduce((sum, { hits }) => sum + hits, 0)

/** Old versions list no samples, only how many each node had: they are taken to be equally far apart. */
function countedOnly(
  builder: ProfileBuilder,
  file: JsonRecord,
  nodes: readonly Node[],
  { stacks, idle, hits }: { stacks: IdMap<unknown, number>; idle: ReadonlySet<unknown>; hits: number },
): ParsedFile {
  const { durationUs, evenUs } = timesOf(file, hits)
  let idleHits = 0
  for (const { id, hits: count } of nodes) {
    const stack = stacks.get(id)
    if (idle.has(id)) idleHits += count
    else if (stack !== undefined && count !== 0)
      builder.addValue(builder.addToSample(stack, count * evenUs * 1000), 1, count)
  }
  builder.note('it counts samples and does not list them: each is taken to have lasted equally long')
  builder.note(threadNote)
  if (idleHits > 0) builder.note(`${idleHits.toLocaleString('en')} samples of idling are left out`)
  const profile = builder.finish(metaOf(file, durationUs))
  // Without a time it is samples that were counted, of no known length.
  const part = evenUs > 0 ? profile : withoutColumn(profile, 0)
  return { format: 'cpuprofile', parts: [{ kind: 'cpu', covers: 'interval', profile: part }], facts: {} }
}

const threadNote = 'one JavaScript thread; the time its event loop was busy, an upper bound of its CPU'

const metaOf = (file: JsonRecord, durationUs: number): Omit<ProfileMeta, 'notes'> => ({
  format: 'cpuprofile',
  emitter: 'V8',
  traits: ['one-thread'],
  runtime: 'v8',
  ...(durationUs > 0 ? { durationMs: durationUs / 1000, ...clockOf(file) } : {}),
})

/** Microseconds since the machine started, the same in every thread's file; older files count in seconds and are of one thread. */
function clockOf(file: JsonRecord): Pick<ProfileMeta, 'ownClock'> {
  const start = asNumber(file['startTime'])
  const end = asNumber(file['endTime'])
  const isThere = Array.isArray(file['nodes']) && start !== undefined && end !== undefined && start > 0
  return isThere ? { ownClock: { fromMs: start / 1000, untilMs: end / 1000 } } : {}
}

/** Newer files list nodes with ids of their children; older ones nest them under `head` and write the frame in the node. */
function nodesOf(file: JsonRecord): readonly Node[] {
  const listed = asArray(file['nodes'])
  if (listed.length > 0) {
    return listed.flatMap((value) => {
      const node = asRecord(value)
      return node
        ? [
            {
              id: node['id'],
              callFrame: node['callFrame'] ?? node,
              children: asArray(node['children']),
              hits: asNumber(node['hitCount']) ?? 0,
            },
          ]
        : []
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
      hits: asNumber(node['hitCount']) ?? 0,
    })
    for (const child of children) waiting.push(child)
  }
  return nodes
}

/**
 * Node id → stack. A node's parent comes before it in no particular order, so the tree is walked from its roots: a node when all who
 * list it have been, by which a circle is left over.
 */
function stacksOf(
  builder: ProfileBuilder,
  nodes: readonly Node[],
): { readonly stacks: IdMap<unknown, number>; readonly idle: ReadonlySet<unknown>; readonly isCircle: boolean } {
  const byId = new IdMap<unknown, Node>()
  for (const node of nodes) byId.set(node.id, node)
  /** By how many places a node is listed that have not been walked yet. */
  const parents = new IdMap<unknown, number>()
  for (const { children } of byId.values()) for (const id of children) parents.set(id, (parents.get(id) ?? 0) + 1)
  const stacks = new IdMap<unknown, number>()
  const idle = new Set<unknown>()
  /** Where several list it, the first one called it. */
  const parentStack = new IdMap<unknown, number>()
  const waiting = [...byId.values()].filter((node) => !parents.has(node.id))
  while (waiting.length > 0) {
    const node = waiting.pop()!
    const parent = parentStack.get(node.id) ?? -1
    const name = asText(asRecord(node.callFrame)?.['functionName'])
    const stack = name === '(root)' ? parent : builder.stack(parent, v8Frame(builder, node.callFrame))
    stacks.set(node.id, stack)
    if (name === '(idle)') idle.add(node.id)
    for (const id of node.children) {
      const child = byId.get(id)
      if (!child) continue
      if (!parentStack.has(id)) parentStack.set(id, stack)
      const left = (parents.get(id) ?? 1) - 1
      parents.set(id, left)
      if (left === 0) waiting.push(child)
    }
  }
  return { stacks, idle, isCircle: stacks.size < byId.size }
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
