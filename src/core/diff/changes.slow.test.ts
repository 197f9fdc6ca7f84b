import type { ViewKind } from '../base/vocabulary.ts'
import { describe, expect, it } from 'vitest'
import type { CallTree } from '../profile/callTree.ts'
import { type Random, mulberry32 } from '../base/random.ts'
import { zipfCounts } from '../testing/chance.ts'
import { treeOf } from '../testing/treeOf.ts'
import type { MeasuredView } from '../window/windowProfiles.ts'
import { compareView, type ComparedView } from './compareView.ts'
import type { Comparison } from './comparison.ts'
import { rankChanges } from './rankChanges.ts'

const periodNs = 1e7

/** Paths with their events: `{ 'main;handle;parse': 40 }`. */
const timeOf = (paths: Readonly<Record<string, number>>): CallTree =>
  treeOf(Object.entries(paths), { unit: 'nanoseconds', perEvent: periodNs })

function viewOf(tree: CallTree, seconds: number): MeasuredView {
  return {
    state: 'measured',
    kind: 'cpu',
    tree,
    total: tree.total[0] ?? 0,
    samples: tree.totalSamples[0] ?? 0,
    covered: [],
    coveredSeconds: seconds,
    how: { id: 'intervals', count: 1, cut: 0 },
    leftOut: [],
    cautions: [],
    files: [],
  }
}

interface Sides {
  readonly base: CallTree
  readonly head: CallTree
  readonly baseSeconds?: number
  readonly headSeconds?: number
  readonly sameCores?: boolean
}

function changesBetween({
  base,
  head,
  baseSeconds = 60,
  headSeconds = 60,
  sameCores = true,
}: Sides): Pick<Comparison, 'changes' | 'unchanged'> {
  const view = compareView({
    base: viewOf(base, baseSeconds),
    head: viewOf(head, headSeconds),
    baseBlocks: [],
    headBlocks: [],
    exposure: { base: baseSeconds, head: headSeconds, comparable: sameCores },
    separateRuns: false,
  })
  return rankChanges(new Map<ViewKind, ComparedView>([['cpu', view]]))
}

/** A service of 300 functions with shares after Zipf, under ten handlers; costs per function may be scaled. */
function serviceSamples(random: Random, samples: number, scale: Readonly<Record<number, number>> = {}): CallTree {
  const counts = zipfCounts(random, { functions: 300, samples, scale })
  const seen = [...counts.entries()].filter(([, count]) => count > 0)
  return timeOf(Object.fromEntries(seen.map(([at, count]) => [`main;handler${at % 10};f${at}`, count])))
}

const poissonish = (random: Random, mean: number): number =>
  Math.round(mean + Math.sqrt(mean) * (random() + random() + random() + random() - 2) * Math.sqrt(3))

