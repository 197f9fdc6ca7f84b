import { describe, expect, it } from 'vitest'
import { mulberry32 } from '../base/random.ts'
import { normal, poisson } from '../testing/chance.ts'
import { drawnWindow, windowToCompare } from '../testing/labelledService.ts'
import { compareWindows, type FoundComparison } from './compare.ts'
import type { Change } from './comparison.ts'

/** A service that prices: one handler and what it calls, in samples of 300 s; `math.Log` is called from two places. */
const pricing: Readonly<Record<string, number>> = {
  'main.decode;encoding/json.scan': 240,
  'main.decode;encoding/json.object': 190,
  'main.decode;encoding/json.literal': 260,
  'main.decode;encoding/json.string': 120,
  'main.order': 150,
  'main.order;sort.insertion': 210,
  'main.blackScholes': 310,
  'main.blackScholes;math.Log': 420,
  'main.blackScholes;math.Erfc': 780,
  'main.volSurface': 170,
  'main.volSurface;math.Log': 430,
  'main.volSurface;math.Exp': 520,
  'main.volSurface;math.Sin': 330,
  'main.volSurface;main.smile': 460,
  'main.encode;encoding/json.append': 280,
  'main.encode;encoding/json.reflect': 200,
  'main.encode;strconv.format': 330,
  'main.digest;fnv.Write': 540,
}

interface Run {
  readonly seed: number
  /** Everything by this factor: a slower machine, or more requests. */
  readonly all?: number
  /** What a path begins with, by its factor. */
  readonly moved?: Readonly<Record<string, number>>
}

function compared(paths: Readonly<Record<string, number>>, base: Run, head: Run): FoundComparison {
  const drawn = ({ seed, all = 1, moved = {} }: Run) => {
    const random = mulberry32(seed)
    const ofRun = new Map<string, number>()
    const counts = Object.entries(paths).map(([path, mean]) => {
      const name = path.split(';').at(-1) ?? path
      const wander = ofRun.get(name) ?? Math.exp(0.02 * normal(random))
      ofRun.set(name, wander)
      const factor = Object.entries(moved).reduce(
        (product, [at, by]) => (path.startsWith(at) ? product * by : product),
        all,
      )
      return [`main.main;${path}`, poisson(mean * factor * wander, random)] as const
    })
    return drawnWindow({ from: 0, blockSeconds: 300, blocks: [{ '': Object.fromEntries(counts) }] })
  }
  return compareWindows(windowToCompare(drawn(base), false), windowToCompare(drawn(head), false), true).comparison
}

const below = (top: string, paths: Readonly<Record<string, number>>) =>
  Object.fromEntries(Object.entries(paths).map(([path, mean]) => [`${top};${path}`, mean]))
const service = below('main.handle', pricing)
const seeds = Array.from({ length: 20 }, (_, at) => 40 + 2 * at)
const own = ({ changes }: FoundComparison): readonly Change[] =>
  changes.filter(({ verdict, explainedBy }) => verdict !== 'moved' && explainedBy === undefined)
const volSurface = 'main.handle;main.volSurface'

describe('a function that does twice the work, with all it calls', () => {
  it('is found first with the truth in its interval, and is not what two runs differ by', () => {
    const found = seeds.map((seed) => compared(service, { seed }, { seed: seed + 1, moved: { [volSurface]: 2 } }))
    for (const { changes, yardstick } of found) {
      expect(changes[0]).toMatchObject({ name: 'main.volSurface', verdict: 'grew' })
      expect(yardstick).not.toMatch(/ (1[2-9]|2\d)(\.\d)? % per function/)
    }
    const held = found.filter(({ changes: [first] }) => first && first.ratio.low <= 2 && 2 <= first.ratio.high)
    expect(held.length).toBeGreaterThanOrEqual(18)
  })

  it.each([0.5, 0.7, 1.6])(
    'is found beside a machine that gives ×%d of the time, and nothing else shrank or grew',
    (all) => {
      let shrank = 0
      for (const seed of seeds) {
        const comparison = compared(service, { seed }, { seed: seed + 1, all, moved: { [volSurface]: 2 } })
        const { cpu } = comparison.views
        expect(cpu.state === 'compared' && cpu.together).toBeCloseTo(all, 0)
        expect(comparison.changes[0]).toMatchObject({ name: 'main.volSurface', verdict: 'grew' })
        if (own(comparison).some(({ verdict }) => verdict === 'shrank')) shrank++
      }
      // One in twenty is what chance is allowed.
      expect(shrank).toBeLessThanOrEqual(1)
    },
  )

  it('and calls nothing is found beside a machine on which it then costs per second what it did', () => {
    const paths = { ...service, 'main.handle;main.checksum': 3200 }
    for (const seed of seeds) {
      const comparison = compared(
        paths,
        { seed },
        { seed: seed + 1, all: 0.6, moved: { 'main.handle;main.checksum': 1.7 } },
      )
      expect(comparison.changes[0]).toMatchObject({ name: 'main.checksum', verdict: 'grew' })
      expect(own(comparison).filter(({ verdict }) => verdict === 'shrank')).toEqual([])
    }
  })

  it('is not seen where nothing changed', () => {
    const loud = seeds.filter((seed) => own(compared(service, { seed }, { seed: seed + 1 })).length > 0)
    expect(loud.length).toBeLessThanOrEqual(1)
  })
})

describe('three endpoints of which two have half as many requests again', () => {
  const endpoints = Object.fromEntries(
    ['a', 'b', 'c'].flatMap((name) =>
      Object.entries(pricing).map(([path, mean]) => [
        `net/http.(*ServeMux).ServeHTTP;shop.${name};${name}${path}`,
        mean,
      ]),
    ),
  )

  it('never make the third one shrink, whose cost stood still', () => {
    const at = (name: string): string => `net/http.(*ServeMux).ServeHTTP;shop.${name}`
    for (const seed of seeds) {
      const found = compared(endpoints, { seed }, { seed: seed + 1, moved: { [at('a')]: 1.5, [at('b')]: 1.5 } })
      const { cpu } = found.views
      expect(cpu.state === 'compared' && cpu.together).toBeUndefined()
      expect(own(found).filter(({ verdict }) => verdict === 'shrank')).toEqual([])
    }
  })
})
