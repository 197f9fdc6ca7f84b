import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { signalIds } from '../base/vocabulary.ts'
import type { ProfilerTrait } from '../profile/profile.ts'
import type { Capture } from '../window/capture.ts'
import { atSecond, captureOf, goCpu, pySpyWall } from '../testing/captures.ts'
import { aligned } from '../testing/evidence.ts'
import { derive, present } from '../testing/toldSignals.ts'

describe('lock wait of a wall clock', () => {
  it('is not known from a sampler that looks at one thread at a time, whatever that one did', () => {
    const wall = (traits: readonly ProfilerTrait[]) =>
      derive([
        captureOf({
          kind: 'wall',
          from: 0,
          until: 30,
          text: 'main  main\nKernel#sleep  Thread::Mutex#synchronize\n29  1',
          meta: { traits },
        }),
      ]).lock_wait_pct
    expect(wall(['signalled-thread'])).toMatchObject({ state: 'absent' })
    expect(wall([])).toMatchObject({ state: 'present' })
  })

  it('is of the threads that had work: fifty that were parked all the time hide no queue of eight', () => {
    const wall = (text: string) =>
      present(
        derive([captureOf({ kind: 'wall', from: 0, until: 30, runtime: 'go', text: aligned(text) })]),
        'lock_wait_pct',
      )
    const lines = (idle: string) =>
      `main.serve  main.serve  ${idle}\nsync.(*Mutex).Lock  work  runtime.chanrecv1\n200  40  1500`
    const apart = wall(lines('main.pool'))
    expect(apart.value).toBeCloseTo((100 * 200) / 240, 6)
    expect(apart.how).not.toContain('at least')
    // Of one kind with them, some of whom worked: as little as of all, as much as without those that are parked.
    const among = wall(lines('main.serve'))
    expect(among).toMatchObject({ value: expect.closeTo((100 * 200) / 1740, 6), bound: 'lower' })
    expect(among.high).toBeGreaterThan(80)
    // What reads or runs is at work.
    expect(wall(lines('main.pool').replace('runtime.chanrecv1', 'work')).value).toBeCloseTo((100 * 200) / 1740, 6)
  })
})

