import { describe, expect, it } from 'vitest'
import { atSecond, captureOf, goCpu } from '../testing/captures.ts'
import { derive, present } from '../testing/toldSignals.ts'

describe('allocator CPU', () => {
  it('counts allocator and collector frames anywhere on the stack, with idle marking taken out in the open', () => {
    const alloc = present(derive([goCpu], { cores: 1 }), 'cpu_alloc_pct')
    expect(alloc.value).toBeCloseTo(20, 6)
    expect(alloc.how).toContain('400 ms of the collector’s work on spare CPU taken out')
  })

  it('of functions without names may be all of them: a lower bound where they are many, a wider interval where few', () => {
    const native = (named: number, unnamed: number) =>
      captureOf({
        kind: 'cpu',
        from: 0,
        until: 30,
        runtime: 'native',
        text: `
          main          main         main
          price         malloc       build
                                     [libc.so.6]
          ${named}000000000   1000000000   ${unnamed}000000000
        `,
      })
    const many = present(derive([native(16, 3)], { cores: 2 }), 'cpu_alloc_pct')
    expect([many.value, many.bound]).toEqual([5, 'lower'])
    expect(many.how).toContain('3 s more end where functions have no names')
    const few = present(derive([native(18, 1)], { cores: 2 }), 'cpu_alloc_pct')
    expect([few.value, few.bound]).toEqual([5, undefined])
    expect(few.high).toBeGreaterThan(10)
  })

  it('is a lower bound where samples have no stacks: what the allocator called is not told from other work', () => {
    const native = (text: string) => captureOf({ kind: 'cpu', from: 0, until: 30, runtime: 'native', text })
    const leaves = present(
      derive([
        native(`
          price         malloc       memcpy
          16000000000   1000000000   3000000000
        `),
      ]),
      'cpu_alloc_pct',
    )
    expect([leaves.value, leaves.bound]).toEqual([5, 'lower'])
    expect(leaves.how).toContain('without stacks')
    // One stack is enough to show that stacks were recorded.
    const stacks = present(
      derive([
        native(`
          price         malloc       malloc
                                     memcpy
          16000000000   1000000000   3000000000
        `),
      ]),
      'cpu_alloc_pct',
    )
    expect([stacks.value, stacks.bound]).toEqual([20, undefined])
    expect(stacks.how).not.toContain('without stacks')
  })

  it('is a share of what ran, not of Python threads that were about to wait', () => {
    const python = (ran: string) =>
      captureOf({
        kind: 'cpu',
        from: 0,
        until: 30,
        runtime: 'cpython',
        text: `
          main              main
          clock_nanosleep   ${ran}
          60                40
        `,
      })
    expect(present(derive([python('gc_collect_main')]), 'cpu_alloc_pct').value).toBe(100)
    expect(derive([python('poll')]).cpu_alloc_pct).toMatchObject({ state: 'absent' })
  })

  it('is absent where the sampler cannot see an allocator, not zero', () => {
    const python = captureOf({ kind: 'cpu', from: 0, until: 30, runtime: 'cpython', text: 'main\n5' })
    expect(derive([python]).cpu_alloc_pct).toMatchObject({ state: 'absent' })
    const java = captureOf({
      kind: 'cpu',
      from: 0,
      until: 30,
      runtime: 'jvm',
      meta: { format: 'jfr', traits: ['java-code'] },
      text: 'Main.run\n5',
    })
    const facts = {
      hwThreads: 2,
      cpuLoad: [{ timeMs: atSecond(9), share: 0.5 }],
      gcCpu: [{ timeMs: atSecond(9), ns: 3e9 }],
    }
    expect(derive([java], {}, facts).cpu_alloc_pct).toMatchObject({ state: 'absent', standIn: { value: 10 } })
    // An agent outside the JVM is no Flight Recorder: it saw machine code, and none of it has the collector's name.
    const outside = captureOf({ kind: 'cpu', from: 0, until: 30, runtime: 'jvm', text: 'Main.run\n5' })
    const { cpu_alloc_pct } = derive([outside])
    expect(cpu_alloc_pct.state === 'absent' && cpu_alloc_pct.why).toContain('No allocator or collector frame')
  })
})
