import { describe, expect, it } from 'vitest'
import type { LockWait } from '../../base/lockWaits.ts'
import { explainLoadError } from '../../base/result.ts'
import { double, joined, numbers, text16, writeNettrace, type WrittenEvent } from '../../testing/nettraceWriter.ts'
import { parsedSample, sampleJson } from '../../testing/samples.ts'
import { readNettrace } from './nettrace.ts'

const runtime = 'Microsoft-Windows-DotNETRuntime'
const ms = 1_000_000
const at = (index: number): number => 0x7f00_0000_0000 + index * 0x1000
const functions = [
  ['Shop.Program', 'Main'],
  ['Shop.Ledger', 'Post'],
  ['System.Threading.Monitor', 'Enter'],
  ['Shop.Ledger', 'Flush'],
  ['System.IO.RandomAccess', 'FlushToDisk'],
  ['Shop.Stock', 'Reserve'],
  ['System.Threading.Thread', 'Sleep'],
  ['Shop.Native', 'Call'],
] as const
const [main, post, enter, flush, toDisk, reserve, sleep, native] = functions.map((_, index) => at(index) + 8)
const named: readonly WrittenEvent[] = functions.map(([type, name], index) => ({
  of: `${runtime}Rundown 144`,
  version: 1,
  at: 900 * ms,
  payload: joined(
    numbers([64, 1], [64, 2], [64, at(index)], [32, 256], [32, 0], [32, 0]),
    text16(type),
    text16(name),
    text16('void ()'),
  ),
}))

interface Contention {
  readonly thread: number
  readonly from: number
  readonly until: number
  readonly lock?: number
  readonly owner?: number
  readonly version?: 1 | 2
  readonly site?: number
}

/** Times in milliseconds. */
const contention = ({
  thread,
  from,
  until,
  lock = 0x7e00_0000_1000,
  owner = 0,
  version = 2,
  site = post,
}: Contention): WrittenEvent[] => [
  {
    of: `${runtime} 81`,
    version,
    thread,
    at: from * ms,
    stack: [enter!, site!, main!],
    payload: joined(
      numbers([8, 0], [16, 9]),
      version === 2 ? numbers([64, lock], [64, 0x1234], [64, owner]) : new Uint8Array(0),
    ),
  },
  {
    of: `${runtime} 91`,
    version: 1,
    thread,
    at: until * ms,
    payload: joined(numbers([8, 0], [16, 9]), double((until - from) * ms)),
  },
]
/** The sampler sees a thread every 10 ms. */
const samples = (thread: number, from: number, until: number, state: 1 | 2, ...stack: (number | undefined)[]) =>
  Array.from({ length: (until - from) / 10 }, (_, index): WrittenEvent => ({
    of: 'Microsoft-DotNETCore-SampleProfiler 0',
    thread,
    at: (from + index * 10) * ms,
    stack: stack.map((one) => one!),
    payload: numbers([32, state]),
  }))

function waitsIn(...events: readonly (readonly WrittenEvent[])[]): readonly LockWait[] {
  const all = [...events.flat(), ...named].toSorted((a, b) => a.at - b.at)
  const [four, six] = ([4, 6] as const).map((version) => {
    // Version 6 numbers threads by its own table: the ids that owners have are those of the operating system.
    const result = readNettrace(writeNettrace(all, { version }), { fileName: 'app.nettrace', maxInflatedBytes: 1e8 })
    if (!result.ok) throw new Error(explainLoadError(result.error))
    return result.value.facts.lockWaits?.waits ?? []
  })
  expect(four!.map(({ lock, waits, waiters }) => ({ lock, waits, waiters }))).toEqual(
    six!.map(({ lock, waits, waiters }) => ({ lock, waits, waiters })),
  )
  return four!
}
const doing = (wait: LockWait | undefined): readonly string[] =>
  (wait?.owner.doing ?? []).map(({ kind, name, share }) => `${kind} ${name} ${Math.round(100 * share)}`)

