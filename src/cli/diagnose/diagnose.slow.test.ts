import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync, copyFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { writeZip } from '../../sources/files/writeZip.ts'
import { diagnose, notesOf } from './diagnose.ts'

const recordings = join(import.meta.dirname, '../../../public/recordings')
const orderbook = join(recordings, 'orderbook')
const work = mkdtempSync(join(tmpdir(), 'diagnose-'))
afterAll(() => rmSync(work, { recursive: true }))

const file = (pattern: RegExp): string =>
  join(
    orderbook,
    readdirSync(orderbook)
      .filter((name) => pattern.test(name))
      .at(-1)!,
  )

/** Two tests look at the same answer. */
let answer: ReturnType<typeof diagnose> | undefined
const ofOrderbook = () => (answer ??= diagnose(['--json', orderbook]))

describe('diagnose --json', () => {
  it('gives the object of the specification for a recording', async () => {
    const { code, stdout, stderr } = await ofOrderbook()
    expect([code, stderr]).toEqual([0, ''])
    const answer = JSON.parse(stdout)
    expect(Object.keys(answer)).toEqual([
      'schema',
      'window',
      'signals',
      'diagnosis',
      'profiles',
      'waits',
      'off_cpu',
      'threads_seen',
      'looks',
      'warnings',
      'certainty',
      'runnerUp',
      'alsoMatches',
      'findings',
      'misreadings',
    ])
    expect(Object.keys(answer.signals)).toEqual([
      'cpu_user_pct',
      'cpu_alloc_pct',
      'alloc_rate_mb_s',
      'live_heap_mb',
      'live_heap_slope_mb_h',
      'lock_wait_pct',
    ])
    expect(answer.diagnosis).toMatchObject({
      pattern: 'contention-bound',
      text: 'contention-bound (no actual work). Pattern: Zerodha 09:15 OrderBook lock — fine-grain or lock-free.',
      kind: 'firm',
      look_at: 'lock',
    })
    expect(answer.signals.lock_wait_pct).toMatchObject({
      value: expect.any(Number),
      low: expect.any(Number),
      high: expect.any(Number),
      samples: expect.any(Number),
      how: expect.any(String),
    })
    expect(answer.window.seconds).toBeCloseTo(
      (Date.parse(answer.window.until) - Date.parse(answer.window.from)) / 1000,
      3,
    )
    expect(answer.profiles.map((profile: { kind: string }) => profile.kind)).toEqual([
      'cpu',
      'heap_live',
      'heap_alloc',
      'lock',
    ])
    for (const { unit, total, top } of answer.profiles) {
      expect(['nanoseconds', 'bytes']).toContain(unit)
      expect(total).toBeGreaterThan(1000)
      expect(top.length).toBeLessThanOrEqual(20)
      const selves = top.map((row: { self: number }) => row.self)
      expect(selves).toEqual(selves.toSorted((a: number, b: number) => b - a))
    }
    expect(answer.certainty).toMatchObject({ same: 1, statement: 'firm', subWindows: { same: 6, of: 6 } })
    expect(answer.runnerUp).toMatchObject({
      id: expect.any(String),
      missing: [{ signal: expect.any(String), threshold: expect.any(Number) }, {}],
    })
  })

  it('answers for another window', async () => {
    const { windows } = JSON.parse(readFileSync(join(orderbook, 'recording.json'), 'utf8'))
    const { stdout } = await diagnose(['--json', '--from', windows[0].from, '--until', windows[0].until, orderbook])
    expect(JSON.parse(stdout).diagnosis.pattern).toBe('no-clear-pattern')
  })

  it('reads single files, and marks what they cannot answer as null with a reason', async () => {
    const { stdout } = await diagnose(['--json', file(/^cpu/), file(/^mutex/)])
    const { signals, window } = JSON.parse(stdout)
    expect(signals.cpu_user_pct).toMatchObject({ value: null, why: expect.stringContaining('CPUs') })
    expect(signals.live_heap_mb.value).toBeNull()
    expect(window.seconds).toBeGreaterThan(10)
    const told = JSON.parse((await diagnose(['--json', '--cores', '1', file(/^cpu/)])).stdout)
    expect(told.signals.cpu_user_pct.value).toBeGreaterThan(1)
  })

  it('reads the good files of a folder and lists the bad ones', async () => {
    const folder = join(work, 'mixed')
    mkdirSync(folder)
    copyFileSync(file(/^cpu/), join(folder, 'cpu.pb.gz'))
    writeFileSync(join(folder, 'broken.pb.gz'), readFileSync(file(/^heap/)).subarray(0, 300))
    const { code, stdout } = await diagnose(['--json', folder])
    expect(code).toBe(0)
    const { warnings, profiles } = JSON.parse(stdout)
    expect(warnings.filter((warning: string) => warning.startsWith('broken.pb.gz:'))).toHaveLength(1)
    expect(profiles[0].kind).toBe('cpu')
  })
})

