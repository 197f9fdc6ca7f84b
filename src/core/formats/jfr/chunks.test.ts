import { describe, expect, it } from 'vitest'
import type { ParsedFile } from '../parsedFile.ts'
import type { DrawnChunk } from '../../testing/drawJfr.ts'
import { ms, read, typeId } from '../../testing/drawnShop.ts'

type Drawn = Partial<DrawnChunk>
const second = 1000

const setting = (type: string, name: string, value: string) =>
  ['jdk.ActiveSetting', 0, typeId(type), name, value] as const
const asked = (cpu: boolean, locks: boolean) => [
  setting('jdk.ExecutionSample', 'enabled', String(cpu)),
  setting('jdk.JavaMonitorEnter', 'enabled', String(locks)),
  setting('jdk.ThreadPark', 'enabled', String(locks)),
]
/** A minute in which one thread waits for a lock half of the time and one CPU sample is taken a second. */
function minute(
  atSecond: number,
  more: Drawn & { readonly cpu?: boolean; readonly locks?: boolean; readonly rate?: number } = {},
): Drawn {
  const { cpu = true, locks = true, rate = 1, ...chunk } = more
  const start = Number(chunk.startTicks ?? 0)
  const at = (n: number): number => start + Math.round(ms(n * second) * rate)
  return {
    startMs: atSecond * second,
    durationMs: 60 * second,
    ...chunk,
    events: [
      ...asked(cpu, locks),
      ...Array.from({ length: 60 }, (_, i) => [
        ...(cpu ? [['jdk.ExecutionSample', at(i), 1, 1, 1] as const] : []),
        ...(locks ? [['jdk.JavaMonitorEnter', at(i), Math.round(ms(500) * rate), 2, 1, 1] as const] : []),
        ['jdk.CPULoad', at(i), 0.25, 0, 0.5] as const,
      ]).flat(),
      ...(chunk.events ?? []),
    ],
  }
}
/** "lock 60–120 s: 30 s", one line per part. */
const told = ({ parts }: ParsedFile): readonly string[] =>
  parts.map(({ kind, window, profile }) => {
    const total = (profile.samples.values[0] ?? new Float64Array()).reduce((sum, value) => sum + value, 0)
    const from = Math.round((window?.fromMs ?? 0) / second)
    return `${kind} ${from}–${Math.round((window?.untilMs ?? 0) / second)}: ${(total / 1e9).toFixed(1)} s`
  })
const notes = ({ parts }: ParsedFile): string => parts.flatMap(({ profile }) => profile.meta.notes).join('\n')

describe('chunks that do not follow each other', () => {
  it('are recordings of their own time, in whatever order the file has them', () => {
    const expected = ['cpu 0–60: 1.2 s', 'cpu 3600–3660: 1.2 s', 'lock 0–60: 30.0 s', 'lock 3600–3660: 30.0 s']
    expect(told(read(minute(0), minute(3600))).toSorted()).toEqual(expected)
    expect(told(read(minute(3600), minute(0))).toSorted()).toEqual(expected)
  })

  it('are one recording where one begins when the other ends', () => {
    expect(told(read(minute(0), minute(60, { startTicks: 60_000_000_000n })))).toEqual([
      'cpu 0–120: 2.4 s',
      'lock 0–120: 60.0 s',
    ])
  })

  it('count their collections each from its own start', () => {
    const collections = (name: number): DrawnChunk['events'] => [
      ['jdk.GarbageCollection', ms(10), ms(5), 7, name],
      ['jdk.GCHeapSummary', ms(10), 7, 1, [0, 0], 90e6],
      ['jdk.GCHeapSummary', ms(10), 7, 2, [0, 0], 40e6],
    ]
    const { facts } = read(minute(0, { events: collections(1) }), minute(3600, { events: collections(2) }))
    expect(facts.liveHeapPoints?.map(({ collection }) => collection)).toEqual(['young', 'full'])
  })
})

