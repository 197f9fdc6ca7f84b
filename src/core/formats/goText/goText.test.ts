import { describe, expect, it } from 'vitest'
import { explainLoadError } from '../../base/result.ts'
import type { FormatReader, ReadOptions } from '../parsedFile.ts'
import { drawStacks } from '../../testing/drawStacks.ts'
import { parsedSample, totalOf } from '../../testing/samples.ts'
import { readGoroutines } from './goroutines.ts'
import { readGoText } from './goText.ts'

const options: ReadOptions = { fileName: 'heap.txt', maxInflatedBytes: 1e9 }
function read(reader: FormatReader, text: string) {
  const result = reader(new TextEncoder().encode(text), options)
  if (!result.ok) throw new Error(explainLoadError(result.error))
  return result.value
}

describe('readGoText', () => {
  const heap = `heap profile: 3: 1728 [16: 1979416] @ heap/1048576
3: 1728 [4: 2304] @ 0x48782c 0x41f86b
#\t0x68bd24\tmain.keep+0x24\t\texample.in/zoo/main.go:30
#\t0x68c09e\tmain.main.func1+0x1e\texample.in/zoo/main.go:67


# runtime.MemStats
# TotalAlloc = 9623896
# HeapAlloc = 2342616
# LastGC = 1795352702466846748
# NumGC = 5
`
  it('scales sampled heaps up as Go does, and keeps the exact totals apart', () => {
    const { parts, facts } = read(readGoText, heap)
    expect(parts[0]).toMatchObject({ kind: 'heap', covers: 'cumulative' })
    // As in Go's own pprof of such records: 576-byte objects at a rate of 512 KiB weigh 910.7 each.
    expect(drawStacks(parts[0]!.profile)).toEqual([
      'main.main.func1;main.keep alloc_objects=3642 alloc_space=2098304 inuse_objects=2732 inuse_space=1573728',
    ])
    // They are of the request, and only the last collection has a time in the file.
    expect(facts).toMatchObject({ clock: 'instant', allocatedTotals: [{ timeMs: 0, bytes: 9_623_896 }] })
    expect(facts.liveHeapPoints).toBeUndefined()
  })

  it('is refused where it is cut off, or where another profile follows: neither is a level of the heap', () => {
    const what = (text: string): string => {
      const result = readGoText(new TextEncoder().encode(text), options)
      return result.ok ? 'read' : result.error.what
    }
    const cut = heap.slice(0, heap.indexOf('\n\n\n'))
    expect(what(cut)).toBe('it breaks off: 4 of the 16 objects that it announces are in it')
    expect(what(cut.replace('[16:', '[4:'))).toBe('read')
    const several = 'several of Go’s text profiles stand in it, one behind the other'
    expect(what(heap + heap)).toBe(several)
    expect(what(`${heap}--- mutex:\ncycles/second=1\n`)).toBe(several)
    expect(what(`${heap}# heap profile: the one before\n`)).toBe('read')
  })

  it('says when which collection was, of the last 256', () => {
    const ring = Array.from({ length: 256 }, (_, at) =>
      at < 2 ? 1_700_000_000_256_000_000 + at * 1e6 : 1.7e18 + at * 1e6,
    )
    const of = (last: number, ends: readonly number[]) =>
      read(readGoText, heap.replace('# NumGC = 5', `# PauseEnd = [${ends.join(' ')}]\n# NumGC = ${last}`)).facts.program
    const program = of(258, ring)
    if (program === undefined || !('collections' in program)) throw new Error('no collections')
    const { clock, numbers, timesMs } = program.collections
    expect([clock, numbers[0], numbers.at(-1), numbers.length]).toEqual(['world', 3, 258, 256])
    expect(timesMs.every((timeMs, at) => at === 0 || timeMs > timesMs[at - 1]!)).toBe(true)
    // Before the first there is nothing to tell by.
    expect(
      of(
        0,
        Array.from({ length: 256 }, () => 0),
      ),
    ).toBeUndefined()
    expect(of(3, [1, 2])).toBeUndefined()
  })

  it('turns cycles into nanoseconds', () => {
    const mutex =
      '--- mutex:\ncycles/second=2000000000\nsampling period=1\n4000000000 7 @ 0x1\n#\t0x1\tsync.(*Mutex).Unlock+0xfc\tsync/mutex.go:65\n'
    const { parts } = read(readGoText, mutex)
    expect(parts[0]).toMatchObject({ kind: 'lock', covers: 'cumulative' })
    expect(drawStacks(parts[0]!.profile)).toEqual(['sync.(*Mutex).Unlock contentions=7 delay=2000000000'])
  })

  it('knows of goroutines without names not whether they run', () => {
    const dump =
      'goroutine profile: total 5\n2 @ 0x7f00aa10 0x7f00bb20\n\n3 @ 0x401000\n#\t0x401000\tmain.work+0x1\t/srv/a.go:3\n'
    const [look] = read(readGoText, dump).parts[0]?.looks ?? []
    expect(look?.threads.map(({ count, state }) => [count, state])).toEqual([
      [2, 'unknown'],
      [3, 'running'],
    ])
  })

  it('agrees with the pprof of the same process about what is live', async () => {
    const [text] = (await parsedSample('pprof-go/heap-1.debug1.txt')).parts
    const [proto] = (await parsedSample('pprof-go/heap-1.pb.gz')).parts
    expect(totalOf(text!, 'inuse_space')).toBe(totalOf(proto!, 'inuse_space'))
  })

  it('holds the exact totals of two moments, and what of the heap may be garbage', async () => {
    const facts = await Promise.all(
      ['heap-1', 'heap-2'].map(async (name) => (await parsedSample(`pprof-go/${name}.debug1.txt`)).facts),
    )
    expect(facts.map((one) => one.allocatedTotals?.[0]?.bytes)).toEqual([9_623_896, 67_903_992])
    for (const { heldLevels = [] } of facts) expect(heldLevels[0]?.garbageBytes).toBeGreaterThan(0)
  })
})

