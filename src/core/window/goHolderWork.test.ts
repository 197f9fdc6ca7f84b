import { describe, expect, it } from 'vitest'
import { capturesOf } from '../analyst/captureOf.ts'
import { changesHands, type LockWait } from '../base/lockWaits.ts'
import { captureOf } from '../testing/captures.ts'
import { delay, gather } from '../testing/gathered.ts'
import { parsedSample, sampleJson } from '../testing/samples.ts'
import { gatherWindow } from './gather.ts'

interface Timer {
  readonly Waited: number
  readonly Held: number
  readonly Disk: number
  readonly Network: number
  readonly CPU: number
}

/** Five seconds of the program in `e2e/workloads/go/locks`: its profiles, with or without dumps of its goroutines. */
async function recorded(name: string, files: readonly string[] = ['profile.pb', 'mutex.pb', 'block.pb'], timed = true) {
  const captures = []
  const facts = []
  for (const one of files) {
    const file = `${name}.${one}.gz`
    const parsed = await parsedSample(`go-locks/${file}`)
    captures.push(...capturesOf({ hash: file, fileName: file, hints: {}, parsed }).map(({ capture }) => capture))
    facts.push({ file, facts: parsed.facts })
  }
  const spans = captures.flatMap(({ window }) => window ?? [])
  const window = {
    fromMs: Math.min(...spans.map(({ fromMs }) => fromMs)),
    untilMs: Math.max(...spans.map(({ untilMs }) => untilMs)),
  }
  const { lockWaits } = gatherWindow({ captures, facts, window, settings: { cores: 2, threads: 14 } })
  return {
    waits: lockWaits?.waits ?? [],
    truth: (timed ? sampleJson(`go-locks/${name}.truth.json`) : {}) as Readonly<Record<string, Timer>>,
  }
}
const shop = 'services.example/locks/shop.'
const withDumps = ['profile.pb', 'mutex.pb', 'block.pb', 'goroutines.txt'] as const
const lockOf = (waits: readonly LockWait[], name: string): LockWait | undefined =>
  waits.find(({ lock }) => lock.endsWith(`(*${name})`))
const shareOf = (wait: LockWait | undefined, kind: string): number =>
  (wait?.owner.doing ?? []).reduce((sum, one) => sum + (one.kind === kind ? one.share : 0), 0)

describe('what holders of Go’s locks did, against the program’s own timers', () => {
  it('dumps of goroutines name it: one lock over a disk', async () => {
    const { waits, truth } = await recorded('one', withDumps)
    const ledger = lockOf(waits, 'Ledger')
    expect(Math.abs((ledger?.waitNs ?? 0) / (truth['Ledger']?.Waited ?? 0) - 1)).toBeLessThan(0.1)
    expect(ledger?.holders.map(({ site }) => site)).toEqual(['services.example/locks/shop.(*Ledger).Post'])
    expect(ledger?.owner.doing[0]).toMatchObject({ kind: 'disk', name: 'services.example/locks/shop.(*Ledger).flush' })
    // Goroutines that are past their unlock, waking the next one, still stand in the function: they hold nothing.
    expect(
      Math.abs(shareOf(ledger, 'disk') - (truth['Ledger']?.Disk ?? 0) / (truth['Ledger']?.Held ?? 1)),
    ).toBeLessThan(0.1)
    expect(ledger?.evidence).toBe('inside-section')
  })

  it('two locks of one type are two, each with its own work, as their addresses in the dumps tell', async () => {
    const { waits, truth } = await recorded('two', withDumps)
    expect(waits.map(({ lock, holders }) => [lock, holders.map(({ site }) => site)])).toEqual([
      [`${shop}(*Desk).Place`, [`${shop}(*Desk).Place`]],
      [`${shop}(*Desk).Audit`, [`${shop}(*Desk).Audit`]],
    ])
    const [place, audit] = waits
    for (const [wait, name, kind, key] of [
      [place, 'Orders', 'network', 'Network'],
      [audit, 'Audits', 'disk', 'Disk'],
    ] as const) {
      const timer = truth[name]
      expect(Math.abs((wait?.waitNs ?? 0) / (timer?.Waited ?? 0) - 1)).toBeLessThan(0.1)
      expect(Math.abs(shareOf(wait, kind) - (timer?.[key] ?? 0) / (timer?.Held ?? 1))).toBeLessThan(0.1)
    }
  })

  it('one lock that two methods hold alike may be two without dumps, and is one with them', async () => {
    const files = ['profile.pb', 'mutex.pb', 'block.pb'] as const
    const { waits } = await recorded('twins', files, false)
    expect(waits.map(({ lock, mayBeSeveral }) => [lock, mayBeSeveral])).toEqual([[`${shop}(*Twins)`, true]])
    const { waits: dumped } = await recorded('twins', [...files, 'goroutines.txt'], false)
    expect(dumped.map(({ lock, mayBeSeveral }) => [lock, mayBeSeveral])).toEqual([[`${shop}(*Twins)`, undefined]])
  })

  it('three locks of one package stay three, each with its own work and its own part of the wait', async () => {
    const { waits, truth } = await recorded('three', withDumps)
    const all = Object.values(truth).reduce((sum, { Waited }) => sum + Waited, 0)
    const found = waits.reduce((sum, { waitNs }) => sum + waitNs, 0)
    expect(waits).toHaveLength(3)
    for (const [name, kind, key] of [
      ['Ledger', 'disk', 'Disk'],
      ['Quotes', 'network', 'Network'],
      // By the CPU profile: at every look it stood in `compute`, half of the time on a CPU, which no dump shows.
      ['Prices', 'cpu', 'CPU'],
    ] as const) {
      const wait = lockOf(waits, name)
      const timer = truth[name]
      expect(Math.abs((wait?.waitNs ?? 0) / found - (timer?.Waited ?? 0) / all)).toBeLessThan(0.1)
      expect(Math.abs(shareOf(wait, kind) - (timer?.[key] ?? 0) / (timer?.Held ?? 1))).toBeLessThan(0.1)
    }
    const compute = 'services.example/locks/shop.(*Prices).compute'
    expect(lockOf(waits, 'Prices')?.owner.doing.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      `cpu ${compute}`,
      `queue ${compute}`,
    ])
  })

  it('without dumps its CPU bounds what it computed, and is likely what it did where it is most of the time there was', async () => {
    const { waits, truth } = await recorded('three')
    const prices = lockOf(waits, 'Prices')
    const timer = truth['Prices']
    expect(prices?.owner.doing[0]).toMatchObject({ kind: 'cpu', name: 'services.example/locks/shop.(*Prices).compute' })
    expect(Math.abs(shareOf(prices, 'cpu') - (timer?.CPU ?? 0) / (timer?.Held ?? 1))).toBeLessThan(0.1)
    expect(prices?.evidence).toBe('holder-profile')
    const quotes = lockOf(waits, 'Quotes')
    expect(quotes?.owner.doing).toEqual([{ kind: 'unseen', name: '', share: 1 }])
    expect(quotes?.owner.cpuAtMost).toBeLessThan(0.3)
    expect(quotes?.owner.calls).toEqual([{ kind: 'network', name: 'services.example/locks/shop.(*Quotes).question' }])
  })

  it('a lock that goes from hand to hand within milliseconds has no hold to blame, one over a disk has', async () => {
    const [baton] = (await recorded('relay')).waits
    expect(baton !== undefined && changesHands(baton)).toBe(true)
    // Spins for a millisecond each time.
    expect(baton?.hands?.meanHeldNs).toBeLessThan(2e6)
    const [ledger] = (await recorded('one')).waits
    expect(ledger !== undefined && changesHands(ledger)).toBe(false)
  })
})