describe('settings of a part of the chunks', () => {
  it('divide what was recorded by the time in which it was on', () => {
    expect(told(read(minute(0, { locks: false }), minute(60)))).toEqual(['cpu 0–120: 2.4 s', 'lock 60–120: 30.0 s'])
    expect(told(read(minute(0), minute(60, { cpu: false })))).toEqual(['cpu 0–60: 1.2 s', 'lock 0–120: 60.0 s'])
  })

  it('divide by all of it where it was on and nothing was seen', () => {
    const quiet: Drawn = { ...minute(0), events: asked(true, true) }
    expect(told(read(quiet, minute(60)))).toEqual(['cpu 0–120: 1.2 s', 'lock 0–120: 30.0 s'])
  })

  it('that come after the first chunk are those of the first, too', () => {
    const sample = ['jdk.ExecutionSample', ms(1), 1, 1, 1] as const
    const late = (events: DrawnChunk['events']) =>
      told(
        read(
          { durationMs: second, events: [sample] },
          { startMs: second, durationMs: second, events: [...events, sample] },
        ),
      )
    expect(late([setting('jdk.ExecutionSample', 'period', '1 s')])).toEqual(['cpu 0–2: 2.0 s'])
    expect(late([])).toEqual(['cpu 0–2: 0.0 s'])
  })
})

describe('chunks that are in a file twice', () => {
  it('are counted once', () => {
    const twice = read(minute(0), minute(0), minute(60, { startTicks: 60_000_000_000n }))
    expect(told(twice)).toEqual(['cpu 0–120: 2.4 s', 'lock 0–120: 60.0 s'])
    expect(notes(twice)).toContain('in the file twice and is counted once')
  })

  it('are those of another process where they share time, whatever their clocks: it is left out, in the open', () => {
    // Two processes of one machine have one clock.
    expect(told(read(minute(0), minute(30, { startTicks: 30_000_000_000n })))).toEqual([
      'cpu 0–60: 1.2 s',
      'lock 0–60: 30.0 s',
    ])
    const two = read(minute(0), minute(30, { startTicks: 5_000_000_000_000n }))
    expect(told(two)).toEqual(['cpu 0–60: 1.2 s', 'lock 0–60: 30.0 s'])
    expect(notes(two)).toContain('other processes over the same time')
  })
})

describe('chunks of several processes', () => {
  const of = (pid: number, startedMs: number, atSecond: number, rest: Drawn = {}): Drawn =>
    minute(atSecond, {
      startTicks: BigInt(pid) * 1_000_000_000_000n,
      events: [['jdk.JVMInformation', Number(pid) * 1e12, startedMs, pid]],
      ...rest,
    })
  const choices = ({ resources = [], parts, facts, factsOf = {} }: ParsedFile) =>
    resources.map(({ key, title }, at) => ({
      title,
      parts: parts.filter(({ resource }) => resource === key).map(({ kind, window }) => `${kind} ${window?.fromMs}`),
      program: (at === 0 ? facts : factsOf[key])?.program,
    }))

  it('are a choice of processes, in whatever order the file has them', () => {
    const idle = of(12, 1000, 30)
    const busy = of(7, 2000, 0)
    const expected = [
      { title: 'process 7', parts: ['cpu 0', 'lock 0'], program: { pid: 7, startedMs: 2000 } },
      { title: 'process 12', parts: ['cpu 30000', 'lock 30000'], program: { pid: 12, startedMs: 1000 } },
    ]
    const sorted = (file: ParsedFile) => choices(file).toSorted((a, b) => b.title.localeCompare(a.title))
    for (const file of [read(idle, busy), read(busy, idle)]) expect(choices(file)).toEqual(choices(read(busy, idle)))
    expect(sorted(read(busy, idle))).toEqual(expected)
  })

  it('are told by when they started where each is process 1 of its container', () => {
    const day = Date.UTC(2026, 10, 30, 3, 0, 0)
    const file = read(of(1, day, 0), of(1, day + 60_000, 3600))
    expect(
      choices(file)
        .map(({ title }) => title)
        .toSorted(),
    ).toEqual(['process 1, started 2026-11-30T03:00:00Z', 'process 1, started 2026-11-30T03:01:00Z'])
  })

  it('are one recording where they are of one process, also where a later chunk does not say whose it is', () => {
    const silent = minute(60, { startTicks: 7_060_000_000_000n })
    const file = read(of(7, 2000, 0), silent)
    expect(file.resources).toBeUndefined()
    expect(told(file)).toEqual(['cpu 0–120: 2.4 s', 'lock 0–120: 60.0 s'])
  })

  it('of one process are counted once and whole in any order', () => {
    const part = (n: number): Drawn =>
      of(7, 2000, 60 * n, {
        startTicks: BigInt(7000 + 60 * n) * 1_000_000_000n,
        events: [['jdk.JVMInformation', (7000 + 60 * n) * 1e9, 2000, 7]],
      })
    const sum = ({ parts }: ParsedFile) =>
      parts.map(({ kind, profile }) => `${kind} ${profile.samples.length}`).toSorted()
    expect(sum(read(part(0), part(2), part(1)))).toEqual(['cpu 120', 'cpu 60', 'lock 120', 'lock 60'])
  })
})

