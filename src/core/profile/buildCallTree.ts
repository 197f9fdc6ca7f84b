/**
 * Profiles → one `CallTree`. One profile is the usual case; many are summed (intervals), subtracted (cumulative: head − base)
 * or averaged (gauges a store has summed), each with its own scale:
 *
 *   intervals    [{ profile: p1, column }, { profile: p2, column }, …]
 *   cumulative   [{ profile: head, column }, { profile: base, column, scale: -1 }]
 *   summed gauge [{ profile, column, scale: 1 / n, countScale: 1 / n }]
 *   counts × period (Parca): [{ profile, column: samples, scale: periodNs }]
 *
 * Nodes are functions by name: two lines, two inlinings or two files of one name are one node. What a frame of the sampling itself has
 * of its own is given to the function it interrupted (frames/samplingFrames.ts).
 */
import { isSamplingFrame } from '../frames/samplingFrames.ts'
import { findContentionUnit, recoverSampleCounts, type CountSource } from './sampleCounts.ts'
import { NameTable, TreeNodes } from './treeNodes.ts'
import type { CallTree, TreeUnit } from './callTree.ts'
import type { Profile } from './profile.ts'

export interface TreePart {
  readonly profile: Profile
  /** Value column, see `findValueColumn`. */
  readonly column: number
  /** Multiplies every value; 1 when absent. −1 subtracts. */
  readonly scale?: number
  /** Multiplies the counts of events; the sign of `scale` when absent, so that a change of unit leaves counts alone. */
  readonly countScale?: number
  /** Row of `profile.samples` → is it counted? What is not counted adds up in `leftOut`. */
  readonly keepSample?: (sample: number) => boolean
  /** Row of `profile.frames` → name of the node; the frame's own name when absent. Called once per frame in use. */
  readonly frameName?: (frame: number) => string
}

export interface BuildOptions {
  readonly unit: TreeUnit
  /** What becomes of a path whose sum is below zero: stay (a difference), or count as 0 and be reported. */
  readonly negatives?: 'keep' | 'zero'
}

export interface BuiltTree {
  readonly tree: CallTree
  /** Sum and events of the samples `keepSample` turned away, scaled as the others. */
  readonly leftOut: number
  readonly leftOutSamples: number
  /** Part of the total that has no frames at all; it is the root's self. */
  readonly withoutFrames: number
  /** Sum over paths whose self is below zero (≤ 0), and how many there are. A restart between two cumulative snapshots shows here. */
  readonly negative: number
  readonly negativePaths: number
  /** What it was built of, so that the same samples can be counted in another way. */
  readonly parts: readonly TreePart[]
  /** How events were counted, one entry per distinct source; tests need all of them to be testable. */
  readonly countSources: readonly CountSource[]
}

/** One column of one profile. Time: linear in samples and stacks, plus sorting siblings. */
export function buildCallTree(profile: Profile, options: Omit<TreePart, 'profile'> & BuildOptions): CallTree {
  const { unit, negatives, ...part } = options
  return buildCallTreeOfMany([{ profile, ...part }], { unit, ...(negatives ? { negatives } : {}) }).tree
}

export function buildCallTreeOfMany(parts: readonly TreePart[], options: BuildOptions): BuiltTree {
  const table = new NameTable()
  const nodes = new TreeNodes(Math.max(64, ...parts.map((part) => part.profile.stacks.length)))
  const sources = new Set<CountSource>()
  const contentionUnit = findContentionUnit(parts.map((part) => part.profile))
  let leftOut = 0
  let leftOutSamples = 0
  for (const part of parts) {
    const { counts, source } = recoverSampleCounts(part.profile, part.column, contentionUnit)
    if (part.profile.samples.length > 0) sources.add(source)
    const left = addPart(part, counts, nodes, table, parts.length === 1)
    leftOut += left.value
    leftOutSamples += left.samples
  }
  let negative = Math.min(0, nodes.rootSelf)
  let negativePaths = nodes.rootSelf < 0 ? 1 : 0
  const self = nodes.self.data
  const samples = nodes.samples.data
  for (let row = 0; row < nodes.length; row++) {
    if (self[row]! >= 0) continue
    negative += self[row]!
    negativePaths++
    if (options.negatives === 'zero') {
      self[row] = 0
      samples[row] = 0
    }
  }
  if (options.negatives === 'zero' && nodes.rootSelf < 0) {
    nodes.rootSelf = 0
    nodes.rootSamples = 0
  }
  return {
    tree: nodes.finish(table, options.unit),
    leftOut,
    leftOutSamples,
    withoutFrames: nodes.rootSelf,
    negative,
    negativePaths,
    parts,
    countSources: [...sources],
  }
}