describe('readGoroutines', () => {
  const dump = `goroutine 23 [sync.Mutex.Lock, 5 minutes]:
internal/sync.(*Mutex).Lock(...)
\t/go/sync.go:70 +0x65
main.post(0x1234, {0x5678?, 0x9}, func(int) int)
\t/srv/app/main.go:34 +0x5a
created by main.main in goroutine 1
\t/srv/app/main.go:12 +0x1

goroutine 24 [sync.Mutex.Lock]:
internal/sync.(*Mutex).Lock(...)
\t/go/sync.go:70 +0x65
main.post(0x99, {0x1?, 0x2}, 0x0)
\t/srv/app/main.go:34 +0x5a

goroutine 1 [IO wait]:
main.main()
\t/srv/app/main.go:9 +0x5a
`
  it('counts goroutines by stack and state, without their arguments', () => {
    const { parts } = read(readGoroutines, dump)
    expect(parts[0]).toMatchObject({ kind: 'goroutines', covers: 'gauge' })
    expect(drawStacks(parts[0]!.profile)).toEqual([
      'main.post;internal/sync.(*Mutex).Lock goroutine=2',
      'main.main goroutine=1',
    ])
    expect(parts[0]!.profile.labelSets).toEqual([
      [{ key: 'state', value: 'sync.Mutex.Lock' }],
      [{ key: 'state', value: 'IO wait' }],
    ])
    expect(JSON.stringify(parts[0]!.profile)).not.toContain('0x')
  })

  it('tells who was given a lock and has not run, who waits before readers, and since when', () => {
    const text = [
      ['sync.RWMutex.Lock, 7 minutes', 'sync.runtime_SemacquireRWMutex(0x1?)'],
      ['runnable', 'sync.runtime_SemacquireRWMutexR(0x1?)'],
      ['runnable', 'internal/sync.runtime_SemacquireMutex(0x1?)'],
      // A channel's answer is no lock; a lock waited for is not given yet.
      ['runnable', 'runtime.chanrecv1(0x1?)'],
      ['sync.RWMutex.RLock', 'sync.runtime_SemacquireRWMutexR(0x1?)'],
    ].map(
      ([state, leaf], id) =>
        `goroutine ${id + 7} [${state}]:\n${leaf}\n\t/go/sema.go:100 +0x25\nmain.work(0x2?)\n\t/srv/m.go:9 +0x1\n`,
    )
    const [look] = read(readGoroutines, text.join('\n')).parts[0]?.looks ?? []
    expect(look?.threads.map(({ turn }) => turn)).toEqual(['writer', 'woken', 'woken', undefined, undefined])
    expect(look?.threads.map(({ standsMs }) => standsMs)).toEqual([420_000, ...Array.from({ length: 4 })])
  })

  it('takes who lets others go, and who queues behind a writer, for what they were or will be in a moment', () => {
    const text = [
      ['runnable', 'internal/sync.runtime_Semrelease(0x1?)', 'internal/sync.(*Mutex).unlockSlow(0x1?)'],
      ['sync.Mutex.Lock', 'internal/sync.runtime_SemacquireMutex(0x1?)', 'sync.(*RWMutex).Lock(0x1?)'],
      // Letting go of a group is no lock, nor is a queue for a mutex a writer's.
      ['runnable', 'sync.runtime_Semrelease(0x1?)', 'sync.(*WaitGroup).Add(0x1?)'],
      ['sync.Mutex.Lock', 'internal/sync.runtime_SemacquireMutex(0x1?)', 'sync.(*Mutex).Lock(0x1?)'],
    ].map(
      ([state, leaf, caller], id) =>
        `goroutine ${id + 7} [${state}]:\n${leaf}\n\t/go/sema.go:1 +0x2\n${caller}\n\t/go/m.go:3 +0x1\nmain.work(0x2?)\n\t/srv/m.go:9 +0x1\n`,
    )
    const [look] = read(readGoroutines, text.join('\n')).parts[0]?.looks ?? []
    expect(look?.threads.map(({ turn }) => turn)).toEqual(['woken', 'writer', undefined, undefined])
  })

  it('knows what Go found before it ended the program', () => {
    const found = (before: string) => read(readGoroutines, `${before}\n\n${dump}`).parts[0]?.looks?.[0]?.allAsleep
    expect(found('fatal error: all goroutines are asleep - deadlock!')).toBe(true)
    expect(found('fatal error: concurrent map writes')).toBeUndefined()
  })

  it.each([
    ['it ends behind who made the last', 0, undefined],
    ['within a line', -5, true],
    ['behind a frame', -'created by main.main in goroutine 1\n\t/srv/app/main.go:12 +0x1\n'.length, true],
  ])('knows that a dump was cut: %s', (_, end, expected) => {
    const text = dump.slice(0, dump.indexOf('\n\ngoroutine 24') + 1)
    const [look] = read(readGoroutines, text.slice(0, text.length + end)).parts[0]?.looks ?? []
    expect(look?.isCut).toBe(expected)
  })

  it('knows that one was cut between two goroutines where it owes more: registers, or who reads while it is answered', () => {
    const whole = (end: string, rest: string): true | undefined =>
      read(readGoroutines, `${rest}\n\n${dump}\n${end}`).parts[0]?.looks?.[0]?.isCut
    const quit = 'SIGQUIT: quit\nPC=0x4933c1 m=0 sigcode=0'
    expect([whole('', quit), whole('\nrax    0x0\nrip    0x4933c1\n', quit)]).toEqual([true, undefined])
    const answering = (begun: string): string =>
      `goroutine 90 [running]:\nnet/http/pprof.Index({0x1})\n\t/go/pprof.go:1 +0x1\nnet/http.(*conn).serve(0x2)\n\t/go/server.go:2 +0x2\n${begun}\n\t/go/server.go:3 +0x3`
    const reader =
      '\ngoroutine 91 [IO wait]:\nnet/http.(*connReader).backgroundRead(0x1)\n\t/go/server.go:7 +0x3\ncreated by net/http.(*connReader).startBackgroundRead in goroutine 90\n\t/go/server.go:6 +0xb\n'
    const serve = 'created by net/http.(*Server).Serve in goroutine 8'
    expect([whole('', answering(serve)), whole(reader, answering(serve))]).toEqual([true, undefined])
    // Of two in one file each has its own: who writes one stands first in it.
    const two = [90, 95].map((id) => {
      const writes = 'runtime/pprof.writeGoroutineStacks({0x1})\n\t/go/p.go:1 +0x1\nnet/http/pprof.Index'
      const first = answering(serve).replace('90', `${id}`).replace('net/http/pprof.Index', writes)
      return `${first}\n\n${dump}\n${reader.replace('in goroutine 90', `in goroutine ${id}`)}`
    })
    const looks = read(readGoroutines, two.join('\n')).parts[0]?.looks
    expect(looks?.map(({ isCut }) => isCut)).toEqual([undefined, undefined])
    // Before Go 1.21 nothing says who began whom.
    expect(whole('', answering('created by net/http.(*Server).Serve'))).toBeUndefined()
  })

  it('counts every goroutine of a real dump', async () => {
    const [part] = (await parsedSample('pprof-go/goroutine.debug2.txt')).parts
    expect(totalOf(part!, 'goroutine')).toBe(14)
  })
})

describe('records without symbols', () => {
  it('keep their places as addresses, beside records that have names', () => {
    const text = [
      'heap profile: 2: 3000000 [2: 3000000] @ heap/1048576',
      '1: 2000000 [1: 2000000] @ 0x7f00aa10 0x7f00bb20',
      '',
      '1: 1000000 [1: 1000000] @ 0x4011a3',
      '#\t0x4011a2\tmain.keep+0x22\t\t/srv/main.go:12',
      '',
    ].join('\n')
    const result = readGoText(new TextEncoder().encode(text), { fileName: 'heap.txt', maxInflatedBytes: 1e9 })
    const drawn = result.ok ? drawStacks(result.value.parts[0]!.profile).join('\n') : ''
    expect(drawn).toMatch(/^0x7f00bb20;0x7f00aa10 .*inuse_space=2/m)
    expect(drawn).toMatch(/^main\.keep .*inuse_space=1/m)
  })
})