describe('locks of .NET and who holds them', () => {
  it('are told from the owner in the event: what its thread did meanwhile', () => {
    const [wait, ...others] = waitsIn(
      contention({ thread: 1, from: 100, until: 300, owner: 2 }),
      contention({ thread: 3, from: 100, until: 200, owner: 2 }),
      samples(2, 0, 260, 1, toDisk, flush, post, main),
      samples(2, 260, 300, 2, post, main),
      samples(1, 0, 100, 2, main),
    )
    expect(others).toEqual([])
    expect(wait).toMatchObject({
      lock: 'System.Threading.Monitor',
      how: 'monitor',
      instances: 1,
      waits: 2,
      waiters: [{ site: 'Shop.Ledger.Post', ns: 300 * ms }],
      evidence: 'named-owner',
      knot: false,
    })
    // Until 200 two wait behind thread 2, then thread 3 has it, of whom nothing is seen.
    expect(doing(wait)).toEqual(['disk Shop.Ledger.Flush 67', 'unseen  33'])
    expect(wait?.hands).toMatchObject({ changes: 2, meanHeldNs: 100 * ms })
  })

  it('that wait for one another are a chain, and a ring of them is a knot', () => {
    const one = { lock: 0x7e00_0000_1000 }
    const other = { lock: 0x7e00_0000_2000, site: reserve! }
    const chain = waitsIn(
      contention({ ...one, thread: 1, from: 100, until: 500, owner: 2 }),
      contention({ ...other, thread: 2, from: 110, until: 490, owner: 3 }),
      samples(3, 0, 600, 1, sleep, reserve, main),
    )
    expect(doing(chain[0])).toEqual(['lock System.Threading.Monitor 95', 'unseen  5'])
    expect(chain[0]?.chain).toEqual([chain[0]?.id, chain[1]?.id])
    expect(doing(chain[1])).toEqual(['sleep Shop.Stock.Reserve 100'])
    const knot = waitsIn(
      contention({ ...one, thread: 1, from: 100, until: 500, owner: 2 }),
      contention({ ...other, thread: 2, from: 110, until: 490, owner: 1 }),
    )
    expect(knot.map((wait) => wait.knot)).toEqual([true, true])
  })

  it('before version 2 of the event are places where threads wait, and nobody is named', () => {
    const [wait] = waitsIn(
      contention({ thread: 1, from: 100, until: 300, version: 1 }),
      contention({ thread: 3, from: 100, until: 400, version: 1 }),
      samples(2, 0, 400, 1, toDisk, flush, post, main),
    )
    expect(wait).toMatchObject({ waits: 2, waitNs: 500 * ms, holders: [] })
    expect(wait?.evidence).toBeUndefined()
    expect(wait?.hands).toBeUndefined()
    expect(doing(wait)).toEqual(['unseen  100'])
  })

  it('with owner 0 name nobody while a lone thread waits, whoever had the lock before', () => {
    const [wait] = waitsIn(
      contention({ thread: 2, from: 0, until: 50 }),
      contention({ thread: 1, from: 100, until: 300 }),
      samples(2, 0, 300, 1, toDisk, flush, post, main),
    )
    expect(wait).toMatchObject({ waits: 2, holders: [] })
    expect(wait?.evidence).toBeUndefined()
    expect(doing(wait)).toEqual(['unseen  100'])
  })

  it('of an owner that the sampler did not see say that nothing was seen', () => {
    const [wait] = waitsIn(contention({ thread: 1, from: 100, until: 300, owner: 2 }))
    expect(wait).toMatchObject({ evidence: 'named-owner', hands: { changes: 1 } })
    expect(doing(wait)).toEqual(['unseen  100'])
  })

  it('of an owner outside managed code name the place, not the work', () => {
    const [wait] = waitsIn(
      contention({ thread: 1, from: 100, until: 300, owner: 2 }),
      samples(2, 0, 400, 1, native, post, main),
    )
    expect(doing(wait)).toEqual(['unseen Shop.Native.Call 100'])
  })

  it('whose owner changes every millisecond have no single holder', () => {
    const turns = Array.from({ length: 200 }, (_, turn) =>
      contention({ thread: 10 + (turn % 7), from: turn, until: turn + 6, owner: 20 + (turn % 5) }),
    )
    const [wait] = waitsIn(turns.flat())
    expect(wait?.hands?.changes).toBeGreaterThan(150)
    expect(wait?.hands?.meanHeldNs).toBeLessThan(2 * ms)
    expect(wait?.hands?.topThreadShare).toBeLessThan(0.3)
  })

  it('stand still while the collector stops all threads', () => {
    const [wait] = waitsIn(
      contention({ thread: 1, from: 100, until: 300, owner: 2 }),
      [
        { of: `${runtime} 9`, version: 1, thread: 9, at: 150 * ms, payload: numbers([32, 1], [32, 0]) },
        { of: `${runtime} 3`, thread: 9, at: 200 * ms },
      ],
      samples(1, 0, 100, 2, main),
    )
    expect(doing(wait)).toEqual(['unseen  75', 'gc  25'])
  })
})

describe('traces of .NET 8, against the program’s own timers', () => {
  type Truth = Readonly<Record<'waited' | 'held' | 'free' | 'disk' | 'cpu' | 'inner', number>>
  const recorded = async (name: string) => ({
    waits: (await parsedSample(`nettrace/${name}.nettrace.gz`)).facts.lockWaits?.waits ?? [],
    truth: sampleJson(`nettrace/${name}.truth.json`) as Truth,
  })
  const shareOf = (wait: LockWait | undefined, kind: string): number =>
    (wait?.owner.doing ?? []).reduce((sum, one) => sum + (one.kind === kind ? one.share : 0), 0)

  it.each([
    ['disk', 'disk', 'LockTruth+Ledger.Post', 'LockTruth+Ledger.Append'],
    // The sampler sees code that could run, and the counters say how much of it did.
    ['cpu', 'cpu', 'LockTruth+Pricing.Price', 'LockTruth+Pricing.Compute'],
  ] as const)('%s: the share of %s is within 10 points, in the right function', async (name, kind, site, place) => {
    const { waits, truth } = await recorded(name)
    const [wait] = waits
    expect(wait).toMatchObject({ how: 'monitor', waiters: [{ site }], holders: [{ site }], chain: [wait?.id] })
    expect(Math.abs((wait?.waitNs ?? 0) / truth.waited - 1)).toBeLessThan(0.02)
    expect(Math.abs(shareOf(wait, kind) - truth[kind] / (truth.held + truth.free))).toBeLessThan(0.1)
    expect(wait?.owner.doing.find((one) => one.kind === kind)?.name).toBe(place)
  })

  it('say of computing what queued for a CPU', async () => {
    const { waits, truth } = await recorded('cpu')
    expect(truth.cpu / truth.held).toBeLessThan(0.4)
    expect(shareOf(waits[0], 'queue')).toBeGreaterThan(0.3)
  })

  it('lead from a lock whose holder waits for a second one to what that one’s holder does', async () => {
    const { waits, truth } = await recorded('chain')
    const [orders, shelf] = waits
    expect(orders).toMatchObject({ waiters: [{ site: 'LockTruth+Orders.Place' }], chain: [orders?.id, shelf?.id] })
    // Its own wait says it, and a sampler that looks at those who wait does not say it again.
    expect(Math.abs(shareOf(orders, 'lock') - truth.inner / (truth.held + truth.free))).toBeLessThan(0.1)
    expect(shareOf(shelf, 'disk')).toBeGreaterThan(0.8)
  })
})
