import { describe, expect, it } from 'vitest'
import { insideCell, insideHead, tellInside } from '../analysis/words/inside.ts'
import { ProfileBuilder } from '../profile/profileBuilder.ts'
import { atSecond } from '../testing/captures.ts'
import { gather } from '../testing/gathered.ts'
import { labelledCapture } from '../testing/labelledService.ts'
import type { Capture } from '../window/capture.ts'
import { type Inside, type InsideSplit, insideOf, mostInsideValues } from './inside.ts'

/** One minute; 10 ms a sample. */
const cpuOf = (samples: Readonly<Record<string, number>>, label = 'endpoint'): Inside =>
  insideOf(
    gather([
      labelledCapture(Object.fromEntries(Object.entries(samples).map(([value, count]) => [value, { serve: count }])), {
        from: 0,
        until: 60,
        label,
      }),
    ]).views,
  )

function splitBy(inside: Inside, key: string): InsideSplit {
  const found = inside.splits.find((split) => split.key === key)
  if (!found) throw new Error(`no ${key} among ${inside.splits.map((one) => one.key).join()}`)
  return found
}

interface Row {
  readonly thread: string
  readonly tenant?: string
  /** Nanoseconds on the CPU, and of waiting for a lock. */
  readonly cpu: number
  readonly wait: number
}

/** Two files of one minute: CPU with threads, and waits with threads. */
function threadsOf(rows: readonly Row[]): readonly Capture[] {
  const file = (kind: 'cpu' | 'lock', type: string, valueOf: (row: Row) => number): Capture => {
    const builder = new ProfileBuilder([{ type, unit: 'nanoseconds' }])
    for (const row of rows) {
      const { thread, tenant } = row
      builder.sample(builder.stackFromRoot([builder.frame('main'), builder.frame('work')]), valueOf(row), {
        thread: builder.thread(thread, thread),
        ...(tenant === undefined ? {} : { labelSet: builder.labelSet([{ key: 'tenant', value: tenant }]) }),
      })
    }
    return {
      hash: kind,
      file: kind,
      profile: builder.finish({ format: 'test', runtime: 'jvm' }),
      kind,
      covers: 'interval',
      hints: {},
      window: { fromMs: atSecond(0), untilMs: atSecond(60) },
    }
  }
  return [file('cpu', 'cpu', ({ cpu }) => cpu), file('lock', 'delay', ({ wait }) => wait)]
}

