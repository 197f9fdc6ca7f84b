import { describe, expect, it } from 'vitest'
import { explainLoadError } from '../../base/result.ts'
import { drawStacks } from '../../testing/drawStacks.ts'
import { drawJfr, type DrawnChunk, type DrawnTypes } from '../../testing/drawJfr.ts'
import {
  ms,
  options,
  plain,
  pooled,
  pools,
  read,
  stackField,
  threadField,
  ticks,
  types,
} from '../../testing/drawnShop.ts'
import { readJfr } from './jfr.ts'

/** What an agent's native profiler writes into a chunk of its own. */
const native: DrawnTypes = {
  ...types,
  'datadog.ExecutionSample': [
    ticks('startTime'),
    threadField('eventThread'),
    stackField,
    pooled('state', 'jdk.types.ThreadState'),
    plain('weight', 'long'),
  ],
  'datadog.MethodSample': [ticks('startTime'), threadField('eventThread'), stackField, plain('weight', 'long')],
  'datadog.ObjectSample': [
    ticks('startTime'),
    threadField('eventThread'),
    stackField,
    plain('size', 'long'),
    plain('weight', 'float'),
  ],
  'datadog.HeapLiveObject': [
    ticks('startTime'),
    threadField('eventThread'),
    stackField,
    plain('size', 'long'),
    plain('weight', 'float'),
  ],
}
const idIn = (drawn: DrawnTypes, name: string): number => 19 + Object.keys(drawn).indexOf(name)
const setting = (drawn: DrawnTypes, type: string, name: string, value: string) =>
  ['jdk.ActiveSetting', 0, idIn(drawn, type), name, value] as const

const jdkChunk: Partial<DrawnChunk> = {
  durationMs: 2000,
  events: [
    setting(types, 'jdk.ExecutionSample', 'period', '20 ms'),
    ['jdk.ExecutionSample', ms(10), 1, 1, 2],
    ['jdk.ExecutionSample', ms(30), 1, 1, 2],
  ],
}
const nativeChunk: Partial<DrawnChunk> = {
  types: native,
  durationMs: 2000,
  version: [2, 0],
  events: [
    setting(native, 'datadog.ExecutionSample', 'interval', '10000000'),
    // The bytes between two allocation samples share the name of the time between two CPU samples.
    setting(native, 'datadog.ObjectSample', 'interval', '519828'),
    ['datadog.ExecutionSample', ms(20), 1, 1, 1, 1],
    ['datadog.ExecutionSample', ms(40), 2, 2, 1, 3],
    ['datadog.MethodSample', ms(40), 2, 2, 2],
    ['datadog.ObjectSample', ms(50), 1, 1, 32, 8192.5],
  ],
}

const partLines = (chunks: readonly Partial<DrawnChunk>[]): readonly string[] =>
  read(...chunks).parts.map(
    ({ kind, profile }) =>
      `${kind} ${profile.meta.emitter ?? ''} ${profile.meta.period ?? '-'} ${profile.samples.values[0]?.join() ?? ''}`,
  )

describe('several recorders in one file', () => {
  it('have each their own intervals, and of the same time only the one that sees more is counted', () => {
    const expected = [
      'cpu Datadog profiler 10000000 10000000,30000000',
      'wall Datadog profiler 50000000 100000000',
      'heap Datadog profiler - 262160',
    ]
    expect(partLines([jdkChunk, nativeChunk])).toEqual(expected)
    expect(partLines([nativeChunk, jdkChunk])).toEqual(expected)
    const [cpu] = read(jdkChunk, nativeChunk).parts
    expect(cpu?.profile.meta.notes).toContain(
      '2 cpu samples of JDK Flight Recorder cover the same time and are left out: one recorder is counted',
    )
  })

  it('are both counted where each watched its own time', () => {
    expect(partLines([jdkChunk, { ...nativeChunk, startMs: 2000 }]).filter((line) => line.startsWith('cpu'))).toEqual([
      'cpu Datadog profiler 10000000 10000000,30000000',
      'cpu JDK Flight Recorder 20000000 20000000,20000000',
    ])
  })

  it('say what is live now, not what several chunks said one after the other', () => {
    const live = (startMs: number, size: number): Partial<DrawnChunk> => ({
      types: native,
      startMs,
      events: [['datadog.HeapLiveObject', ms(900), 1, 1, size, 10]],
    })
    const { parts } = read(live(0, 100), live(1000, 300), live(2000, 200))
    expect(parts.map(({ profile }) => drawStacks(profile))).toEqual([
      ['@main shop.Shop.serve;shop.Cart.total live_space=2000 live_objects=10'],
    ])
  })
})