describe('diagnose as text', () => {
  it('prints the sentence and the six signals', async () => {
    const { stdout } = await diagnose([orderbook])
    expect(stdout).toContain(
      'contention-bound (no actual work). Pattern: Zerodha 09:15 OrderBook lock — fine-grain or lock-free.',
    )
    expect(stdout).toContain('the recording’s “incident” window')
    expect(stdout).toContain('Since 18:17:24 IST, with “market open: offered load from 40 to 4000 orders/s”.')
    expect(stdout).not.toMatch(/heap_live|heap_alloc|sub-window/)
    for (const label of ['CPU use', 'allocator CPU', 'allocation rate', 'live heap', 'heap growth', 'lock wait'])
      expect(stdout).toContain(label)
  })
})

describe('what readers say of many files', () => {
  const of = (...notes: readonly string[]): readonly string[] =>
    notesOf(notes.map((note, index) => ({ file: `cpu-${index + 1}`, notes: [note] })))

  it('is one line, with the numbers of the first where they differ', () => {
    expect(of('12.98 s idle are left out', '12.64 s idle are left out', '1.97 s idle are left out')).toEqual([
      'cpu-1: 12.98 s idle are left out. 2 more files: the same, each with its own numbers',
    ])
    expect(of('cut off', 'cut off', 'cut off')).toEqual(['cpu-1 and 2 more files: cut off'])
  })

  it('stays a line each where there are two, and where other things are said', () => {
    expect(of('3 samples lost', '5 samples lost')).toEqual(['cpu-1: 3 samples lost', 'cpu-2: 5 samples lost'])
    expect(of('cut off', 'cut off')).toEqual(['cpu-1, cpu-2: cut off'])
    expect(of('cut off', 'no names', '3 samples lost')).toHaveLength(3)
  })
})

describe('since when', () => {
  it('is in the text for a channel, too', async () => {
    const { stdout } = await diagnose(['--markdown', orderbook])
    expect(stdout).toContain('Since 18:17:24 IST')
  })

  it('is not said of files that have no line, nor of a recording in which all is quiet', async () => {
    expect((await diagnose(['--cores', '1', file(/^cpu/)])).stdout).not.toMatch(/Since|when the recording began/)
    const quiet = join(import.meta.dirname, '../../../public/recordings/idle-pool')
    expect((await diagnose([quiet])).stdout).not.toMatch(/Since|when the recording began/)
  })
})

describe('numbers that people know', () => {
  const dump = join(import.meta.dirname, '../../../e2e/samples/pyspy/dump-native-1.json')
  const signalsOf = async (...words: readonly string[]) =>
    JSON.parse((await diagnose(['--json', '--cores', '2', ...words, dump])).stdout)

  it('are signals with the interval of their digits, and say who knows them', async () => {
    const { signals } = await signalsOf('--cpu', '0.4', '--growth', '120MB/h')
    expect(signals.cpu_user_pct).toMatchObject({ value: 20, low: 17.5, high: 22.5, basis: { id: 'typed' } })
    expect(signals.live_heap_slope_mb_h).toMatchObject({ value: 120, low: 119.5, high: 120.5 })
  })

  it('decide what the files left open, and are asked for in the order in which people know them', async () => {
    const open = await signalsOf()
    expect(open.diagnosis).toMatchObject({ kind: 'cannot-tell', decidedBy: 'cpu_user_pct' })
    const decided = await signalsOf('--cpu', '0.1', '--growth', '120MB/h')
    expect(decided.diagnosis.pattern).toBe('slow-leak')
  })

  it('do not overrule what was measured, and say so', async () => {
    const own = join(import.meta.dirname, '../../../public/recordings/orderbook')
    const { signals, warnings } = JSON.parse((await diagnose(['--json', '--cpu', '1.9', own])).stdout)
    expect(signals.cpu_user_pct.value).toBeLessThan(10)
    expect(warnings).toContain('The CPU use that was typed is not what the files show; the files are read.')
  })
})