function addPart(
  part: TreePart,
  counts: Float64Array,
  nodes: TreeNodes,
  table: NameTable,
  isOnlyPart: boolean,
): { readonly value: number; readonly samples: number } {
  const { profile, keepSample } = part
  const scale = part.scale ?? 1
  const countScale = part.countScale ?? Math.sign(scale)
  const { stacks, frames, strings, samples } = profile
  const values = samples.values[part.column]
  if (!values) return { value: 0, samples: 0 }

  /** Per stack first: samples of one stack are added up before any name is looked at. */
  const selfOf = new Float64Array(stacks.length)
  const countOf = new Float64Array(stacks.length)
  const used = new Uint8Array(stacks.length)
  let leftOut = 0
  let leftOutSamples = 0
  for (let sample = 0; sample < samples.length; sample++) {
    const value = values[sample]! * scale
    if (value === 0) continue
    const count = counts[sample]! * countScale
    if (keepSample && !keepSample(sample)) {
      leftOut += value
      leftOutSamples += count
      continue
    }
    const stack = samples.stack[sample]!
    if (stack < 0) {
      nodes.add(-1, value, count)
      continue
    }
    selfOf[stack]! += value
    countOf[stack]! += count
    used[stack] = 1
  }
  for (let stack = stacks.length - 1; stack >= 0; stack--) {
    if (used[stack] === 1 && stacks.prefix[stack]! >= 0) used[stacks.prefix[stack]!] = 1
  }

  const nameOf = new Int32Array(frames.length).fill(-1)
  const isSampling = new Uint8Array(frames.length)
  /** Per text of the first profile, whose texts are different ones: where its name is. */
  const nameOfText =
    table.names.length === 0 && part.frameName === undefined ? new Int32Array(strings.length).fill(-1) : undefined
  const addName = (frame: number): number => {
    const text = frames.name[frame]!
    const file = strings[frames.file[frame]!]!
    const module = strings[frames.module[frame]!]!
    const line = frames.line[frame]!
    if (!nameOfText) return table.add(part.frameName?.(frame) ?? strings[text]!, file, module, line)
    const known = nameOfText[text]!
    if (known < 0) return (nameOfText[text] = table.addNew(strings[text]!, file, module, line))
    table.merge(known, file, module, line)
    return known
  }
  const isOnly = isOnlyPart && nameOfText ? onlyOfTheirName(profile) : undefined
  /** Stacks of such functions alone: no other stack becomes the same node, and none of them is looked for. */
  const isAlone = new Uint8Array(stacks.length)
  const rowOf = new Int32Array(stacks.length)
  for (let stack = 0; stack < stacks.length; stack++) {
    if (used[stack] === 0) continue
    const frame = stacks.frame[stack]!
    let name = nameOf[frame]!
    if (name < 0) {
      name = addName(frame)
      nameOf[frame] = name
      if (isSamplingFrame(table.names[name]!)) isSampling[frame] = 1
    }
    const prefix = stacks.prefix[stack]!
    const parent = prefix < 0 ? -1 : rowOf[prefix]!
    let row: number
    if (isOnly?.[frame] === 1 && (prefix < 0 || isAlone[prefix] === 1)) {
      isAlone[stack] = 1
      row = nodes.newChild(parent, name)
    } else row = nodes.child(parent, name)
    rowOf[stack] = row
    if (selfOf[stack] === 0 && countOf[stack] === 0) continue
    // What was interrupted pays; without a caller nobody is known who could.
    const interrupted = prefix >= 0 && isSampling[frame] === 1
    nodes.add(interrupted ? rowOf[prefix]! : row, selfOf[stack]!, countOf[stack]!)
  }
  return { value: leftOut, samples: leftOutSamples }
}

/** Per frame 1 where no other has its name. */
function onlyOfTheirName({ frames, strings }: Profile): Uint8Array {
  const firstOf = new Int32Array(strings.length).fill(-1)
  const isOnly = new Uint8Array(frames.length).fill(1)
  for (let frame = 0; frame < frames.length; frame++) {
    const text = frames.name[frame]!
    const first = firstOf[text]!
    if (first < 0) firstOf[text] = frame
    else isOnly[frame] = isOnly[first] = 0
  }
  return isOnly
}