describe('CPU', () => {
  it('is Σ CPU seconds over seconds times cores, in words a person can check', () => {
    const cpu = present(derive([goCpu], { cores: 4, coresFrom: 'the recording' }), 'cpu_user_pct')
    expect(cpu.value).toBeCloseTo(2.5, 6)
    expect(cpu.how).toBe('3 s CPU over 30 s × 4 cores (the recording)')
    expect(cpu.of).toBe('of 4 cores')
    expect(cpu.samples).toBe(300)
    expect(cpu.low).toBeLessThan(2.5)
    expect(cpu.high).toBeGreaterThan(2.5)
  })

  it('without one sample is at most three of them, not exactly nothing', () => {
    const none = captureOf({ kind: 'cpu', from: 0, until: 30, runtime: 'go', text: 'main\n0' })
    const cpu = present(derive([none], { cores: 2 }), 'cpu_user_pct')
    expect([cpu.value, cpu.low]).toEqual([0, 0])
    expect(cpu.high).toBeCloseTo(0.05, 6)
  })

  it('of a machine’s CPUs is at least that: a container may be allowed fewer, where fewer hold what it used', () => {
    const used = (seconds: number, facts = {}, settings = {}) =>
      present(
        derive([], settings, {
          processCpu: [
            { timeMs: atSecond(0), seconds: 5 },
            { timeMs: atSecond(30), seconds: 5 + seconds },
          ],
          cores: 2,
          coresFrom: 'CPUs of the machine',
          ...facts,
        }),
        'cpu_user_pct',
      )
    const open = used(24, { coresOfMachine: true })
    expect(open).toMatchObject({ bound: 'lower', range: { highFrom: { id: 'fewest-cores', cores: 1 } } })
    expect([open.value, open.range?.high].map((one) => Math.round(one ?? 0))).toEqual([40, 80])
    expect(open.how).toMatch(/× 2 cores \(CPUs of the machine\); 80 % of 1 core, if its container may use no more$/)
    // 1.6 cores are of two, and what the runtime or a person says is what it may use.
    for (const whole of [
      used(48, { coresOfMachine: true }),
      used(24),
      used(24, { coresOfMachine: true }, { cores: 2, coresFrom: 'given' }),
    ])
      expect([whole.bound, whole.range]).toEqual([undefined, undefined])
  })

  it('asks for the number of cores and shows cores used meanwhile', () => {
    expect(derive([goCpu]).cpu_user_pct).toMatchObject({ state: 'absent', ask: 'cores', standIn: { value: 0.1 } })
  })

  it('prefers the process’ own counter to py-spy’s samples, and not to a CPU timer', () => {
    const process = [
      { atMs: atSecond(0), cpuSeconds: 100 },
      { atMs: atSecond(30), cpuSeconds: 103 },
    ]
    const gil = captureOf({
      kind: 'cpu',
      from: 0,
      until: 30,
      runtime: 'cpython',
      meta: { traits: ['gil-or-runnable'] },
      text: 'main\n600000000',
    })
    const counted = present(derive([gil], { cores: 1, process }), 'cpu_user_pct')
    expect(counted.value).toBeCloseTo(10, 6)
    expect(counted.how).toContain('the process’ own counter')
    const alone = present(derive([gil], { cores: 1 }), 'cpu_user_pct')
    // Less a fifth: the holder of the GIL can be off the CPU.
    expect([alone.value, alone.bound]).toEqual([1.6, 'lower'])
    expect(present(derive([goCpu], { cores: 1, process }), 'cpu_user_pct').how).toContain('3 s CPU')
  })

  it('calls GIL samples of more than one core what they are: not the GIL', () => {
    const active = captureOf({
      kind: 'cpu',
      from: 0,
      until: 30,
      runtime: 'cpython',
      meta: { traits: ['gil-or-runnable'] },
      text: 'main\n60000000000',
    })
    expect(present(derive([active], { cores: 4 }), 'cpu_user_pct').bound).toBe('upper')
    // Above all cores it is no evidence that they are busy: at most all of them are.
    const above = present(derive([active], { cores: 1 }), 'cpu_user_pct')
    expect([above.value, above.raw, above.bound]).toEqual([100, 200, 'upper'])
    expect(above.how).not.toContain('must have been there')
  })

  it('uses JFR’s CPULoad of all hardware threads', () => {
    const load = { hwThreads: 8, cpuLoad: [5, 15, 25].map((s) => ({ timeMs: atSecond(s), share: 0.25 })) }
    expect(present(derive([], { cores: 4 }, load), 'cpu_user_pct').value).toBeCloseTo(50, 6)
  })

  it('clamps a little over 100, and is not known where the cores cannot have run so much in that time', () => {
    const busy = captureOf({ kind: 'cpu', from: 0, until: 30, runtime: 'go', text: 'main\n60000000000' })
    expect(derive([busy], { cores: 1 }).cpu_user_pct).toMatchObject({
      state: 'absent',
      ask: 'cores',
      why: expect.stringContaining('CPU time of 2.0 cores, and there were 1.0') as string,
    })
    const cpu = present(derive([busy], { cores: 1.95 }), 'cpu_user_pct')
    expect([cpu.value, cpu.bound]).toEqual([100, 'clamped'])
    expect(present(derive([busy], { cores: 4 }), 'cpu_user_pct').value).toBeCloseTo(50, 6)
  })
})