describe('dumps of a JVM', () => {
  const dump = (name: string): string => join(import.meta.dirname, `../../../e2e/samples/thread-dumps/${name}.gz`)

  it('say who waits for which lock, who holds it, what the holder does and how busy the CPU is', async () => {
    const { stdout } = await diagnose(['--json', '--cores', '2', dump('jdk17-cpu.jstack-5.txt')])
    const { signals, waits, looks, findings } = JSON.parse(stdout)
    expect(waits).toMatchObject([
      {
        lock: 'Threads$Ledger',
        waiting_threads: 10.2,
        looks: 5,
        waiters: [{ site: 'Threads.lambda$main$0', threads: 10.2 }],
        owner: { doing: [{ kind: 'cpu', name: 'Threads$Hashing.burn', share: 1 }] },
        evidence: 'printed-owner',
      },
    ])
    expect(looks).toMatchObject({ looks: 5, threads: 33, states: { idle: 20 }, deadlocks: [] })
    expect(signals.lock_wait_pct.samples).toBe(5)
    // One thread at a time burns: at most one core of two.
    expect(signals.cpu_user_pct.value).toBeGreaterThan(38)
    expect(signals.cpu_user_pct.value).toBeLessThan(52)
    expect(findings.map(({ id }: { id: string }) => id)).toContain('lock-in-dumps')
  })

  it('say where threads stood, in the terminal and as numbers the same', async () => {
    const name = dump('jdk17-cpu.jstack-5.txt')
    const { threads_seen: seen, off_cpu: offCpu, looks } = JSON.parse((await diagnose(['--json', name])).stdout)
    expect(offCpu).toEqual([])
    expect(seen).toMatchObject({ looks: 5, threads: 33 })
    expect(seen.parts).toContainEqual({ kind: 'lock', threads: 10.2 })
    const idle = seen.parts.find(({ kind }: { kind: string }) => kind === 'idle').threads
    expect(idle).toBeCloseTo(looks.states.idle + looks.states.sleep, 6)
    const { stdout } = await diagnose([name])
    expect(stdout.replace(/\s+/g, ' ')).toContain(
      `threads in 5 looks: 10 of 33 waiting for a lock, ${Math.round(idle)} idle or asleep, `,
    )
  })

  it('say a deadlock in the terminal, and nothing of locks where a pool idles', async () => {
    const { stdout: dead } = await diagnose([dump('jdk17-deadlock.jstack.txt')])
    expect(dead).toContain('Deadlock: debit-first-0 and credit-first-0 wait for each other')
    // One dump leaves the CPU open, and that is not what is to be done about it.
    expect(dead).toContain('Next: Take a second dump, then restart')
    const { stdout } = await diagnose(['--json', dump('jdk17-idle.jstack.txt')])
    expect(JSON.parse(stdout)).toMatchObject({ waits: [], looks: { states: { idle: 60 }, deadlocks: [] } })
  })
})

describe('several dumps of py-spy', () => {
  it('are a look each, even where a stuck process gives the same bytes twice', async () => {
    const dump = (n: number): string => join(import.meta.dirname, `../../../e2e/samples/pyspy/dump-native-${n}.json`)
    expect(readFileSync(dump(1))).toEqual(readFileSync(dump(2)))
    const { stdout } = await diagnose(['--json', dump(1), dump(2), dump(3)])
    const { signals, profiles } = JSON.parse(stdout)
    // 3 of 12 threads in each of three dumps, of which at most seven are parked: a bound, because three looks are no measurement.
    expect(profiles).toMatchObject([
      { kind: 'threads', pane: 'cpu', total: 12 },
      { kind: 'lock', total: 9 },
    ])
    expect(signals.lock_wait_pct).toMatchObject({ value: null, lowFrom: { id: 'looks', waiting: 3, looks: 3 } })
    expect(signals.lock_wait_pct.low).toBeGreaterThan(0)
    expect(signals.lock_wait_pct.low).toBeLessThan(25)
  })

  it('and are as many in a zip', async () => {
    const folder = join(import.meta.dirname, '../../../e2e/samples/pyspy')
    const inputs = [1, 2, 3].map((n) => `dump-native-${n}.json`)
    const zip = writeZip(
      inputs.map((name) => ({ path: name, bytes: readFileSync(join(folder, name)) })),
      0,
    )
    writeFileSync(join(work, 'dumps.zip'), new Uint8Array(await zip.arrayBuffer()))
    const { stdout } = await diagnose(['--json', join(work, 'dumps.zip')])
    expect(JSON.parse(stdout).profiles).toMatchObject([
      { kind: 'threads', pane: 'cpu', total: 12 },
      { kind: 'lock', total: 9 },
    ])
  })
})

describe('a zip', () => {
  it('of a recording is that recording', async () => {
    const inputs = readdirSync(orderbook).map((name) => ({
      path: `orderbook/${name}`,
      bytes: readFileSync(join(orderbook, name)),
    }))
    const path = join(work, 'orderbook.zip')
    writeFileSync(path, new Uint8Array(await writeZip(inputs, 0).arrayBuffer()))
    const [zipped, folder] = [await diagnose(['--json', path]), await ofOrderbook()]
    expect(JSON.parse(zipped.stdout)).toEqual(JSON.parse(folder.stdout))
  })
})
