import { describe, expect, it } from 'vitest'
import { mulberry32 } from '../base/random.ts'
import { drawnWindow, windowToCompare } from '../testing/labelledService.ts'
import { treeOf } from '../testing/treeOf.ts'
import { alignTrees } from './alignTrees.ts'
import { compareWindows, type FoundComparison } from './compare.ts'
import { runtimeWork } from './runtimeWork.ts'

interface Drawn {
  readonly seed: number
  readonly factors?: Readonly<Record<string, number>>
  readonly all?: number
  /** How much the runtime's own functions differ from run to run. */
  readonly wander?: number
}

/** A Go service of 30 functions whose runs agree, and 24 of the scheduler's and the collector's that differ by half from run to run. */
function run({ seed, factors = {}, all = 1, wander = 0.5 }: Drawn) {
  const random = mulberry32(seed)
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
  const drawn = (mean: number): number => Math.max(0, Math.round(mean + Math.sqrt(mean) * normal()))
  const paths: Record<string, number> = {}
  for (let at = 0; at < 30; at++) {
    const name = `example.com/depot/price.F${at}`
    paths[`runtime.goexit;main.serve;main.h${at % 4};${name}`] = drawn((3000 / (at + 4)) * all * (factors[name] ?? 1))
  }
  for (let at = 0; at < 24; at++)
    paths[`runtime.mcall;runtime.schedule;runtime.find${at}`] = drawn((1200 / (at + 4)) * Math.exp(wander * normal()))
  const collector = 'runtime.gcBgMarkWorker'
  paths[`${collector};runtime.gcDrain;runtime.scanObject`] = drawn(300 * (factors[collector] ?? 1))
  return windowToCompare(drawnWindow({ from: 0, blockSeconds: 60, blocks: [{ '': paths }] }), false)
}

const compared = (base: Drawn, head: Drawn): FoundComparison => compareWindows(run(base), run(head), true).comparison
const seeds = Array.from({ length: 8 }, (_, at) => 500 + 2 * at)
const third = 'example.com/depot/price.F2'

describe('what a runtime does by itself', () => {
  it('is no change where it comes and goes, nor do the program’s own functions grow by what it leaves them', () => {
    const loud = seeds.filter((seed) => compared({ seed }, { seed: seed + 1 }).changes.length > 0)
    expect(loud.length).toBeLessThanOrEqual(1)
  })

  it('hides no function of the program', () => {
    const found = seeds.map((seed) => compared({ seed }, { seed: seed + 1, factors: { [third]: 1.7 } }).changes[0])
    expect(found.filter((first) => first?.name === third && first.verdict === 'grew').length).toBeGreaterThanOrEqual(7)
  })

  it('is told where it became much: a collector that takes eight times as long', () => {
    const wander = 0.1
    const { changes } = compared({ seed: 500, wander }, { seed: 501, wander, factors: { 'runtime.gcBgMarkWorker': 8 } })
    expect(changes[0]?.name).toMatch(/^runtime\.(gcBgMarkWorker|gcDrain|scanObject)$/)
  })

  it('stands still for no part of the program: of all of that twice as much is more to do', () => {
    const { changes, views } = compared({ seed: 500 }, { seed: 501, all: 2 })
    expect(views.cpu).toMatchObject({ state: 'compared', together: expect.closeTo(2, 0) })
    expect(changes.filter(({ verdict }) => verdict !== 'moved')).toEqual([])
  })

  it.each<readonly [what: string, paths: Readonly<Record<string, number>>, found: readonly (boolean | undefined)[]]>([
    ['a program all of which is its own', { 'main.serve;main.work': 90, 'main.serve;main.rest': 10 }, [undefined]],
    [
      'what a request pays for its locks, and what it computes with',
      {
        'main.serve;main.work': 50,
        'main.serve;main.work;runtime.lock2': 20,
        'main.serve;main.work;runtime.memmove': 20,
        'runtime.mcall;runtime.memmove': 1,
        'runtime.mcall;runtime.schedule': 20,
      },
      [false, true, false, true],
    ],
  ])('tells apart: %s', (_what, paths, [...found]) => {
    const tree = treeOf(Object.entries(paths))
    const aligned = alignTrees(tree, tree, { baseExposure: 1, headExposure: 1 })
    const apart = runtimeWork(aligned)
    const names = ['main.work', 'runtime.lock2', 'runtime.memmove', 'runtime.schedule']
    const isOf = (name: string): boolean | undefined => apart?.isOf(aligned.union.names.indexOf(name))
    expect(names.slice(0, found.length).map(isOf)).toEqual(found)
  })
})
