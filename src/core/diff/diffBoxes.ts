/** The boxes of a differential pane: laid out by one width, coloured by what is more than noise. */
import { findNode, pathOfNode } from '../profile/framePath.ts'
import { visibleFrames } from '../profile/visibleFrames.ts'
import { NameTable, TreeNodes } from '../profile/treeNodes.ts'
import type { CallTree } from '../profile/callTree.ts'
import type { DiffBox, DiffBoxes, DiffBoxesQuestion } from '../workspace/questions.ts'
import type { ViewKind } from '../window/windowProfiles.ts'
import type { AlignedTrees } from './alignTrees.ts'
import { type ComparedView, type Exposure, fewestEvents } from './compareView.ts'
import { falseDiscoveryRate, smallestEffect } from './decide.ts'
import { falseDiscoveryRates } from './statistics/falseDiscovery.ts'
import { dispersedP } from './statistics/overdispersion.ts'
import { rateTest, shareTest } from './statistics/shareTest.ts'

/** Points of the larger total from which a change is drawn one step stronger. */
export const stepsFrom: readonly number[] = [smallestEffect.points, 0.01, 0.03, 0.1, 0.25]

type Mode = DiffBoxesQuestion['mode']
type Width = DiffBoxesQuestion['width']

/** What a drawing needs of a compared view; a snapshot brings the same without any test to run. */
export interface Drawable {
  readonly kind: ViewKind
  readonly aligned: AlignedTrees
  readonly exposure: Exposure
  /** Per node of the union: is the change of its total more than noise? 1 yes, 0 no. */
  evident(mode: Mode): Uint8Array
}

interface Laid {
  readonly tree: CallTree
  /** Row of `tree` → node of the union. */
  readonly unionNode: Int32Array
}

/** Keeps the layouts and tests of one comparison, so that switching width or mode costs one layout. */
export class DiffDrawing {
  readonly #view: Drawable
  readonly #laid = new Map<string, Laid>()

  constructor(view: Drawable) {
    this.#view = view
  }

  boxes({
    widthPx,
    focus,
    onlySmaller,
    search,
    mode,
    width,
  }: Omit<DiffBoxesQuestion, 'ask' | 'subject' | 'view'>): DiffBoxes {
    const { tree, unionNode } = this.#layout(width, mode)
    const drawn = visibleFrames(tree, {
      widthPx,
      focus,
      foldChains: true,
      ...(onlySmaller === undefined ? {} : { onlySmaller }),
      ...(search ? { search } : {}),
    })
    return {
      ...drawn,
      view: this.#view.kind,
      unit: this.#view.aligned.union.unit,
      boxes: drawn.boxes.map((box): DiffBox => ({
        ...box,
        ...this.#numbers(box.node < 0 ? -1 : unionNode[box.node]!, mode),
      })),
      gone: this.#gone(focus),
    }
  }

  #layout(width: Width, mode: Mode): Laid {
    const key = `${width} ${mode}`
    const known = this.#laid.get(key)
    if (known) return known
    const made = layoutTree(this.#view, width, mode)
    this.#laid.set(key, made)
    return made
  }

  #numbers(
    node: number,
    mode: Mode,
  ): Pick<DiffBox, 'base' | 'head' | 'baseShare' | 'headShare' | 'baseSamples' | 'headSamples' | 'step' | 'change'> {
    if (node < 0)
      return {
        base: 0,
        head: 0,
        baseShare: 0,
        headShare: 0,
        baseSamples: 0,
        headSamples: 0,
        step: 0,
        change: 'no-evidence',
      }
    const { aligned, exposure } = this.#view
    const base = aligned.base.total[node]!
    const head = aligned.head.total[node]!
    const shares = { base: partOf(base, aligned.base.total[0]!), head: partOf(head, aligned.head.total[0]!) }
    const rates = { base: base / exposure.base, head: head / exposure.head }
    const largest = Math.max(
      aligned.base.total[0]! / exposure.base,
      aligned.head.total[0]! / exposure.head,
      Number.MIN_VALUE,
    )
    const points = mode === 'share' ? shares.head - shares.base : (rates.head - rates.base) / largest
    const samples = { base: aligned.base.totalSamples[node]!, head: aligned.head.totalSamples[node]! }
    const evident = this.#view.evident(mode)[node] === 1 && Math.abs(points) >= smallestEffect.points
    const step = evident ? Math.sign(points) * stepsFrom.filter((from) => Math.abs(points) >= from).length : 0
    return {
      base,
      head,
      baseShare: shares.base,
      headShare: shares.head,
      baseSamples: samples.base,
      headSamples: samples.head,
      step,
      change: changeOf(samples, evident, step),
    }
  }

  /** Topmost frames under the focus that head never reached, for the list beside the picture. */
  #gone(focus: readonly string[]): DiffBoxes['gone'] {
    const { union, base, head } = this.#view.aligned
    const start = findNode(union, focus)
    if (start < 0) return []
    const found: number[] = []
    const evident = this.#view.evident('share')
    for (let node = start + 1; node < union.subtreeEnd[start]!;) {
      if (head.totalSamples[node] === 0 && base.totalSamples[node]! > 0) {
        if (evident[node] === 1) found.push(node)
        node = union.subtreeEnd[node]!
      } else node++
    }
    found.sort((a, b) => base.total[b]! - base.total[a]!)
    return found.slice(0, 20).map((node) => ({
      path: pathOfNode(union, node),
      base: base.total[node]!,
      baseShare: partOf(base.total[node]!, base.total[0]!),
    }))
  }
}

