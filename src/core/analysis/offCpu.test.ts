import { describe, expect, it } from 'vitest'
import { atSecond, captureOf } from '../testing/captures.ts'
import { frameFlags } from '../profile/profile.ts'
import { ProfileBuilder } from '../profile/profileBuilder.ts'
import type { Capture } from '../window/capture.ts'
import { gatherWindow } from '../window/gather.ts'
import { blockText, delay, gather } from '../testing/gathered.ts'
import { capturesOf } from '../analyst/captureOf.ts'
import { parsedSample } from '../testing/samples.ts'
import { dumpsOf, lookOf } from '../testing/drawnLooks.ts'
import { offCpuOf, threadsSeen } from './offCpu.ts'
import { seenHead, tellOffCpu, tellThreadsSeen } from './words/offCpu.ts'

const blocked = (lockNs: number, channelNs: number) =>
  gather([
    captureOf({
      kind: 'block',
      from: 0,
      until: 60,
      text: blockText(lockNs, channelNs),
      valueType: delay,
      runtime: 'go',
    }),
  ])

const captureOfFile = (parts: Awaited<ReturnType<typeof parsedSample>>['parts']): readonly Capture[] =>
  capturesOf({ hash: 'a', fileName: 'a', hints: {}, parsed: { format: 'py-spy', parts, facts: {} } }).map(
    ({ capture }) => capture,
  )

describe('where the time off the CPU went', () => {
  it('is told by kind where a file tells the kinds apart', () => {
    expect(offCpuOf(blocked(20e9, 60e9))).toEqual([
      { kind: 'lock', ns: 20e9 },
      { kind: 'others', ns: 60e9 },
    ])
  })

  it('counts the time that a CPU limit stopped the threads among it', () => {
    const throttling = { periods: 600, throttledPeriods: 300, throttledNs: 30e9, fromMs: 0, untilMs: 60_000 }
    expect(offCpuOf({ ...blocked(20e9, 0), throttling }).at(-1)).toEqual({ kind: 'queue', ns: 30e9 })
  })

  it('adds up: the queue for a CPU with and without a limit, and what the collector stopped, each beside the waits', () => {
    const throttling = { periods: 1200, throttledPeriods: 300, throttledNs: 60e9, fromMs: -30_000, untilMs: 90_000 }
    const parts = offCpuOf({
      ...blocked(20e9, 10e9),
      throttling,
      runQueueNs: 5e9,
      stopped: { pauseNs: 4e9, ns: 8e9 },
    })
    expect(parts).toEqual([
      { kind: 'lock', ns: 20e9 },
      // Of two minutes of readings the window has one.
      { kind: 'queue', ns: 35e9 },
      { kind: 'gc', ns: 8e9 },
      { kind: 'others', ns: 10e9 },
    ])
    expect(tellOffCpu(parts)).toBe(
      'locks 27 % · queue for a CPU 48 % · stopped by the collector 11 % · queues and other threads 14 %',
    )
  })

  it('keeps what no frame says in the whole, and turns at the interpreter with it', () => {
    const waits = (leaf: string, ns: number) =>
      gather([
        captureOf({
          kind: 'block',
          from: 0,
          until: 60,
          text: `\n  main        main\n  load        run\n  read        ${leaf}\n  8000000000  ${ns}`,
          valueType: delay,
          runtime: 'native',
        }),
      ])
    const told = (leaf: string, ns: number) => tellOffCpu(offCpuOf(waits(leaf, ns)))
    expect(told('schedule', 2e9)).toBe('I/O 80 % · for what no frame says 20 %')
    expect(told('<waiting for the GVL>', 24e9)).toBe('turns at the interpreter 75 % · I/O 25 %')
    expect(told('schedule', 0)).toBe('I/O 100 %')
  })

  it('says which sockets most of the I/O was for, and of small ones nothing', () => {
    const parts = offCpuOf({
      ...blocked(20e9, 17e9),
      otherWaits: [
        { kind: 'io', ns: 70e9 },
        { kind: 'idle', ns: 10e9 },
      ],
      socketWaits: [
        { to: { address: '10.0.0.7', port: 5432 }, ns: 63e9 },
        { to: { address: 'fd00::7', port: 6379 }, ns: 5e9 },
        { to: { address: '10.0.0.9' }, ns: 1e9 },
        { to: { address: '10.0.0.8' }, ns: 0.5e9 },
      ],
    })
    expect(parts.find(({ kind }) => kind === 'io')?.sockets).toEqual([
      { to: '10.0.0.7:5432', ns: 63e9 },
      { to: '[fd00::7]:6379', ns: 5e9 },
      { to: '10.0.0.9', ns: 1e9 },
    ])
    expect(tellOffCpu(parts)).toBe(
      'locks 20 % · I/O 70 % (63 % on sockets to 10.0.0.7:5432, 5.0 % on sockets to [fd00::7]:6379) · idle or asleep 10 %',
    )
  })

  it('counts turns at the interpreter apart from locks of the program', () => {
    const parts = offCpuOf({ ...blocked(20e9, 20e9), gilWaitNs: 60e9 })
    expect(parts.find(({ kind }) => kind === 'gil')?.ns).toBe(60e9)
    expect(tellOffCpu(parts)).toBe('locks 20 % · turns at the interpreter 60 % · queues and other threads 20 %')
  })

  it('is not told of looks that count threads and no time', async () => {
    const { parts } = await parsedSample('thread-dumps/py-spy-churn.native-6.txt.gz')
    const dumps = captureOfFile(parts)
    expect(dumps.length).toBe(1)
    const { otherWaits, gilWaitNs, ...rest } = gather(dumps)
    // Two and more of five threads wait for the interpreter at each look: a share, and not nanoseconds.
    expect(gilWaitNs).toBeGreaterThan(0)
    expect(otherWaits).toEqual([])
    expect(offCpuOf({ ...rest, otherWaits, ...(gilWaitNs === undefined ? {} : { gilWaitNs }) })).toEqual([])
  })

  it('is not told where next to nothing but locks was waited for', () => {
    expect(offCpuOf(blocked(99e9, 1e9))).toEqual([])
    expect(offCpuOf(blocked(0, 0))).toEqual([])
  })

  describe('of a JVM whose recorder wrote waits for locks and looked at all threads besides', () => {
    const file = 'app.jfr'
    /** 30 s of monitors by their events; the sampler saw the same, and what no event tells. */
    const locks = captureOf({
      kind: 'lock',
      from: 0,
      until: 60,
      text: 'Shop.place\n30000000000',
      valueType: delay,
      runtime: 'jvm',
      file,
    })
    const rows = new ProfileBuilder([{ type: 'wall', unit: 'nanoseconds' }])
    const looked = (ns: number, flags: number, ...names: readonly string[]): void => {
      rows.sample(rows.stackFromRoot(names.map((name) => rows.frame(name, '', 0, '', flags))), ns)
    }
    looked(9e9, 0, 'Shop.place', 'java.lang.Object.wait')
    looked(12e9, 0, 'Shop.call', 'java.net.SocketInputStream.read')
    looked(6e9, 0, 'Shop.poll', 'java.lang.Thread.sleep')
    // A thread of the machine, asleep all the while.
    looked(60e9, frameFlags.native, 'thread_native_entry', 'pthread_cond_wait')
    const looks: Capture = {
      hash: file,
      file,
      kind: 'wall',
      covers: 'interval',
      hints: {},
      profile: rows.finish({ format: 'jfr', runtime: 'jvm' }),
      window: { fromMs: atSecond(0), untilMs: atSecond(60) },
    }

    it('takes locks from the events and everything else from the looks, with none of the machine’s own threads', () => {
      expect(offCpuOf(gather([locks, looks]))).toEqual([
        { kind: 'lock', ns: 30e9 },
        { kind: 'io', ns: 12e9 },
        { kind: 'others', ns: 9e9 },
        { kind: 'idle', ns: 6e9 },
      ])
    })

    it('counts what events of the same file say of such waits no second time', () => {
      const typedWaits = [{ timeMs: atSecond(30), kind: 'io', ns: 11e9 }]
      const window = { fromMs: atSecond(0), untilMs: atSecond(60) }
      const both = gatherWindow({
        captures: [locks, looks],
        facts: [{ file, facts: { typedWaits } }],
        window,
        settings: {},
      })
      expect(offCpuOf(both).find(({ kind }) => kind === 'io')?.ns).toBe(12e9)
      const alone = gatherWindow({ captures: [locks], facts: [{ file, facts: { typedWaits } }], window, settings: {} })
      expect(offCpuOf(alone)).toEqual([
        { kind: 'lock', ns: 30e9 },
        { kind: 'io', ns: 11e9 },
      ])
    })
  })
})

