import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { writePprof } from '../../core/testing/pprofWriter.ts'
import { diagnose } from './diagnose.ts'

const folder = mkdtempSync(join(tmpdir(), 'types-'))
afterAll(() => rmSync(folder, { recursive: true }))

type Types = readonly (readonly [type: string, unit: string])[]

/** What a pprof of these types is shown as, and which signals it gives. `leaf`: where its larger half stands. */
async function answerTo(types: Types, leaf = 'alpha', durationNanos = 10e9, words: readonly string[] = [], unit = 1e6) {
  const path = join(
    folder,
    `${types.map(([type]) => type).join('+')}-${leaf.replaceAll(/\W/g, '')}-${durationNanos}.pb`,
  )
  const samples = [
    { stack: ['main', leaf], values: types.map(() => 4 * unit) },
    { stack: ['main', 'beta'], values: types.map(() => 1 * unit) },
  ]
  writeFileSync(path, writePprof({ types, timeNanos: 1_795_000_000_000_000_000, durationNanos, samples }))
  const { code, stdout } = await diagnose(['--json', '--cores', '4', '--threads', '8', ...words, path])
  expect(code).toBe(0)
  const { profiles, signals, warnings } = JSON.parse(stdout)
  const measured = Object.entries<{ value: number | null }>(signals).flatMap(([id, { value }]) =>
    value === null ? [] : [id],
  )
  return { shown: profiles.map(({ kind }: { kind: string }) => kind), measured, warnings: warnings.join(' ') }
}

