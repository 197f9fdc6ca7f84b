import type { ViewKind } from '../base/vocabulary.ts'
import { describe, expect, it } from 'vitest'
import { type Random, mulberry32 } from '../base/random.ts'
import type { MeasuredView, WindowProfiles } from '../window/windowProfiles.ts'
import { noRedaction, Redactor } from '../snapshot/redact.ts'
import { compareWindows, type FoundComparison } from './compare.ts'
import { compareView, type ComparedView } from './compareView.ts'
import { rankChanges } from './rankChanges.ts'
import { type Drawn, drawnWindow, type RequestSamples, windowToCompare } from '../testing/labelledService.ts'

/** The example of the statistics reference: parse takes 5 % of /list and 30 % of /checkout in both windows; only the mix moves. */
const simpson = {
  base: {
    '/list': { 'main;serve;list;parse': 400, 'main;serve;list;query': 7600 },
    '/checkout': { 'main;serve;checkout;parse': 600, 'main;serve;checkout;pay': 1400 },
  },
  head: {
    '/list': { 'main;serve;list;parse': 200, 'main;serve;list;query': 3800 },
    '/checkout': { 'main;serve;checkout;parse': 1800, 'main;serve;checkout;pay': 4200 },
  },
}

function compare(base: RequestSamples, head: RequestSamples, label?: string): FoundComparison {
  const side = (requests: RequestSamples, from: number): Drawn =>
    drawnWindow({ from, blockSeconds: 100, blocks: [requests], ...(label === undefined ? {} : { label }) })
  return compareWindows(windowToCompare(side(base, 0), false), windowToCompare(side(head, 100), false)).comparison
}

describe('comparing where samples say what was asked for', () => {
  it('calls a share that doubled with the mix of requests moved, and says which request type did it', () => {
    const { changes, yardstick, unchanged } = compare(simpson.base, simpson.head)
    const parse = changes.find(({ name }) => name === 'parse')
    expect(parse?.verdict).toBe('moved')
    expect(parse?.requests).toMatchObject({ cause: 'mix', label: 'endpoint', lead: { value: '/checkout' } })
    expect(parse?.requests?.mix).toBeCloseTo(0.1, 10)
    expect(parse?.requests?.within).toBeCloseTo(0, 10)
    expect(parse?.requests?.ratio?.value).toBeCloseTo(1, 10)
    expect(parse?.text).toContain('+10 points, of which +10 because /checkout took a larger part of CPU (20 % → 60 %)')
    expect(changes.filter(({ verdict }) => verdict === 'grew' || verdict === 'shrank')).toEqual([])
    expect(yardstick).toContain('request types by the label endpoint (2 values on 100 % and 100 % of the samples)')
    expect(yardstick).toContain(`${unchanged.functions.explainedByMix} explained by mix`)
    expect(unchanged.functions.explainedByMix).toBeGreaterThan(0)
    expect(unchanged.functions.changed).toBe(0)
  })

  it('takes the same numbers for a change when nothing says what was asked for, and says that', () => {
    const { changes, yardstick } = compare(simpson.base, simpson.head, 'thread_id')
    expect(changes.find(({ name }) => name === 'parse')?.verdict).toBe('grew')
    expect(yardstick).toContain('no labels that tell request types apart')
  })

  it('says that it cannot separate a function that is its request type', () => {
    const { changes } = compare(
      { '/list': { 'main;list': 8000 }, '/export': { 'main;export;encode': 1960, 'main;export': 40 } },
      { '/list': { 'main;list': 8000 }, '/export': { 'main;export;encode': 3930, 'main;export': 70 } },
    )
    for (const name of ['export', 'encode']) {
      const change = changes.find((one) => one.name === name)
      expect(change).toMatchObject({ verdict: 'moved', requests: { cause: 'inseparable' } })
      expect(change?.text).toContain('Compare request counts')
    }
  })

  it('finds what changed within its request types although the mix moved against it', () => {
    const { changes } = compare(
      {
        '/list': { 'main;list;query': 7000, 'main;list;sign': 1000 },
        '/pay': { 'main;pay;sign': 1000, 'main;pay;book': 1000 },
      },
      {
        '/list': { 'main;list;query': 7000, 'main;list;sign': 2000 },
        '/pay': { 'main;pay;sign': 220, 'main;pay;book': 110 },
      },
    )
    expect(changes[0]).toMatchObject({ name: 'sign', verdict: 'grew', requests: { cause: 'itself' } })
    expect(changes.find(({ name }) => name === 'query')?.verdict).not.toBe('shrank')
  })

  it('does not say that the neighbours of a slower function shrank, though their part of the request did', () => {
    const { changes } = compare(
      {
        '/pay': { 'main;pay;sign': 2000, 'main;pay;book': 2000, 'main;pay;tax': 1000 },
        '/list': { 'main;list': 3000 },
      },
      {
        '/pay': { 'main;pay;sign': 4000, 'main;pay;book': 2000, 'main;pay;tax': 1000 },
        '/list': { 'main;list': 3000 },
      },
    )
    expect(changes[0]).toMatchObject({ name: 'sign', verdict: 'grew' })
    expect(changes.filter(({ verdict }) => verdict === 'shrank')).toEqual([])
  })

  it('travels in a snapshot without the labels’ values where labels are left out', () => {
    const comparison = compare(simpson.base, simpson.head)
    const labels = [{ endpoint: '/list' }, { endpoint: '/checkout' }]
    const choices = { ...noRedaction, dropLabels: true }
    const frozen = new Redactor({ choices, salt: 'test', hosts: [], labels }).texts(comparison)
    expect(JSON.stringify(comparison)).toContain('/checkout')
    expect(JSON.stringify(frozen)).not.toContain('/checkout')
    expect(frozen.changes.find(({ name }) => name === 'parse')?.text).toMatch(/because label-[0-9a-f]+ took/)
  })

  it('leaves labels alone that name an outcome, a thread or single requests', () => {
    const many = (from: number): RequestSamples =>
      Object.fromEntries(Array.from({ length: 3000 }, (_, i) => [`/order/${from + i}`, { 'main;order': 3 }]))
    expect(compare(simpson.base, simpson.head, 'cache').yardstick).toContain('no labels')
    expect(compare(simpson.base, simpson.head, 'span id').yardstick).toContain('no labels')
    expect(compare(many(0), many(1500)).yardstick).toContain('no labels')
  })
})