describe('a clock and a length that disagree', () => {
  const ticks = (seconds: number): bigint => BigInt(Math.round(seconds * 1e9))
  const right = ['cpu 0–120: 2.4 s', 'lock 0–120: 60.0 s']

  it.each([0.3, 0.7, 1.3, 3])('are settled by the next chunk: ticks %d times as fast as they say', (rate) => {
    const file = read(minute(0, { rate }), minute(60, { rate, startTicks: ticks(60 * rate) }))
    expect(told(file)).toEqual(right)
    expect(notes(file)).toContain(`its clock ticks ${rate.toFixed(2)} times as fast as it says`)
  })

  it('are settled for the length where the next chunk agrees with the clock', () => {
    for (const durationMs of [0, 10 * second, 600 * second]) {
      const file = read(minute(0, { durationMs }), minute(60, { startTicks: ticks(60) }))
      expect(told(file)).toEqual(right)
      expect(notes(file)).toContain('and is 60.0 s')
    }
  })

  it('are settled for the last chunk as they were for those before it', () => {
    expect(told(read(minute(0), minute(60, { startTicks: ticks(60), durationMs: 10 * second })))).toEqual([
      // Its last event is a second before its end.
      'cpu 0–119: 2.4 s',
      'lock 0–119: 60.0 s',
    ])
  })

  it('are settled in a single chunk by how often the load was to be read', () => {
    const period = setting('jdk.CPULoad', 'period', '1 s')
    expect(told(read(minute(0, { durationMs: 30 * second, events: [period] })))).toEqual([
      'cpu 0–59: 1.2 s',
      'lock 0–59: 30.0 s',
    ])
    expect(told(read(minute(0, { rate: 2, events: [period] })))).toEqual(['cpu 0–60: 1.2 s', 'lock 0–60: 30.0 s'])
  })

  it('are settled where the load was read every second and then no more, with everything else', () => {
    const events = [setting('jdk.CPULoad', 'period', '1 s')]
    const stopped = read(minute(0, { durationMs: 600 * second, events }))
    expect(told(stopped)).toEqual(['cpu 0–59: 1.2 s', 'lock 0–59: 30.0 s'])
    expect(notes(stopped)).toContain('says that it is 600.0 s long and is 59.0 s')
    // Read to its end, a program that does nothing else has run all that time; and a few seconds without it are a busy machine.
    const idle = Array.from({ length: 540 }, (_, i) => ['jdk.CPULoad', ms((60 + i) * second), 0, 0, 0] as const)
    const whole = read(minute(0, { durationMs: 600 * second, events: [...events, ...idle] }))
    expect(told(whole)).toEqual(['cpu 0–600: 1.2 s', 'lock 0–600: 30.0 s'])
    expect(told(read(minute(0, { durationMs: 66 * second, events })))).toEqual(['cpu 0–66: 1.2 s', 'lock 0–66: 30.0 s'])
    // Nobody says how often it was to be read.
    expect(told(read(minute(0, { durationMs: 600 * second })))).toEqual(['cpu 0–600: 1.2 s', 'lock 0–600: 30.0 s'])
  })

  it('are left alone where they agree', () => {
    expect(notes(read(minute(0), minute(60, { startTicks: ticks(60) })))).not.toMatch(/ticks|s long/)
  })
})