describe('what async-profiler was asked for', () => {
  const asyncTypes: DrawnTypes = { ...types, 'profiler.Window': [ticks('startTime')] }
  const asked = (name: string, value: string | undefined) =>
    ['jdk.ActiveSetting', 0, idIn(asyncTypes, 'profiler.Window'), name, value] as const

  it('is not called incomplete when CPU was never asked for', () => {
    const { parts } = read({
      types: asyncTypes,
      events: [
        asked('event', undefined),
        setting(asyncTypes, 'jdk.ExecutionSample', 'enabled', 'false'),
        setting(asyncTypes, 'jdk.JavaMonitorEnter', 'lock', '0'),
        ['jdk.JavaMonitorEnter', ms(100), ms(50), 1, 1, 1],
      ],
    })
    expect(parts.map(({ kind }) => kind)).toEqual(['lock'])
    expect(parts[0]?.profile.meta.notes).toEqual([])
  })

  it('is no CPU time when the engine counted something else', () => {
    const { parts } = read({
      types: asyncTypes,
      events: [asked('event', 'cache-misses'), ['jdk.ExecutionSample', 0, 1, 1, 1]],
    })
    expect(parts[0]?.profile.valueTypes).toEqual([{ type: 'samples', unit: 'count' }])
    expect(parts[0]?.profile.meta.notes.join()).toContain('cache-misses')
    const timed = read({ types: asyncTypes, events: [asked('event', 'ctimer'), ['jdk.ExecutionSample', 0, 1, 1, 1]] })
    expect(timed.parts[0]?.profile.valueTypes[0]).toEqual({ type: 'cpu', unit: 'nanoseconds' })
    expect(timed.parts[0]?.profile.meta.notes).toEqual([])
  })

  it('tells the number of Java threads where every thread was looked at', () => {
    const wallTypes: DrawnTypes = {
      ...asyncTypes,
      'profiler.WallClockSample': [
        ticks('startTime'),
        threadField('sampledThread'),
        stackField,
        plain('samples', 'int'),
      ],
    }
    const { facts } = read({
      types: wallTypes,
      pools: { ...pools, 'java.lang.Thread': [...pools['java.lang.Thread']!, [3, 'VM Thread', 43, undefined, 0]] },
      events: [
        setting(wallTypes, 'jdk.ExecutionSample', 'wall', '100000000'),
        ['profiler.WallClockSample', ms(100), 1, 1, 10],
        ['profiler.WallClockSample', ms(100), 2, 1, 10],
        ['profiler.WallClockSample', ms(100), 3, 1, 10],
      ],
    })
    expect(facts.threads).toBe(2)
  })
})

describe('versions of the format', () => {
  const chunk = { types, pools, events: [['jdk.ExecutionSample', 0, 1, 1, 1]] } as const

  it('reads 1.0 of JDK 9 and 10, whose types have the names of their first owner', () => {
    const renamed: DrawnTypes = Object.fromEntries(
      Object.entries(types).map(([name, fields]) => [
        oldName(name),
        fields.map((field) => ({ ...field, type: oldName(field.type) })),
      ]),
    )
    const oldPools = Object.fromEntries(Object.entries(pools).map(([name, rows]) => [oldName(name), rows]))
    const { parts } = read({
      version: [1, 0],
      types: renamed,
      pools: oldPools,
      events: [['com.oracle.jdk.ExecutionSample', 0, 1, 1, 1]],
    })
    expect(parts.map(({ profile }) => drawStacks(profile))).toEqual([
      ['@main shop.Shop.serve;shop.Cart.total cpu=20000000 samples=1'],
    ])
  })

  it('refuses 0.9 and what does not exist yet by their names, and a broken one for being broken', () => {
    const refusal = (bytes: Uint8Array): string => {
      const result = readJfr(bytes, options)
      return result.ok ? '' : explainLoadError(result.error)
    }
    expect(refusal(drawJfr({ ...chunk, version: [0, 9] }))).toContain(
      'version 0.9 of the format, which Oracle JDK 7 and 8',
    )
    expect(refusal(drawJfr({ ...chunk, version: [0, 9] }))).toContain('JDK Mission Control')
    expect(refusal(drawJfr({ ...chunk, version: [3, 0] }))).toContain('versions 1.0 (JDK 9) to 2.x are read here')
    expect(refusal(drawJfr(chunk).subarray(0, 200))).toContain('still being written')
  })
})

const oldName = (name: string): string =>
  name.replace(/^jdk\.types\./, 'com.oracle.jfr.types.').replace(/^jdk\./, 'com.oracle.jdk.')
