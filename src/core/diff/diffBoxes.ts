/** The boxes of a differential pane: laid out by one width, coloured by what is more than noise. */
import type { DiffDrawOptions, Box, DiffBox, DiffBoxes } from '../draw/boxes.ts'
import { findNode, pathOfNode } from '../profile/framePath.ts'
import { visibleFrames } from '../draw/visibleFrames.ts'
import { type SortedTree, sortTree } from '../profile/sortTree.ts'
import { fewestEvents, smallestEffect } from './tested.ts'
import { type Drawable, evidence, type Mode } from './evidence.ts'

/** Points of the larger total from which a change is drawn one step stronger. */
export const stepsFrom: readonly number[] = [smallestEffect.points, 0.01, 0.03, 0.1, 0.25]

type Width = DiffDrawOptions['width']

/** Keeps the layouts and tests of one comparison, so that switching width or mode costs one layout. */
export class DiffDrawing {
  readonly #view: Drawable
  #drawn: { readonly width: Width; readonly mode: Mode } | undefined
  readonly #laid = new Map<string, SortedTree>()
  readonly #gone = new Map<Mode, readonly number[]>()

  constructor(view: Drawable) {
    this.#view = view
  }

  boxes({ widthPx, focus, onlySmaller, search, mode, width }: Omit<DiffDrawOptions, 'view'>): DiffBoxes {
    const { tree, from } = this.#layout(width, mode)
    this.#drawn = { width, mode }
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
        ...this.#numbers(box.node < 0 ? -1 : from[box.node]!, mode),
      })),
      gone: this.#goneUnder(focus, mode),
    }
  }

  /** The other mode is one key away: made ready when there is time, after the picture. @returns whether there was anything to do */
  prepare(): boolean {
    if (!this.#drawn) return false
    const { width, mode } = this.#drawn
    const other = mode === 'share' ? 'absolute' : 'share'
    this.#drawn = undefined
    if (this.#laid.has(keyOf(width, other))) return false
    this.#layout(width, other)
    this.#view.evident(other)
    return true
  }

  #layout(width: Width, mode: Mode): SortedTree {
    const key = keyOf(width, mode)
    const known = this.#laid.get(key)
    if (known) return known
    const made = layoutTree(this.#view, width, mode)
    this.#laid.set(key, made)
    return made
  }

  #numbers(node: number, mode: Mode): Omit<DiffBox, keyof Box> {
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
    const found = this.#view.evident(mode)[node]
    const evident = found !== evidence.none && Math.abs(points) >= smallestEffect.points
    const step = evident ? Math.sign(points) * stepsFrom.filter((from) => Math.abs(points) >= from).length : 0
    return {
      base,
      head,
      baseShare: shares.base,
      headShare: shares.head,
      baseSamples: samples.base,
      headSamples: samples.head,
      step,
      ...this.#follows(node, changeOf(samples, evident, step), found === evidence.withCaller, samples),
    }
  }

  /** What only goes with a caller, and what could not be told: by how much it would have had to change. */
  #follows(
    node: number,
    change: DiffBox['change'],
    withCaller: boolean,
    samples: { readonly base: number; readonly head: number },
  ): Pick<DiffBox, 'change' | 'decidedAt' | 'smallestVisible'> {
    if (change === 'no-evidence') {
      const smallest = this.#view.smallestVisible?.(node, samples)
      return { change, ...(smallest !== undefined && Number.isFinite(smallest) ? { smallestVisible: smallest } : {}) }
    }
    if (!withCaller || (change !== 'grew' && change !== 'shrank')) return { change }
    const at = this.#view.decidedAt?.(node)
    return { change: 'follows', ...(at === undefined ? {} : { decidedAt: at }) }
  }

  /** Topmost frames under the focus that head never reached, for the list beside the picture. */
  #goneUnder(focus: readonly string[], mode: Mode): DiffBoxes['gone'] {
    const { union, base } = this.#view.aligned
    const start = findNode(union, focus)
    if (start < 0) return []
    const gone = this.#gone.get(mode) ?? goneNodes(this.#view, mode)
    this.#gone.set(mode, gone)
    return gone
      .filter((node) => node > start && node < union.subtreeEnd[start]!)
      .slice(0, 20)
      .map((node) => ({
        path: pathOfNode(union, node),
        base: base.total[node]!,
        baseShare: partOf(base.total[node]!, base.total[0]!),
      }))
  }
}

const keyOf = (width: Width, mode: Mode): string => `${width} ${mode}`

/** Topmost frames that head never reached, the largest first. */
function goneNodes(view: Drawable, mode: Mode): readonly number[] {
  const { union, base, head } = view.aligned
  // By what colours the picture: the other test of two hundred thousand paths would hold it up.
  const evident = view.evident(mode)
  const found: number[] = []
  for (let node = 1; node < union.length;) {
    if (head.totalSamples[node] === 0 && base.totalSamples[node]! > 0) {
      if (evident[node] !== evidence.none) found.push(node)
      node = union.subtreeEnd[node]!
    } else node++
  }
  return found.sort((a, b) => base.total[b]! - base.total[a]!)
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
function layoutTree({ aligned, exposure }: Drawable, width: Width, mode: Mode): SortedTree {
  const { union, base, head } = aligned
  const perBase = 1 / (mode === 'share' ? base.total[0]! || 1 : exposure.base)
  const perHead = 1 / (mode === 'share' ? head.total[0]! || 1 : exposure.head)
  const self = new Float64Array(union.length)
  const samples = new Float64Array(union.length)
  for (let node = 0; node < union.length; node++) {
    const a = Math.max(0, base.self[node]!) * perBase
    const b = Math.max(0, head.self[node]!) * perHead
    self[node] = width === 'base' ? a : width === 'head' ? b : Math.max(a, b)
    samples[node] = base.selfSamples[node]! + head.selfSamples[node]!
  }
  return sortTree(union, self, samples)
}