describe('lock wait', () => {
  const lockOf = (ns: number, meta = {}): Capture =>
    captureOf({
      kind: 'block',
      from: 0,
      until: 30,
      runtime: 'go',
      valueType: { type: 'delay', unit: 'nanoseconds' },
      meta,
      text: `main\nbook.Add\nsync.(*Mutex).Lock\n${ns}`,
    })

  it('is Σ lock wait over threads times seconds, with the two numbers idle threads cannot dilute', () => {
    const lock = present(derive([lockOf(240e9), goCpu], { threads: 20, cores: 1 }), 'lock_wait_pct')
    expect(lock.value).toBeCloseTo(40, 6)
    expect(lock.how).toContain('× 20 goroutines')
    expect(lock.companions.map((companion) => [companion.id, Number(companion.value.toFixed(1))])).toEqual([
      ['average_waiters', 8],
      ['contention_ratio', 98.8],
    ])
  })

  it('may be as much more as a profile of all waits has for what no frame says', () => {
    const waits = (unnamed: number): Capture =>
      captureOf({
        kind: 'block',
        from: 0,
        until: 10,
        runtime: 'native',
        valueType: { type: 'delay', unit: 'nanoseconds' },
        text: `\n  main        main\n  load        step\n  read        schedule\n  8000000000  ${unnamed}`,
      })
    const lock = present(derive([waits(2e9)], { threads: 4 }), 'lock_wait_pct')
    expect([lock.value, lock.high, lock.bound]).toEqual([0, 5, 'lower'])
    expect(lock.how).toContain('beside them 2 s for what no frame says')
    const all = present(derive([waits(0)], { threads: 4 }), 'lock_wait_pct')
    expect([all.value, all.high, all.bound]).toEqual([0, 0, undefined])
  })

  it('clamps waits that began before the window, and says so', () => {
    const lock = present(derive([lockOf(900e9)], { threads: 20 }), 'lock_wait_pct')
    expect([lock.value, lock.raw, lock.bound]).toEqual([100, 150, 'clamped'])
    expect(lock.how).toContain('booked when they end')
  })

  it('asks for the number of threads and shows the average waiters meanwhile', () => {
    expect(derive([lockOf(240e9)]).lock_wait_pct).toMatchObject({
      state: 'absent',
      ask: 'threads',
      standIn: { value: 8 },
    })
  })

  it('with less than one waiting on average is bounded by that of the one thread there must be, and by nothing above it', () => {
    const few = derive([lockOf(0.9e9)]).lock_wait_pct
    if (few.state !== 'absent') throw new Error('nobody said how many threads there are')
    expect(few).toMatchObject({ ask: 'threads', range: { highFrom: { id: 'waiters-of-one-thread' } } })
    expect(few.range?.high).toBeGreaterThan(3)
    expect(few.range?.high).toBeLessThan(10)
    expect(few.range?.low).toBeUndefined()
    expect(derive([lockOf(60e9)]).lock_wait_pct).not.toHaveProperty('range')
    // Holders whose waiters are not all counted are a lower bound, and bound nothing from above.
    const held = captureOf({
      kind: 'lock',
      from: 0,
      until: 30,
      runtime: 'go',
      valueType: { type: 'delay', unit: 'nanoseconds' },
      text: 'main\nbook.Add\nsync.(*Mutex).Unlock\n900000000',
    })
    expect(derive([held]).lock_wait_pct).not.toHaveProperty('range')
  })

  it('brings its own denominator from wall-clock samples, and counts ticks, not observations', () => {
    const frames = ['run@/srv/a.py', 'rlock_acquire']
    const wall = pySpyWall(0, 30, [
      ...Array.from({ length: 10 }, (_, i) => [`t${i}`, frames, 70] as const),
      ...Array.from({ length: 10 }, (_, i) => [`t${i}`, ['run@/srv/a.py'], 30] as const),
    ])
    const lock = present(derive([wall]), 'lock_wait_pct')
    expect(lock.value).toBeCloseTo(70, 6)
    expect(lock.samples).toBe(100)
    // 100 looks with a design effect of 2: ±12 points, not the ±3 of 1,000 observations.
    expect(lock.high - lock.low).toBeGreaterThan(20)
  })

  it('is a lower bound below JFR’s threshold', () => {
    const jfr = captureOf({
      kind: 'lock',
      from: 0,
      until: 30,
      runtime: 'jvm',
      valueType: { type: 'delay', unit: 'nanoseconds' },
      text: 'Main.run\n30000000000',
    })
    const lock = present(derive([jfr], { threads: 10 }, { lockThresholdMs: 20 }), 'lock_wait_pct')
    expect([lock.value, lock.bound]).toEqual([10, 'lower'])
  })
})

describe('whatever the captures', () => {
  it('gives six signals, each with origin or reason, and never a value outside its range', () => {
    const someCapture = fc.record({
      kind: fc.constantFrom('cpu', 'wall', 'heap', 'lock', 'block', 'goroutines') as fc.Arbitrary<Capture['kind']>,
      covers: fc.constantFrom('interval', 'cumulative', 'gauge') as fc.Arbitrary<Capture['covers']>,
      from: fc.integer({ min: -60, max: 90 }),
      length: fc.nat(60),
      value: fc.integer({ min: -1000, max: 1e12 }),
      type: fc.constantFrom('cpu', 'delay', 'inuse_space', 'alloc_space', 'samples', 'goroutine'),
      unit: fc.constantFrom('nanoseconds', 'bytes', 'count'),
      name: fc.constantFrom('main', 'sync.(*Mutex).Lock', 'runtime.mallocgc', '<script>', ''),
    })
    fc.assert(
      fc.property(fc.array(someCapture, { maxLength: 6 }), (specs) => {
        const captures = specs.map(({ kind, covers, from, length, value, type, unit, name }, index) =>
          captureOf({
            kind,
            covers,
            from,
            until: covers === 'gauge' ? from : from + length,
            valueType: { type, unit },
            text: `${name === '' ? 'x' : name}\n${value}`,
            file: `f${index}`,
          }),
        )
        const signals = derive(captures, { cores: 2, threads: 4 })
        for (const id of signalIds) {
          const signal = signals[id]
          if (signal.state === 'absent') {
            expect(signal.why).not.toBe('')
            expect(signal.next).not.toBe('')
          } else {
            expect(Number.isFinite(signal.value), id).toBe(true)
            expect(signal.how).not.toBe('')
            if (id.endsWith('_pct')) {
              expect(signal.value).toBeGreaterThanOrEqual(0)
              expect(signal.value).toBeLessThanOrEqual(100)
            }
          }
        }
      }),
      { numRuns: 300 },
    )
  })
})
