/** The yardstick of one profile type: from the blocks of both windows, else assumed; and the counts by request type. */
import { buildFunctionTable } from '../profile/functions.ts'
import type { MeasuredView } from '../window/windowProfiles.ts'
import type { AlignedTrees } from './alignTrees.ts'
import type { ViewPair } from './viewPair.ts'
import { eventsOf, families, type FunctionSides } from './functionSides.ts'
import { chooseRequestTypes, countedParts, mayHaveRequestTypes, type RequestTypes } from './requestLabel.ts'
import { shareTest } from './statistics/shareTest.ts'
import { countStrata, strataSizes } from './strataCounts.ts'
import { RequestComparison } from './withinRequests.ts'
import { assumedYardstick, fewestBlocks, samplingAlone, type Yardstick } from './yardstick.ts'
import { type Blocks, measuredYardstick } from './yardstickOfBlocks.ts'

/** Of the total per second. */
export function wholeDesignEffect({ baseBlocks, headBlocks }: ViewPair): number {
  const phiOf = (blocks: readonly MeasuredView[]): number => {
    const rates = blocks.map((view) => ({ k: view.tree.totalSamples[0]!, seconds: view.coveredSeconds }))
    const seconds = rates.reduce((sum, one) => sum + one.seconds, 0)
    const mean = rates.reduce((sum, one) => sum + one.k, 0) / seconds
    if (rates.length < fewestBlocks || !(mean > 0)) return 2
    return (
      rates.reduce((sum, one) => sum + (one.k - mean * one.seconds) ** 2 / (mean * one.seconds), 0) / (rates.length - 1)
    )
  }
  return Math.max(1, phiOf(baseBlocks), phiOf(headBlocks))
}

/** Counts by request type, where both sides' samples carry a label that says it. */
export function compareRequests(
  { base, head, exposure }: ViewPair,
  functions: FunctionSides,
  aligned: AlignedTrees,
): RequestComparison | undefined {
  const a = base.parts ?? []
  const b = head.parts ?? []
  if (base.kind === 'heap_live' || !mayHaveRequestTypes(a) || !mayHaveRequestTypes(b)) return undefined
  const counted = { base: countedParts(a), head: countedParts(b) }
  const types = chooseRequestTypes(counted.base, counted.head)
  if (!types) return undefined
  const indexOf = new Map(functions.names.map((name, index) => [name, index]))
  const functionOf = (name: string): number | undefined => indexOf.get(aligned.renamed.get(name) ?? name)
  const rateOf = ({ tree }: MeasuredView, seconds: number): number =>
    tree.totalSamples[0]! > 0 ? tree.total[0]! / tree.totalSamples[0]! / seconds : 0
  return new RequestComparison(
    {
      types,
      base: countStrata(counted.base, types, functions.names.length, functionOf),
      head: countStrata(counted.head, types, functions.names.length, functionOf),
      ratePerEvent: { base: rateOf(base, exposure.base), head: rateOf(head, exposure.head) },
    },
    functions.names.length,
  )
}

export function yardstickOf(
  pair: ViewPair,
  functions: FunctionSides,
  aligned: AlignedTrees,
  n: { readonly base: number; readonly head: number },
  requests: RequestComparison | undefined,
): Yardstick {
  const { baseBlocks, headBlocks } = pair
  if (pair.twoMoments) return samplingAlone
  const types = requests?.strata.types
  if (baseBlocks.length >= fewestBlocks && headBlocks.length >= fewestBlocks) {
    const ofBase = blocksOf(baseBlocks, functions, aligned, types)
    return measuredYardstick(
      ofBase,
      headBlocks === baseBlocks ? ofBase : blocksOf(headBlocks, functions, aligned, types),
      functions.names.length,
      n,
      requests?.strata,
    )
  }
  const statistics = {
    self: { share: [] as number[], within: [] as number[] },
    total: { share: [] as number[], within: [] as number[] },
  }
  for (const family of pair.exposure.parts ? [] : families) {
    for (let name = 0; name < functions.names.length; name++) {
      const kA = eventsOf(functions.base, family)[name]!
      const kB = eventsOf(functions.head, family)[name]!
      // What one side alone has is no variation of two runs: of two programs it would be all there is, and nothing would differ.
      if (kA + kB < 20 || kA === 0 || kB === 0) continue
      statistics[family].share.push(
        shareTest({ k: Math.min(kA, n.base), n: n.base }, { k: Math.min(kB, n.head), n: n.head }).g,
      )
      if (requests) statistics[family].within.push(requests.test(name, family, independent).x)
    }
  }
  return assumedYardstick(statistics)
}

const independent = { d: 1, nu: Number.POSITIVE_INFINITY }

function blocksOf(
  views: readonly MeasuredView[],
  functions: FunctionSides,
  aligned: AlignedTrees,
  types: RequestTypes | undefined,
): Blocks {
  const indexOf = new Map(functions.names.map((name, index) => [name, index]))
  return {
    functions: views.map(({ tree }) => {
      const table = buildFunctionTable(tree)
      const into = {
        self: zeros(),
        total: zeros(),
        selfSamples: zeros(),
        totalSamples: zeros(),
        nodes: new Int32Array(functions.names.length),
      }
      for (const [at, name] of tree.names.entries()) {
        const target = indexOf.get(aligned.renamed.get(name) ?? name)
        if (target === undefined) continue
        into.selfSamples[target]! += table.selfSamples[at]!
        into.totalSamples[target]! += table.totalSamples[at]!
      }
      return into
    }),
    samples: views.map(({ tree }) => tree.totalSamples[0]!),
    seconds: views.map(({ coveredSeconds }) => Math.max(coveredSeconds, 1e-9)),
    ...(types ? { strataSizes: views.map(({ parts }) => strataSizes(countedParts(parts ?? []), types)) } : {}),
  }

  function zeros(): Float64Array {
    return new Float64Array(functions.names.length)
  }
}