describe('who differs inside one recording', () => {
  const endpoints = { '/search': 600, '/pay': 100, '/list': 110, '/home': 90, '': 100 }

  it('ranks the values of a label by distance from their median, with cores and the part of all samples', () => {
    const split = splitBy(cpuOf(endpoints), 'endpoint')
    expect(split.values.map(({ value }) => value)).toEqual(['/search', '/list', '/pay', '/home'])
    const [first] = split.values
    const [view] = split.views
    expect(view && first?.figures.cpu && insideCell(view, first.figures.cpu)).toBe('0.10 cores · 60 %')
    expect(tellInside(split)).toEqual({
      key: 'endpoint',
      value: '/search',
      text: '60 % of CPU, the median of 4 is 11 %',
    })
  })

  it('keeps what carries no label apart: it is nobody’s, and no part of the median', () => {
    const split = splitBy(cpuOf(endpoints), 'endpoint')
    expect(split.without.cpu).toMatchObject({ share: 0.1, samples: 100 })
    expect(splitBy(cpuOf({ a: 1, b: 1 }), 'endpoint').without).toEqual({})
  })

  it('names nobody where the values are alike, where there are two, or where a few samples make the difference', () => {
    expect(tellInside(splitBy(cpuOf({ a: 100, b: 110, c: 95, d: 105 }), 'endpoint'))).toBeUndefined()
    expect(tellInside(splitBy(cpuOf({ a: 900, b: 100 }), 'endpoint'))).toBeUndefined()
    // Five samples of eight are 62 %, and chance.
    expect(tellInside(splitBy(cpuOf({ a: 5, b: 1, c: 1, d: 1 }), 'endpoint'))).toBeUndefined()
    expect(tellInside(splitBy(cpuOf({ a: 500, b: 100, c: 100, d: 100 }), 'endpoint'))?.value).toBe('a')
  })

  it('is silent about labels that divide nothing', () => {
    expect(cpuOf({ '/only': 10 }).splits).toEqual([])
  })

  it('says of few samples how few they are', () => {
    const split = splitBy(cpuOf({ a: 500, b: 3 }), 'endpoint')
    const [view] = split.views
    const few = split.values.find(({ value }) => value === 'b')?.figures.cpu
    expect(view && few && insideCell(view, few)).toBe('below 0.001 cores · 0.6 % (3 samples)')
  })

  it('adds threads of one kind up, says how many they are, and holds their waits against those of the others', () => {
    const exec = Array.from({ length: 8 }, (_, at): Row => ({ thread: `exec-${at}`, cpu: 1e9, wait: 30e9 }))
    const others = ['reaper', 'logger', 'timer', 'main'].map((thread): Row => ({ thread, cpu: 1e9, wait: 1e9 }))
    const inside = insideOf(gather(threadsOf([...exec, ...others])).views)
    const split = splitBy(inside, 'thread group')
    expect(split.values[0]).toMatchObject({ value: 'exec-#', threads: 8, by: { kind: 'lock' } })
    const lock = split.views.find(({ kind }) => kind === 'lock')
    const waits = split.values[0]?.figures.lock
    expect(lock && waits && insideCell(lock, waits)).toBe('4.0 waiting · 98 %')
    expect(lock && insideHead(lock).head).toBe('lock wait')
    expect(splitBy(inside, 'thread').values).toHaveLength(12)
  })

  it('has no kinds of threads where every thread is one of its own', () => {
    const rows = ['main', 'reaper', 'timer'].map((thread): Row => ({ thread, cpu: 1e9, wait: 0 }))
    expect(insideOf(gather(threadsOf(rows)).views).splits.map(({ key }) => key)).toEqual(['thread'])
  })

  it('has a column for the profiles that carry the label, and none for those that do not', () => {
    const [cpu, lock] = threadsOf(
      ['a', 'b', 'c'].map((tenant, at): Row => ({ thread: `t${at}`, tenant, cpu: 1e9, wait: 1e9 })),
    )
    const plain = labelledCapture({ '': { serve: 10 } }, { from: 0, until: 60 })
    const both = insideOf(gather(cpu && lock ? [cpu, lock] : []).views)
    const one = insideOf(gather(lock ? [plain, lock] : []).views)
    expect(splitBy(both, 'tenant').views.map(({ kind }) => kind)).toEqual(['cpu', 'lock'])
    expect(splitBy(one, 'tenant').views.map(({ kind }) => kind)).toEqual(['lock'])
  })

  it('shows of very many values the furthest and the largest, and the rest as one with nothing lost', () => {
    const many = Object.fromEntries(Array.from({ length: 400 }, (_, at) => [`/item/${at}`, 1 + (at % 7)]))
    const split = splitBy(cpuOf({ ...many, '/search': 5000 }), 'endpoint')
    expect(split.values).toHaveLength(mostInsideValues)
    expect(split.values[0]?.value).toBe('/search')
    expect(split.rest?.values).toBe(401 - mostInsideValues)
    const shares = split.values.map(({ figures }) => figures.cpu?.share ?? 0)
    expect(shares.reduce((sum, one) => sum + one, split.rest?.figures.cpu?.share ?? 0)).toBeCloseTo(1, 9)
  })

  it('puts the label first in which somebody stands out', () => {
    const builder = new ProfileBuilder([{ type: 'cpu', unit: 'nanoseconds' }])
    for (let at = 0; at < 1000; at++) {
      builder.sample(builder.stackFromRoot([builder.frame('main')]), 1e7, {
        labelSet: builder.labelSet([
          { key: 'endpoint', value: `/e${at % 5}` },
          { key: 'zone', value: at % 10 < 7 ? 'z0' : `z${at % 10}` },
        ]),
      })
    }
    const { views } = gather([
      {
        hash: 'cpu',
        file: 'cpu',
        profile: builder.finish({ format: 'test' }),
        kind: 'cpu',
        covers: 'interval',
        hints: {},
        window: { fromMs: atSecond(0), untilMs: atSecond(60) },
      },
    ])
    expect(insideOf(views).splits.map(({ key }) => key)).toEqual(['zone', 'endpoint'])
  })
})
