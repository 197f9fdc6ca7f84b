import { describe, expect, test } from 'vitest'
import type { OpenedSource } from '../../state/sources/openedSource.ts'
import { basePresets, quietest, shiftedWindows } from './basePresets.ts'

const minute = 60_000
const window = { fromMs: 30 * minute, untilMs: 40 * minute }
const flow = (levels: readonly number[]) => ({
  unit: 'cores' as const,
  points: levels.map((value, index) => ({ fromMs: index * 5 * minute, untilMs: (index + 1) * 5 * minute, value })),
  covered: [],
})
const timeline = (cpu: readonly number[], lock: readonly number[]) => ({
  span: { fromMs: 0, untilMs: cpu.length * 5 * minute },
  series: { cpu: flow(cpu), heap: flow([]), lock: flow(lock) },
  states: [],
})
const recording = {
  ref: { kind: 'recording', url: 'a/' },
  span: { fromMs: 0, untilMs: 50 * minute },
  windows: [{ name: 'healthy', fromMs: 0, untilMs: 10 * minute }],
} as unknown as OpenedSource

describe('windows to compare with', () => {
  test('begin with the same one, for another part of the service', () => {
    expect(shiftedWindows(window)[0]).toEqual({ name: 'the same window', base: window })
  })
  test('that lie before the recording are named with the reason instead of offered', () => {
    const presets = basePresets({ window, source: recording, timeline: undefined })
    expect(presets.filter(({ base }) => base).map(({ name }) => name)).toEqual([
      'Healthy window',
      'The window before',
      'The last three windows',
    ])
    expect(presets.filter(({ base }) => !base).every(({ why }) => why === 'before this recording begins')).toBe(true)
  })
  test('end where the recording does, and one that has a name already is offered once', () => {
    const early = { fromMs: 10 * minute, untilMs: 25 * minute }
    const before = (windows: OpenedSource['windows']) =>
      basePresets({ window: early, source: { ...recording, windows }, timeline: undefined }).flatMap(({ name, base }) =>
        base ? [[name, base.fromMs / minute, base.untilMs / minute]] : [],
      )
    expect(before([])).toEqual([['The window before', 0, 10]])
    expect(before([{ name: 'warm', fromMs: 0, untilMs: 9 * minute }])).toContainEqual(['The window before', 0, 10])
    expect(before(recording.windows)).toEqual([['Healthy window', 0, 10]])
  })
  test('include several before this one, as many as the recording holds; a store has days as well', () => {
    const late = { fromMs: 40 * minute, untilMs: 50 * minute }
    const several = (known: OpenedSource | undefined) =>
      basePresets({ window: late, source: known, timeline: undefined }).filter(({ runs }) => runs)
    expect(several(recording)).toEqual([
      {
        name: 'The last four windows',
        base: { fromMs: 30 * minute, untilMs: 40 * minute },
        runs: { count: 4, stepMs: 10 * minute },
        why: '',
      },
    ])
    const { span: _none, ...store } = recording
    expect(several(store).map(({ name, runs }) => [name, runs?.count])).toEqual([
      ['The last six windows', 6],
      ['The same minutes of the last six days', 6],
    ])
    // One window before it is no measure.
    expect(
      basePresets({
        window,
        source: { ...recording, span: { fromMs: 15 * minute, untilMs: 50 * minute } },
        timeline: undefined,
      }).some(({ runs }) => runs),
    ).toBe(false)
  })
  test('include the quietest: least wait and CPU, of equal length, not touching what is on screen', () => {
    const quiet = quietest(window, timeline([4, 4, 1, 1, 4, 4, 9, 9, 4, 4], [1, 1, 0, 0, 1, 1, 9, 9, 1, 1]))
    expect(quiet).toEqual({ fromMs: 10 * minute, untilMs: 20 * minute })
  })
})