/** A minute: 20 goroutines wait 600 s at the Lock of `place`; stacks of CPU, a column each. */
function drawn(cpu: readonly (readonly string[])[], place = 'book.(*Book).Place') {
  const columns = (stacks: readonly (readonly string[])[]): string =>
    Array.from({ length: Math.max(...stacks.map(({ length }) => length)) }, (_, row) =>
      stacks.map((stack) => (stack[row] ?? '').padEnd(30)).join('  '),
    ).join('\n')
  const side = (kind: 'block' | 'lock', leaf: string) =>
    captureOf({
      kind,
      from: 0,
      until: 60,
      valueType: delay,
      runtime: 'go',
      text: columns([['main.serve', place, `sync.(*Mutex).${leaf}`, '600000000000']]),
    })
  const { lockWaits } = gather(
    [
      side('block', 'Lock'),
      side('lock', 'Unlock'),
      captureOf({ kind: 'cpu', from: 0, until: 60, runtime: 'go', text: columns(cpu) }),
    ],
    { threads: 20, threadsFrom: 'test' },
  )
  return lockWaits?.waits[0]
}

describe('the CPU of the functions that hold a lock', () => {
  it('bounds what holders computed: as many as can wait, for every second of it', () => {
    const wait = drawn(
      Array.from({ length: 30 }, () => ['main.serve', 'book.(*Book).Place', 'book.match', '100000000']),
    )
    // 3 s of thirty samples, at most 4.4 s; while it was computed all of 20 may have waited, of 600 s in all.
    expect(wait?.owner.cpuAtMost).toBeCloseTo((20 * (3 + (2 * Math.sqrt(30) + 3) * 0.1)) / 600, 3)
    expect(shareOf(wait, 'cpu')).toBe(0)
  })

  it('is not called its work where a goroutine begins with that function: such a one does more than hold a lock', () => {
    const wait = drawn([['main.worker', 'book.match', '', '50000000000']], 'main.worker')
    expect(shareOf(wait, 'cpu')).toBe(0)
  })

  it('is not called its work where it is more than one at a time can have used', () => {
    const wait = drawn([['main.serve', 'book.(*Book).Place', 'book.match', '90000000000']])
    expect(shareOf(wait, 'cpu')).toBe(0)
    expect(wait?.owner.cpuAtMost).toBeUndefined()
  })
})