describe('a pprof whose type says what it is', () => {
  it.each([
    ['off-CPU time', [['off_cpu', 'nanoseconds']], ['off_cpu']],
    ['time in I/O', [['io_wait', 'nanoseconds']], ['off_cpu']],
    ['time blocked', [['block_time', 'nanoseconds']], ['off_cpu']],
    ['wall-clock time', [['wall', 'nanoseconds']], ['wall']],
    ['objects allocated', [['alloc_objects', 'count']], ['alloc_objects']],
    ['a change of goroutines', [['goroutine', 'count']], ['goroutines']],
    ['bytes of anything', [['native_leak', 'bytes']], ['bytes']],
  ] as const)('is no CPU and gives no signal: %s', async (_, types, shown) => {
    expect(await answerTo(types)).toMatchObject({ shown, measured: [] })
  })

  it.each([
    ['native memory', [['malloc', 'bytes']], 'heap_alloc', 'alloc_rate_mb_s'],
    [
      'native memory with its objects',
      [
        ['malloc_objects', 'count'],
        ['malloc_bytes', 'bytes'],
      ],
      'heap_alloc',
      'alloc_rate_mb_s',
    ],
    [
      'Julia’s allocations',
      [
        ['allocs', 'count'],
        ['size', 'bytes'],
      ],
      'heap_alloc',
      'alloc_rate_mb_s',
    ],
    ['allocated bytes', [['alloc_space', 'bytes']], 'heap_alloc', 'alloc_rate_mb_s'],
  ] as const)('gives the signal of what it is: %s', async (_, types, shown, signal) => {
    expect(await answerTo(types)).toMatchObject({ shown: [shown], measured: [signal] })
  })

  it('is the same type in every spelling, and what Datadog’s writers hold at the end is a level beside a flow', async () => {
    const datadog = await answerTo(
      [
        ['alloc-samples', 'count'],
        ['alloc-size', 'bytes'],
        ['heap-live-samples', 'count'],
        ['heap-live-size', 'bytes'],
      ],
      'gamma',
    )
    expect(datadog).toMatchObject({ shown: ['heap_live', 'heap_alloc'], warnings: '' })
    expect(datadog.measured.toSorted()).toEqual(['alloc_rate_mb_s', 'live_heap_mb'])
    expect(await answerTo([['alloc-size', 'bytes']])).toMatchObject({ measured: ['alloc_rate_mb_s'] })
    expect(await answerTo([['process_cpu', 'nanoseconds']])).toMatchObject({ measured: ['cpu_user_pct'] })
    // What a store added up over its range says so still, and Go's difference stays one.
    const merged = await answerTo([['inuse_space', 'bytes']])
    expect(merged.warnings).toContain('a store has added snapshots up')
  })

  it('is a wait for locks where it says lock, and no CPU', async () => {
    for (const type of ['lock', 'mutex', 'futex'])
      expect(await answerTo([[type, 'nanoseconds']])).toMatchObject({ shown: ['lock'], measured: ['lock_wait_pct'] })
  })

  it('is a heap profile that is off where it is Go’s, empty and without a rate: nothing is not held', async () => {
    const path = join(folder, 'off.pb')
    const types: Types = [
      ['alloc_objects', 'count'],
      ['alloc_space', 'bytes'],
      ['inuse_objects', 'count'],
      ['inuse_space', 'bytes'],
    ]
    writeFileSync(path, writePprof({ types, timeNanos: 1_795_000_000_000_000_000, samples: [] }))
    const { signals } = JSON.parse((await diagnose(['--json', path])).stdout)
    expect(signals.live_heap_mb).toMatchObject({ value: null })
    expect(signals.live_heap_mb.why).toContain('not switched on')
    const text = join(folder, 'off.txt')
    const memory = '# HeapAlloc = 94000000\n# TotalAlloc = 994000000\n# NextGC = 104000000\n'
    writeFileSync(text, `heap profile: 0: 0 [0: 0] @ heap/0\n\n# runtime.MemStats\n${memory}`)
    // MemStats knows all the same what is held, garbage included.
    expect((await diagnose([text])).stdout).toMatch(/live heap\s+between 42 and 94 MB/)
  })

  it('is live objects at an instant, without a size', async () => {
    expect(await answerTo([['inuse_objects', 'count']], 'alpha', 0)).toMatchObject({
      shown: ['live_objects'],
      measured: [],
    })
  })

  it('beside a managed heap, native memory is a memory of its own and no allocation rate', async () => {
    const { shown, measured } = await answerTo([['malloc', 'bytes']], 'com.acme.Shop.load')
    expect(shown).toEqual(['native_alloc'])
    expect(measured).toEqual([])
  })

  it('names the lock it was off the CPU for: then it is a lock wait, and a lower bound of it', async () => {
    const { shown, measured } = await answerTo([['off_cpu', 'nanoseconds']], 'pthread_mutex_lock')
    expect(shown).toEqual(['lock'])
    expect(measured).toEqual(['lock_wait_pct'])
  })

  it('is live objects where Pyroscope’s agent for the JVM counts what survived', async () => {
    expect(await answerTo([['live', 'count']], 'alpha', 0)).toMatchObject({ shown: ['live_objects'], measured: [] })
    const sized = [
      ['live_objects', 'count'],
      ['live_size', 'bytes'],
    ] as const
    expect(await answerTo(sized, 'alpha', 0)).toMatchObject({ shown: ['heap_live'], measured: ['live_heap_mb'] })
  })

  it.each([
    [[['wallclock', 'nanoseconds']], 'wall', []],
    [[['inuse_space', 'mebibytes']], 'heap_live', ['live_heap_mb']],
    [[['inuse_space', '']], 'heap_live', ['live_heap_mb']],
    [[['cpu', '']], 'cpu', []],
  ] as const)('has one unit in each spelling: %j', async (types, shown, measured) => {
    const covers = shown === 'heap_live' ? 0 : 10e9
    expect(await answerTo(types, 'alpha', covers)).toMatchObject({ shown: [shown], measured, warnings: '' })
  })

  it('may be minutes: five of them in 100 s are three cores of four, and in ten seconds more than there are', async () => {
    const minutes = (covers: number) => answerTo([['cpu', 'minutes']], 'alpha', covers, [], 1)
    expect(await minutes(100e9)).toMatchObject({ shown: ['cpu'], measured: ['cpu_user_pct'] })
    expect(await minutes(10e9)).toMatchObject({ shown: ['cpu'], measured: [] })
  })

  it('is counted where its unit is unknown, says so, and gives no time', async () => {
    const { shown, measured, warnings } = await answerTo([['cpu', 'jiffies']])
    expect({ shown, measured }).toEqual({ shown: ['cpu'], measured: [] })
    expect(warnings).toContain('its cpu is in jiffies, which is no known unit')
  })

  it('is CPU where it says CPU, and asked about where it says nothing', async () => {
    expect(await answerTo([['cpu', 'nanoseconds']])).toMatchObject({
      shown: ['cpu'],
      measured: ['cpu_user_pct'],
      warnings: '',
    })
    const unknown = await answerTo([['widgets', 'nanoseconds']])
    expect(unknown.warnings).toContain('counts widgets, which is no known kind: it is drawn as CPU samples')
    // Drawn, so that it can be looked at; time of what nobody named is no time on the CPU.
    expect(unknown).toMatchObject({ shown: ['cpu'], measured: [] })
    const told = await answerTo([['widgets', 'nanoseconds']], 'alpha', 10e9, ['--kind', 'cpu'])
    expect(told).toMatchObject({ shown: ['cpu'], measured: ['cpu_user_pct'], warnings: '' })
    expect((await answerTo([['native_leak', 'bytes']])).warnings).toContain('does not say what it counts')
    // A name for any number says nothing.
    expect((await answerTo([['samples', 'count']])).warnings).toContain('does not say what it counts')
  })
})