describe('changes between two windows', () => {
  it('reports something in at most one of twenty comparisons when nothing changed, where naive subtraction always lists ten', () => {
    const random = mulberry32(20261122)
    const comparisons = 200
    let withAny = 0
    let naiveRows = 0
    for (let i = 0; i < comparisons; i++) {
      const base = serviceSamples(random, poissonish(random, 3000))
      const head = serviceSamples(random, poissonish(random, 3000))
      if (changesBetween({ base, head }).changes.length > 0) withAny++
      naiveRows += naiveTopTen(base, head)
    }
    expect(withAny / comparisons).toBeLessThanOrEqual(0.05)
    expect(naiveRows / comparisons).toBe(10)
  })

  it('invents nothing from unequal lengths', () => {
    const random = mulberry32(7)
    let withAny = 0
    for (let i = 0; i < 100; i++) {
      const base = serviceSamples(random, poissonish(random, 1000))
      const head = serviceSamples(random, poissonish(random, 10_000))
      if (changesBetween({ base, head, baseSeconds: 60, headSeconds: 600 }).changes.length > 0) withAny++
    }
    expect(withAny).toBeLessThanOrEqual(5)
  })

  it('invents nothing from another number of cores: cost per second follows the cores, shares do not', () => {
    const random = mulberry32(8)
    let withAny = 0
    for (let i = 0; i < 100; i++) {
      const base = serviceSamples(random, poissonish(random, 2000))
      const head = serviceSamples(random, poissonish(random, 8000))
      if (changesBetween({ base, head, sameCores: false }).changes.length > 0) withAny++
    }
    expect(withAny).toBeLessThanOrEqual(5)
  })

  it('finds a function that became 20 % slower, ranks it first, and its interval holds the truth', () => {
    const random = mulberry32(42)
    let first = 0
    let covered = 0
    const runs = 25
    for (let i = 0; i < runs; i++) {
      const base = serviceSamples(random, 100_000)
      // f1 takes about 12 % of the service: 20 % slower makes the whole 2.4 % more.
      const share = 1 / 2 ** 1.1 / Array.from({ length: 300 }, (_, n) => 1 / (n + 1) ** 1.1).reduce((a, b) => a + b, 0)
      const head = serviceSamples(random, Math.round(100_000 * (1 + 0.2 * share)), { 1: 1.2 })
      const [top] = changesBetween({ base, head }).changes
      if (top?.name === 'f1' && top.verdict === 'grew') first++
      if (top && top.ratio.low <= 1.2 && top.ratio.high >= 1.2) covered++
    }
    expect(first).toBe(runs)
    expect(covered).toBeGreaterThanOrEqual(runs - 2)
  })

  it('ranks a path that is no longer taken above the path that replaced it, and says what goes where', () => {
    const { changes } = changesBetween({
      base: timeOf({
        'main;serve;Find;fastLookup;hash': 900,
        'main;serve;Find;fastLookup': 600,
        'main;serve;write': 3000,
        'main;serve;Find;loadSlow;decode': 20,
      }),
      head: timeOf({
        'main;serve;Find;loadSlow;decode': 5500,
        'main;serve;Find;loadSlow;query': 1500,
        'main;serve;write': 3050,
      }),
    })
    expect(changes[0]).toMatchObject({
      name: 'fastLookup',
      verdict: 'gone',
      switched: { at: 'Find', instead: ['loadSlow'] },
    })
    expect(changes[0]?.text).toContain('no longer reached')
    expect(changes[0]?.text).toContain('Find goes to loadSlow instead')
    expect(changes.find(({ name }) => name === 'hash')?.explainedBy).toBe('fastLookup')
  })

  it('says that a share rose only because the total fell', () => {
    const { changes } = changesBetween({
      base: timeOf({ 'main;encode': 2000, 'main;query': 8000 }),
      head: timeOf({ 'main;encode': 2000, 'main;query': 1000 }),
    })
    const encode = changes.find(({ name }) => name === 'encode')
    expect(encode?.verdict).toBe('moved')
    expect(encode?.text).toContain('only because the total fell')
    expect(changes[0]).toMatchObject({ name: 'query', verdict: 'shrank' })
  })

  it('says nothing of a share that rose while the total did, where its cost is not told from chance', () => {
    const few = (a: number, b: number, c: number) => timeOf({ 'main;a': a, 'main;b': b, 'main;c': c })
    const { changes, unchanged } = changesBetween({ base: few(50, 25, 25), head: few(75, 15, 14) })
    expect(changes).toEqual([])
    expect(unchanged.functions).toMatchObject({ movedWithTotal: 0, notDistinguishable: 4 })
    // The same share beside a total that fell is its doing.
    const { changes: diluted } = changesBetween({ base: few(50, 25, 25), head: few(55, 11, 10) })
    expect(diluted).toMatchObject([{ name: 'a', verdict: 'moved' }])
  })

  it('splits every share change into its own change and dilution, and they add up', () => {
    const { changes } = changesBetween({
      base: timeOf({ 'main;a': 4000, 'main;b': 1000, 'main;c': 500 }),
      head: timeOf({ 'main;a': 1000, 'main;b': 3000, 'main;c': 600 }),
    })
    expect(changes.length).toBeGreaterThan(1)
    for (const change of changes)
      expect(change.own + change.dilution).toBeCloseTo(change.headShare - change.baseShare, 10)
  })

  it('lists nothing, and counts what it could not tell, when there are too few samples', () => {
    const { changes, unchanged } = changesBetween({
      base: timeOf({ 'main;a': 4, 'main;b': 2 }),
      head: timeOf({ 'main;a': 1, 'main;b': 5 }),
    })
    expect(changes).toEqual([])
    expect(unchanged.tooFew).toBeGreaterThan(0)
  })

  it('takes a renamed closure, a new version and a moved line for the same function', () => {
    const { changes } = changesBetween({
      base: timeOf({ 'main;handle.func1;lib@v1.2.3.Get': 3000, 'main;other': 3000 }),
      head: timeOf({ 'main;handle.func2.1;lib@v1.3.0.Get': 3010, 'main;other': 2990 }),
    })
    expect(changes).toEqual([])
  })
})

function naiveTopTen(base: CallTree, head: CallTree): number {
  const shares = (tree: CallTree): Map<string, number> => {
    const found = new Map<string, number>()
    for (let node = 1; node < tree.length; node++) {
      const name = tree.names[tree.name[node] ?? 0] ?? ''
      found.set(name, (found.get(name) ?? 0) + (tree.self[node] ?? 0) / (tree.total[0] ?? 1))
    }
    return found
  }
  const a = shares(base)
  const b = shares(head)
  return [...b].filter(([name, share]) => Math.abs(share - (a.get(name) ?? 0)) > 0).slice(0, 10).length
}