describe('where threads of dumps stood', () => {
  const seenIn = (captures: readonly Capture[]): ReturnType<typeof threadsSeen> => threadsSeen(gather(captures).looks)
  const told = (captures: readonly Capture[]): string => {
    const seen = seenIn(captures)
    return seen === undefined ? '' : `${seenHead(seen)}: ${tellThreadsSeen(seen)}`
  }

  it('is so many of so many threads, on average of the looks, each in one place', () => {
    const looks = [
      lookOf(['web-1: lock', 'web-2: lock', 'web-3: io', 'pool-1: idle', 'pool-2: sleep']),
      lookOf(['web-1: lock', 'web-2: running', 'web-3: io', 'pool-1: idle', 'pool-2: condition']),
    ]
    const seen = seenIn(dumpsOf(looks))
    expect(seen?.parts.reduce((sum, { threads }) => sum + threads, 0)).toBe(seen?.threads)
    expect(told(dumpsOf(looks))).toBe(
      'threads in 2 looks: 1.5 of 5 waiting for a lock, 1 waiting for bytes, 0.5 waiting for other threads, 1.5 idle or asleep, 0.5 running or ready to run',
    )
  })

  it('tells sockets from files by what stands at the end of each stack', async () => {
    const dump = async (name: string): Promise<readonly Capture[]> =>
      captureOfFile((await parsedSample(`thread-dumps/${name}.gz`)).parts)
    expect(told(await dump('jdk17-disk.print-l.txt'))).toMatch(/ on files/)
    expect(told(await dump('jdk17-io.jstack.txt'))).toMatch(/ on sockets/)
    expect(told(await dump('go-io.debug2.txt'))).toMatch(/ on sockets/)
    // An idle service waits for work, not for sockets.
    expect(told(await dump('jdk17-idle.jstack.txt'))).not.toMatch(/ on (sockets|files)/)
  })

  it('is not told where the dump leaves out threads, nor where all do the same', () => {
    expect(seenIn(dumpsOf([lookOf(['web-1: lock', 'web-2: io'], { misses: 'virtual-threads' })]))).toBeUndefined()
    expect(seenIn(dumpsOf([lookOf(['web-1: idle', 'web-2: idle'])]))).toBeUndefined()
  })

  it('adds nothing to time that is known', () => {
    expect(offCpuOf(gather(dumpsOf([lookOf(['web-1: lock', 'web-2: io'])])))).toEqual([])
  })
})
