import { describe, expect, it } from 'vitest'
import { plainText } from '../diagnosis/words.ts'
import type { ToldSignal, ToldSignals } from '../diagnosis/story.ts'
import { tellHeadline } from '../analysis/words/headline.ts'
import { drawnWindow, windowToCompare } from '../testing/labelledService.ts'
import { compareWindows, type FoundComparison } from './compare.ts'
import type { WindowToCompare } from './windowToCompare.ts'

interface Drawn {
  /** Per function, in each of eight parts of a minute. */
  readonly samples: Readonly<Record<string, number>>
  /** Of four cores, as the process counted it; absent: it did not. */
  readonly cpuPercent?: number
  /** What of that is not Java code. */
  readonly other?: readonly [number, number]
}

function recorded({ samples, cpuPercent, other = [2, 8] }: Drawn): WindowToCompare {
  const block = Object.fromEntries(Object.entries(samples).map(([name, count]) => [`main;${name}`, count]))
  const drawn = drawnWindow({ from: 0, blockSeconds: 7.5, blocks: Array.from({ length: 8 }, () => ({ '': block })) })
  const { cpu } = drawn.whole.views
  if (cpu.state !== 'measured') throw new Error('no CPU')
  const side = windowToCompare(drawn)
  const { signals } = side.story
  const used = signals.cpu_user_pct
  if (used.state !== 'present') throw new Error('no CPU use')
  const counted: ToldSignal =
    cpuPercent === undefined
      ? used
      : { ...used, value: cpuPercent, low: cpuPercent, high: cpuPercent, counted: 'load-events' }
  const [low, high] = other
  const { cpu_alloc_pct: allocator } = signals
  const bounded = {
    state: 'absent',
    id: 'cpu_alloc_pct',
    why: '',
    next: '',
    ...(allocator.state === 'absent' ? allocator : {}),
    range: { low, high },
  } as ToldSignal
  const told: ToldSignals = { ...signals, cpu_user_pct: counted, cpu_alloc_pct: bounded }
  return {
    ...side,
    profiles: { ...drawn.whole, views: { ...drawn.whole.views, cpu: { ...cpu, traits: ['java-code'] } } },
    story: { ...side.story, signals: told },
  }
}

const compared = (base: Drawn, head: Drawn): FoundComparison =>
  compareWindows(recorded(base), recorded(head)).comparison
const work = { price: 20, rank: 30, sort: 40, read: 25 }
const twice = { price: 40, rank: 60, sort: 80, read: 50 }

describe('CPU of a recorder that samples which code runs, beside what the process counted', () => {
  it('is what was counted: twice the samples of as much CPU are no change', () => {
    const { changes, comparability, views } = compared(
      { samples: work, cpuPercent: 10 },
      { samples: twice, cpuPercent: 10 },
    )
    expect(changes).toEqual([])
    expect(views.cpu).toMatchObject({ state: 'compared', distinguishable: false })
    expect(comparability).toContainEqual(expect.objectContaining({ id: 'cpu-by-counters', level: 'note' }))
  })

  it('is told in cores that were counted', () => {
    const { headline } = compared(
      { samples: work, cpuPercent: 10 },
      { samples: { ...work, price: 100 }, cpuPercent: 17 },
    )
    expect(headline).toMatchObject({ id: 'function', name: 'price', verdict: 'grew' })
    // A sixth of 0.4 cores, and half of 0.68, less what is not Java code.
    expect(plainText(tellHeadline(headline))).toBe('price takes more CPU: 0.066 → 0.33 cores; CPU use 10 → 17 %.')
  })

  it('rose where the counter and the samples say so, and where there is no counter', () => {
    for (const [before, after] of [[10, 20], []]) {
      const found = compared(
        { samples: work, ...(before === undefined ? {} : { cpuPercent: before }) },
        { samples: twice, ...(after === undefined ? {} : { cpuPercent: after }) },
      )
      expect(found.views.cpu).toMatchObject({ distinguishable: true })
    }
  })

  it('is tested by shares alone where the collector may be most of it', () => {
    const loose = { cpuPercent: 10, other: [2, 60] as const }
    const found = compared({ samples: work, ...loose }, { samples: { ...work, price: 100 }, ...loose, cpuPercent: 30 })
    expect(plainText(tellHeadline(found.headline))).toMatch(/^price takes a larger share in B: 17 % → 51 % of CPU/)
    expect(compared({ samples: work, ...loose }, { samples: work, ...loose, cpuPercent: 30 }).changes).toEqual([])
  })
})
