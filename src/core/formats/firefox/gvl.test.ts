import { describe, expect, it } from 'vitest'
import { gatherWindow } from '../../window/gather.ts'
import { drawStacks, expectErrorOrValue } from '../../testing/drawStacks.ts'
import type { ParsedFile } from '../parsedFile.ts'
import { readFirefox } from './firefox.ts'

const options = { fileName: 'wall.vernier.json', maxInflatedBytes: 1e8 }
const startMs = 1_795_305_600_000

interface DrawnThread {
  readonly name: string
  /** Leaf function at each tick of 10 ms. */
  readonly stacks: readonly string[]
  readonly markers: readonly (readonly [name: string, fromMs: number, untilMs: number])[]
}

/** As Vernier writes it: every table in the thread, markers as intervals, the interval a constant. */
function drawVernier(threads: readonly DrawnThread[]): Uint8Array {
  const drawn = threads.map(({ name, stacks, markers }, tid) => {
    const functions = [...new Set(stacks)]
    const strings = [...functions, 'app.rb', '<cfunc>', ...new Set(markers.map(([marker]) => marker))]
    const file = (one: string): number => strings.indexOf(/#(sleep|pop|synchronize)$/.test(one) ? '<cfunc>' : 'app.rb')
    const rows = functions.length
    return {
      name,
      tid,
      pid: 1,
      samples: {
        stack: stacks.map((one) => functions.indexOf(one)),
        time: stacks.map((_, tick) => tick * 10),
        weight: stacks.map(() => 1),
        weightType: 'samples',
        length: stacks.length,
      },
      stackTable: { frame: functions.map((_, i) => i), prefix: functions.map(() => null), length: rows },
      frameTable: { func: functions.map((_, i) => i), line: functions.map(() => 1), length: rows },
      funcTable: { name: functions.map((_, i) => i), fileName: functions.map(file), length: rows },
      markers: {
        name: markers.map(([marker]) => strings.indexOf(marker)),
        startTime: markers.map(([, from]) => from),
        endTime: markers.map(([, , until]) => until),
        phase: markers.map(() => 1),
        data: markers.map(() => null),
        length: markers.length,
      },
      stringArray: strings,
    }
  })
  const meta = { interval: 1, startTime: startMs, product: 'Ruby/Vernier', preprocessedProfileVersion: 47 }
  return new TextEncoder().encode(JSON.stringify({ meta, libs: [], threads: drawn }))
}

const times = (count: number, name: string): readonly string[] => Array.from({ length: count }, () => name)
/** Ten ticks: one computes for eighty milliseconds while the other waits for its turn; then it takes a job and the other runs. */
const crowded: readonly DrawnThread[] = [
  {
    name: 'puma 1',
    stacks: [...times(8, 'Report#render'), ...times(2, 'Thread::Queue#pop')],
    markers: [
      ['Thread Running', 0, 80],
      ['Thread Suspended', 80, 100],
    ],
  },
  {
    name: 'puma 2',
    stacks: [...times(8, 'Cart#total'), ...times(2, 'Cart#total')],
    markers: [
      ['Thread Stalled', 0, 80],
      ['Thread Running', 80, 100],
    ],
  },
]

function read(threads: readonly DrawnThread[]): ParsedFile {
  const result = readFirefox(drawVernier(threads), options)
  if (!result.ok) throw new Error(result.error.what)
  return result.value
}

function gathered({ parts: [part], facts }: ParsedFile) {
  if (part?.kind === undefined) throw new Error('its kind is not said')
  const { kind, profile } = part
  const capture = { hash: 'a', file: options.fileName, profile, kind, covers: 'interval' as const, hints: {} }
  const window = { fromMs: startMs, untilMs: startMs + 200 }
  return gatherWindow({
    captures: [{ ...capture, window }],
    facts: [{ file: options.fileName, facts }],
    window,
    settings: {},
  })
}

describe('Vernier’s states of threads', () => {
  it('say who waited for the GVL, for how long, and who held it meanwhile', () => {
    const [wait] = read(crowded).facts.lockWaits?.waits ?? []
    expect(wait).toMatchObject({
      lock: 'the GVL',
      how: 'gil',
      waitNs: 80e6,
      waiters: [{ site: 'Cart#total', ns: 80e6 }],
      holders: [{ site: 'Report#render', ns: 80e6 }],
    })
  })

  it('are a part of the lock pane of their own: no lock of the program is waited for by a thread that is ready', () => {
    const { gilWaitNs, gilWholeNs, views, otherWaits } = gathered(read(crowded))
    expect([gilWaitNs, gilWholeNs]).toEqual([80e6, 200e6])
    expect(views.lock).toMatchObject({ state: 'measured', total: 0 })
    expect(otherWaits).toEqual([{ kind: 'cond', ns: 20e6 }])
    expect(drawStacks(read(crowded).parts[0]!.profile)).toContain(
      '@puma 2 Cart#total;<waiting for the GVL> wall=10000000 samples=1',
    )
  })

  it('tell a thread that waits to enter a section from one that works inside it', () => {
    const stacks = times(20, 'Thread::Mutex#synchronize')
    const waiting = read([{ name: 'a', stacks, markers: [['Thread Suspended', 0, 200]] }])
    const working = read([{ name: 'a', stacks, markers: [['Thread Running', 0, 200]] }])
    expect(gathered(waiting).views.lock).toMatchObject({ state: 'measured', total: 200e6 })
    expect(gathered(working).views.lock.state).toBe('absent')
  })

  it('are not made up where the file has none: nobody is said to wait for the GVL', () => {
    const plain = read(crowded.map((thread) => ({ ...thread, markers: [] })))
    expect(plain.facts.lockWaits).toBe(undefined)
    expect(gathered(plain).gilWaitNs).toBe(undefined)
  })

  it('that lie or end in the middle are a value or a sentence', () => {
    const bytes = drawVernier(crowded)
    for (let end = 0; end < bytes.length; end += 37) expectErrorOrValue(readFirefox(bytes.subarray(0, end), options))
    const backwards = read([{ ...crowded[0]!, markers: [['Thread Stalled', 90, 10]] }])
    expect(backwards.facts.lockWaits).toBe(undefined)
  })
})