/** Tests every node's total as functions are tested, one false discovery rate over the tree; kept per mode. */
export function drawableOf({ kind, aligned, exposure, yardstick, testable }: ComparedView): Drawable {
  const known = new Map<Mode, Uint8Array>()
  const test = (mode: Mode): Uint8Array => {
    const { union, base, head } = aligned
    const nodes: number[] = []
    const p: number[] = []
    const n = { base: base.totalSamples[0]!, head: head.totalSamples[0]! }
    const testsRates = mode === 'absolute' && exposure.comparable
    for (let node = 0; testable && node < union.length; node++) {
      const kA = base.totalSamples[node]!
      const kB = head.totalSamples[node]!
      if (kA + kB < fewestEvents) continue
      // The root's share is 1 on both sides by definition; only its rate can change.
      if (node === 0 && !testsRates) continue
      const name = node === 0 ? -1 : union.name[node]!
      const tested = testsRates
        ? rateTest(kA, exposure.base, kB, exposure.head)
        : shareTest({ k: Math.min(kA, n.base), n: n.base }, { k: Math.min(kB, n.head), n: n.head })
      const effect =
        name < 0
          ? { d: 2, nu: Number.POSITIVE_INFINITY }
          : testsRates
            ? yardstick.rate(name, 'total')
            : yardstick.share(name, 'total')
      nodes.push(node)
      p.push(dispersedP(tested.p, tested.g, effect))
    }
    const evident = new Uint8Array(union.length)
    const q = falseDiscoveryRates(p)
    for (const [row, node] of nodes.entries()) if (q[row]! <= falseDiscoveryRate) evident[node] = 1
    return evident
  }
  const evident = (mode: Mode): Uint8Array => {
    const found = known.get(mode) ?? test(mode)
    known.set(mode, found)
    return found
  }
  return { kind, aligned, exposure, evident }
}

function partOf(value: number, whole: number): number {
  return whole > 0 ? value / whole : 0
}

function changeOf(
  samples: { readonly base: number; readonly head: number },
  evident: boolean,
  step: number,
): DiffBox['change'] {
  if (!evident) return samples.base + samples.head < fewestEvents ? 'too-few' : 'no-evidence'
  if (samples.base === 0) return 'new'
  if (samples.head === 0) return 'gone'
  return step > 0 ? 'grew' : 'shrank'
}

/** The union once more, sorted by the wished width. Widths add up because they are made of leaves, so children never overflow a parent. */
function layoutTree({ aligned, exposure }: Drawable, width: Width, mode: Mode): Laid {
  const { union, base, head } = aligned
  const perBase = 1 / (mode === 'share' ? base.total[0]! || 1 : exposure.base)
  const perHead = 1 / (mode === 'share' ? head.total[0]! || 1 : exposure.head)
  const table = new NameTable()
  for (const [index, name] of union.names.entries())
    table.add(name, union.files[index] ?? '', union.modules[index] ?? '')
  const nodes = new TreeNodes(union.length)
  const rowOf = new Int32Array(union.length).fill(-1)
  for (let node = 0; node < union.length; node++) {
    if (node > 0) rowOf[node] = nodes.child(rowOf[union.parent[node]!]!, union.name[node]!)
    const a = Math.max(0, base.self[node]!) * perBase
    const b = Math.max(0, head.self[node]!) * perHead
    nodes.add(
      rowOf[node]!,
      width === 'base' ? a : width === 'head' ? b : Math.max(a, b),
      base.selfSamples[node]! + head.selfSamples[node]!,
    )
  }
  const tree = nodes.finish(table, union.unit)
  const unionNode = new Int32Array(tree.length)
  const childOf = new Map<number, number>()
  for (let node = 1; node < union.length; node++)
    childOf.set(union.parent[node]! * union.names.length + union.name[node]!, node)
  for (let node = 1; node < tree.length; node++)
    unionNode[node] = childOf.get(unionNode[tree.parent[node]!]! * union.names.length + tree.name[node]!)!
  return { tree, unionNode }
}