/** 12 request types over 300 functions, some of them shared; the mix of requests wanders with a memory as long as a window. */
class DriftingService {
  readonly #random: Random
  readonly #mix: number[]
  readonly #types: { readonly paths: readonly string[]; readonly weights: readonly number[] }[]

  constructor(random: Random) {
    this.#random = random
    this.#mix = Array.from({ length: 12 }, () => this.#normal())
    this.#types = Array.from({ length: 12 }, (_, type) => {
      const paths: string[] = ['main;serve;target']
      const weights: number[] = [type % 2 === 0 ? 0.08 : 0]
      for (let i = 0; i < 80; i++) {
        const name = i < 25 ? `own${type}_${i}` : `shared${Math.floor(random() * 120)}`
        paths.push(`main;serve;h${type};stage${i % 5};${name}`)
        weights.push(0.96 * (1 / (i + 1) ** 1.1 / 4.2))
      }
      return { paths, weights }
    })
  }

  /** 300 s of 100 samples a second in 8 blocks. */
  window(from: number, targetScale: number): Drawn {
    return drawnWindow({ from, blockSeconds: 37.5, blocks: Array.from({ length: 8 }, () => this.#block(targetScale)) })
  }

  #block(targetScale: number): RequestSamples {
    const memory = Math.exp(-37.5 / 300)
    const shares = this.#mix.map((state, type) => {
      this.#mix[type] = memory * state + Math.sqrt(1 - memory ** 2) * this.#normal()
      return Math.exp(0.3 * this.#mix[type])
    })
    const cumulative: number[] = []
    const cells: [type: number, path: string][] = []
    let running = 0
    for (const [type, { paths, weights }] of this.#types.entries()) {
      for (const [i, path] of paths.entries()) {
        running += shares[type]! * weights[i]! * (i === 0 ? targetScale : 1)
        cumulative.push(running)
        cells.push([type, path])
      }
    }
    const requests: Record<string, Record<string, number>> = {}
    for (let sample = 0; sample < 3750; sample++) {
      const at = this.#random() * running
      let low = 0
      let high = cumulative.length - 1
      while (low < high) {
        const middle = (low + high) >> 1
        if (cumulative[middle]! < at) low = middle + 1
        else high = middle
      }
      const [type, path] = cells[low]!
      const paths = (requests[`/type${type}`] ??= {})
      paths[path] = (paths[path] ?? 0) + 1
    }
    return requests
  }

  #normal(): number {
    let sum = -6
    for (let i = 0; i < 12; i++) sum += this.#random()
    return sum
  }
}

const cpuOf = ({ views }: WindowProfiles): MeasuredView => {
  if (views.cpu.state !== 'measured') throw new Error('no CPU')
  return views.cpu
}

function changesOf(base: Drawn, head: Drawn, labelled: boolean, withBlocks: boolean): FoundComparison['changes'] {
  const viewOf = (profiles: WindowProfiles): MeasuredView =>
    labelled ? cpuOf(profiles) : { ...cpuOf(profiles), parts: [] }
  const view = compareView({
    base: viewOf(base.whole),
    head: viewOf(head.whole),
    baseBlocks: withBlocks ? base.blocks.map(viewOf) : [],
    headBlocks: withBlocks ? head.blocks.map(viewOf) : [],
    exposure: { base: 300, head: 300, comparable: true },
    separateRuns: false,
  })
  return rankChanges(new Map<ViewKind, ComparedView>([['cpu', view]])).changes
}

const isChange = ({ verdict }: FoundComparison['changes'][number]): boolean => verdict !== 'moved'

describe('a mix of requests that wanders as slowly as a window is long', () => {
  const replicates = 12

  it('is not taken for changed functions where labels say what was asked for; without them it is', () => {
    const random = mulberry32(20261122)
    let withLabels = 0
    let without = 0
    for (let i = 0; i < replicates; i++) {
      const service = new DriftingService(random)
      const [base, head] = [service.window(0, 1), service.window(300, 1)]
      withLabels += changesOf(base, head, true, true).filter(isChange).length
      without += changesOf(base, head, false, false).filter(isChange).length
    }
    expect(withLabels / replicates).toBeLessThanOrEqual(0.1)
    // Naive readers of the same windows are told of this many changed functions.
    expect(without / replicates).toBeGreaterThan(2)
  })

  it('does not hide a function of 4 % that became half as slow again', () => {
    const random = mulberry32(7)
    let found = 0
    let others = 0
    for (let i = 0; i < replicates; i++) {
      const service = new DriftingService(random)
      const changes = changesOf(service.window(0, 1), service.window(300, 1.5), true, true).filter(isChange)
      if (changes[0]?.name === 'target' && changes[0].verdict === 'grew') found++
      others += changes.filter(({ name }) => name !== 'target').length
    }
    expect(found / replicates).toBeGreaterThanOrEqual(0.95)
    expect(others / replicates).toBeLessThanOrEqual(0.1)
  })
})
