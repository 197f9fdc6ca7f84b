/**
 * Which frames of a differential picture have a colour. One rule, per call path: its total changed by more than noise (tested as
 * functions are, one false discovery rate over the tree), and that is decided at this frame, where its caller's samples split among
 * callees (localSplits.ts). What changed but is decided further up goes with its caller and is said to.
 */
import type { DiffDrawOptions } from '../draw/boxes.ts'
import type { ViewKind } from '../base/vocabulary.ts'
import type { AlignedTrees } from './alignTrees.ts'
import type { ComparedView } from './compareView.ts'
import type { Exposure } from './viewPair.ts'
import { falseDiscoveryRate, fewestEvents } from './tested.ts'
import { decidedAbove } from './localSplits.ts'
import { smallestVisibleIncrease } from './statistics/effect.ts'
import { type DesignEffect, dispersedP, oncePerName } from './statistics/overdispersion.ts'
import { ManyTests } from './statistics/screened.ts'
import { type Counted, rateG, rateTest, shareG, shareTest } from './statistics/shareTest.ts'

export type Mode = DiffDrawOptions['mode']

/** Values of `Drawable.evident`; snapshots keep them as they are. */
export const evidence = { none: 0, here: 1, withCaller: 2 } as const

/** What a drawing needs of a compared view; a snapshot brings the same without any test to run. */
export interface Drawable {
  readonly kind: ViewKind
  readonly aligned: AlignedTrees
  readonly exposure: Exposure
  /** Per node of the union, see `evidence`. */
  evident(mode: Mode): Uint8Array
  /** Name of the frame at which a node's change is decided; undefined for the whole. Snapshots do not know. */
  decidedAt?(node: number): string | undefined
  /** 0.68: it would have been seen from +68 % on. Snapshots do not know. */
  smallestVisible?(node: number, samples: { readonly base: number; readonly head: number }): number | undefined
}

const assumedOfWhole: DesignEffect = { d: 2, nu: Number.POSITIVE_INFINITY }

/**
 * @param listed names of functions that the list says changed: a list of functions is a shorter question than a tree of paths, and what it
 * answers is not drawn as if nothing were known. Each of their paths still has to differ by itself.
 */
export function drawableOf(view: ComparedView, listed: ReadonlySet<string> = new Set()): Drawable {
  const { kind, aligned, exposure, ownExposure, yardstick, testable, decided } = view
  const { union, base, head } = aligned
  const n = { base: base.totalSamples[0]!, head: head.totalSamples[0]! }
  const above = decidedAbove(aligned, decided)
  const known = new Map<Mode, Uint8Array>()
  // A tree has thirty paths to a function, and what is asked here is about the function.
  const ofRate = oncePerName((name) => yardstick.rate(name, 'total'))
  const ofShare = oncePerName((name) => yardstick.share(name, 'total'))
  const effectOf = (node: number, rates: boolean): DesignEffect => {
    if (node === 0) return assumedOfWhole
    return rates ? ofRate(union.name[node]!) : ofShare(union.name[node]!)
  }
  const test = (mode: Mode): Uint8Array => {
    const nodes = new Int32Array(testable ? union.length : 0)
    const rates = mode === 'absolute' && exposure.comparable
    const tests = new ManyTests(nodes.length)
    // What moved every function alike is the whole's change and nobody's own.
    const secondsOf = (node: number): Exposure => (node === 0 ? exposure : ownExposure)
    const countedIn = (k: number, of: number): Counted => ({ k: Math.min(k, of), n: of })
    for (let node = 0; node < nodes.length; node++) {
      const kA = base.totalSamples[node]!
      const kB = head.totalSamples[node]!
      if (kA + kB < fewestEvents) continue
      // The root's share is 1 on both sides by definition; only its rate can change.
      if (node === 0 && !rates) continue
      const seconds = secondsOf(node)
      nodes[tests.count] = node
      tests.add(
        rates ? rateG(kA, seconds.base, kB, seconds.head) : shareG(countedIn(kA, n.base), countedIn(kB, n.head)),
        effectOf(node, rates).d,
      )
    }
    const exact = (row: number): number => {
      const node = nodes[row]!
      const kA = base.totalSamples[node]!
      const kB = head.totalSamples[node]!
      const seconds = secondsOf(node)
      const { p: sum, g } = rates
        ? rateTest(kA, seconds.base, kB, seconds.head)
        : shareTest(countedIn(kA, n.base), countedIn(kB, n.head))
      return dispersedP(sum, g, effectOf(node, rates))
    }
    const isNamed = (node: number): boolean => node > 0 && listed.has(union.names[union.name[node]!]!)
    const { p, largest } = tests.settle(falseDiscoveryRate, exact, (row) => isNamed(nodes[row]!))
    const evident = new Uint8Array(union.length)
    for (let row = 0; row < tests.count; row++) {
      const node = nodes[row]!
      const isListed = p[row]! <= falseDiscoveryRate && isNamed(node)
      if (p[row]! > largest && !isListed) continue
      const elsewhere =
        node > 0 && !isListed && decided[node] === 0 && (above[node]! >= 0 || evident[0] !== evidence.none)
      evident[node] = elsewhere ? evidence.withCaller : evidence.here
    }
    return evident
  }
  return {
    kind,
    aligned,
    exposure,
    evident: (mode) => {
      const found = known.get(mode) ?? test(mode)
      known.set(mode, found)
      return found
    },
    decidedAt: (node) => (above[node]! > 0 ? union.names[union.name[above[node]!]!] : undefined),
    smallestVisible: (node, samples) =>
      testable && node > 0 && samples.base >= 1 && n.head > 0
        ? smallestVisibleIncrease(
            { k: samples.base, n: n.base },
            { k: samples.head, n: n.head },
            effectOf(node, false).d,
          )
        : undefined,
  }
}
