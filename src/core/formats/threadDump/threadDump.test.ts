import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { explainLoadError } from '../../base/result.ts'
import { readFile } from '../readFile.ts'
import { drawStacks, expectErrorOrValue } from '../../testing/drawStacks.ts'

const utf8 = new TextEncoder()
const read = (text: string) => readFile(utf8.encode(text), { fileName: 'dump.txt', maxInflatedBytes: 1e8 })

async function partOf(text: string) {
  const parsed = await read(text)
  if (!parsed.ok) throw new Error(explainLoadError(parsed.error))
  const [part] = parsed.value.parts
  if (part === undefined) throw new Error('no part')
  return part
}

async function statesOf(text: string): Promise<string[]> {
  const { looks = [] } = await partOf(text)
  return looks.flatMap(({ threads }) => threads.map(({ name, id, state }) => `${name === '' ? id : name}: ${state}`))
}

const header = 'Full thread dump OpenJDK 64-Bit Server VM (17.0.15+6 mixed mode):\n\n'
const thread = (name: string, ...lines: readonly string[]): string =>
  `"${name}" #12 prio=5 os_prio=0 cpu=10.50ms elapsed=7.00s tid=0x00007f01 nid=0x1 waiting\n${lines.map((line) => `${line}\n`).join('')}\n`

const blocked = thread(
  'poster "a" 1',
  '   java.lang.Thread.State: BLOCKED (on object monitor)',
  '\tat com.example.Desk.post(Desk.java:78)',
  '\t- waiting to lock <0x00000000f80007a8> (a com.example.Ledger)',
  '\tat com.example.Desk$$Lambda$3/0x00007f2a2c001440.run(Unknown Source)',
  '\tat java.lang.Thread.run(java.base@17.0.15/Thread.java:840)',
)

describe('a JVM’s dump', () => {
  it('gives one sample per thread, root first, with the lock it waits for', async () => {
    const part = await partOf(header + blocked)
    expect(part).toMatchObject({ kind: 'threads', covers: 'gauge' })
    expect(drawStacks(part.profile)).toEqual([
      '@poster "a" 1 java.lang.Thread.run;com.example.Desk$$Lambda.run;com.example.Desk.post threads=1',
    ])
    expect(part.looks?.[0]?.threads[0]).toMatchObject({
      state: 'lock',
      role: 'application',
      waitsFor: { id: '0x00000000f80007a8', kind: 'com.example.Ledger', site: 'com.example.Desk.post' },
      cpuNs: 10.5e6,
      elapsedNs: 7e9,
    })
  })

  it('is found inside the log of a service, and again further down', async () => {
    const log = `2026-11-28 03:58:40 INFO started\n${header}${blocked}JNI global refs: 7\nINFO order 1\n${header}${blocked}`
    expect((await partOf(log)).looks).toHaveLength(2)
  })

  it.each([
    ['java.util.concurrent.locks.ReentrantLock$NonfairSync', 'lock'],
    ['java.util.concurrent.locks.ReentrantReadWriteLock$FairSync', 'lock'],
    ['java.util.concurrent.Semaphore$NonfairSync', 'pool'],
    ['java.util.concurrent.locks.AbstractQueuedSynchronizer$ConditionObject', 'condition'],
    ['java.util.concurrent.CountDownLatch$Sync', 'condition'],
    ['java.util.concurrent.SynchronousQueue$TransferStack', 'idle'],
    ['com.example.MyReentrantLockLike', 'condition'],
  ])('parked on %s it is in state %s', async (parkedOn, state) => {
    const parked = thread(
      't',
      '   java.lang.Thread.State: WAITING (parking)',
      '\tat jdk.internal.misc.Unsafe.park(java.base@17.0.15/Native Method)',
      `\t- parking to wait for  <0x00000000f1> (a ${parkedOn})`,
      '\tat com.example.Desk.post(Desk.java:78)',
    )
    expect(await statesOf(header + parked)).toEqual([`t: ${state}`])
  })

  it('does not take a worker of a pool for a waiter, nor a thread that was just handed the lock', async () => {
    const worker = thread(
      'pool-1-thread-1',
      '   java.lang.Thread.State: WAITING (parking)',
      '\t- parking to wait for  <0x00000000f1> (a java.util.concurrent.locks.AbstractQueuedSynchronizer$ConditionObject)',
      '\tat java.util.concurrent.ThreadPoolExecutor.getTask(java.base@17.0.15/ThreadPoolExecutor.java:1062)',
    )
    const handed = thread(
      'owner',
      '   java.lang.Thread.State: BLOCKED (on object monitor)',
      '\tat com.example.Desk.post(Desk.java:78)',
      '\t- locked <0x00000000f80007a8> (a com.example.Ledger)',
    )
    expect(await statesOf(header + worker + handed)).toEqual(['pool-1-thread-1: idle', 'owner: running'])
  })

  it('says who owns a monitor, and that whoever waits on an object has let go of it', async () => {
    const owner = thread(
      'owner',
      '   java.lang.Thread.State: RUNNABLE',
      '\tat java.io.FileDescriptor.sync(java.base@17.0.15/Native Method)',
      '\tat com.example.Audit.append(Audit.java:9)',
      '\t- locked <0x00000000f80007a8> (a com.example.Ledger)',
    )
    const waiter = thread(
      'waiter',
      '   java.lang.Thread.State: WAITING (on object monitor)',
      '\tat java.lang.Object.wait(java.base@17.0.15/Native Method)',
      '\t- waiting on <no object reference available>',
      '\tat com.example.Box.take(Box.java:9)',
      '\t- locked <0x00000000f8000999> (a com.example.Box)',
    )
    const { looks = [] } = await partOf(header + owner + waiter)
    const [first, second] = looks[0]?.threads ?? []
    expect(first?.holds).toEqual([
      {
        lock: {
          id: '0x00000000f80007a8',
          kind: 'com.example.Ledger',
          site: 'com.example.Audit.append',
          line: 9,
        },
        evidence: 'printed',
      },
    ])
    expect(first?.doing).toEqual({ kind: 'disk', name: 'com.example.Audit.append' })
    expect(second?.holds).toEqual([])
  })
})

const goroutines = (...headers: readonly string[]): string =>
  headers.map((head) => `${head}\nmain.(*Book).post(0x1234, {0x5678?, 0x9})\n\t/srv/app/main.go:34 +0x5a\n`).join('\n')

describe('a dump of goroutines', () => {
  it('loses none whatever its labels hold, and keeps states free of them', async () => {
    const text = goroutines(
      'goroutine 21 [sync.Mutex.Lock labels:{"endpoint": "http://[::1]:80/x", "tenant": "t-17"}]:',
      'goroutine 22 [sync.RWMutex.RLock, 5 minutes, locked to thread labels:{"k": "a]: [b", "q": "x\\"]:"}]:',
      'goroutine 23 [chan send (leaked)]:',
      'goroutine 24 gp=0xc000 m=3 mp=0xc1 [running]:',
      'goroutine 25 [select (no cases) (durable), synctest bubble 1]:',
    )
    const part = await partOf(text)
    expect(await statesOf(text)).toEqual(['21: lock', '22: lock', '23: condition', '24: running', '25: idle'])
    expect(part.profile.labelSets.map((labels) => labels.map(({ value }) => value).join(' '))).toEqual([
      'sync.Mutex.Lock',
      'sync.RWMutex.RLock',
      'chan send yes',
      'running',
      'select (no cases)',
    ])
  })

  it('tells a WaitGroup from a mutex where both print semacquire', async () => {
    const of = (name: string): string =>
      `goroutine 7 [semacquire]:\nsync.runtime_Semacquire(0xc0001)\n\t/go/sema.go:62 +0x25\n${name}(0xc0001)\n\t/go/x.go:1 +0x1\nmain.f()\n\t/m.go:9 +0x1\n`
    expect(await statesOf(of('sync.(*WaitGroup).Wait'))).toEqual(['7: condition'])
    expect(await statesOf(of('sync.(*Mutex).lockSlow'))).toEqual(['7: lock'])
  })
})

const native = (n: number, ...frames: readonly string[]): string =>
  `Thread ${n} (Thread 0x7f0${n} (LWP ${100 + n}) "desk"):\n${frames.map((frame, at) => `#${at}  ${frame}\n`).join('')}\n`

describe('a dump of a native program', () => {
  const lock = (object: string): string[] => [
    `futex_wait (private=0, expected=2, futex_word=${object}) at futex-internal.h:146`,
    `__GI___lll_lock_wait (futex=futex@entry=${object}, private=0) at lowlevellock.c:49`,
    `___pthread_mutex_lock (mutex=${object}) at pthread_mutex_lock.c:93`,
    `std::mutex::lock (this=${object}) at std_mutex.h:100`,
    `Book::post (this=${object}, secret=0x5ec7e7 "hunter2") at desk.cc:24`,
  ]
  it('names the lock by its address and its holder by the object, and keeps no argument', async () => {
    const text =
      native(1, ...lock('0x55aa')) +
      native(
        2,
        'fsync () at fsync.c:1',
        'Audit::append () at desk.cc:9',
        'Book::post (this=0x55aa, secret=1) at desk.cc:25',
      ) +
      native(3, 'usleep () at u.c:1', 'Book::post (this=0x66bb, secret=1) at desk.cc:25')
    const part = await partOf(text)
    expect(
      part.looks?.[0]?.threads.map(({ state, waitsFor, holds, doing }) => [state, waitsFor?.id, holds.length, doing]),
    ).toEqual([
      ['lock', '0x55aa', 0, { kind: 'lock', name: 'Book::post' }],
      ['running', undefined, 1, { kind: 'disk', name: 'Audit::append' }],
      ['sleep', undefined, 0, { kind: 'sleep', name: 'Book::post' }],
    ])
    expect(JSON.stringify(part)).not.toContain('hunter2')
  })

  it('names nobody where two threads are inside', async () => {
    const inside = (n: number): string => native(n, 'usleep () at u.c:1', 'Book::post (this=0x55aa) at desk.cc:25')
    const part = await partOf(native(1, ...lock('0x55aa')) + inside(2) + inside(3))
    expect(part.looks?.[0]?.threads.flatMap(({ holds }) => holds)).toEqual([])
  })
})

const dotnet = `Thread (0x48839B):
  [Native Frames]
  System.Private.CoreLib!System.Threading.Monitor.Enter(class System.Object,bool&)
  Desk!Desk.Ledger.Settle(int32)

Thread (0x48839C):
  [Native Frames]
  System.Private.CoreLib!System.Threading.Thread.Sleep(int32)
  Desk!Desk.Ledger.Settle(int32)

Thread (0x48839D):
  [Native Frames]
  Desk!Desk.Program.Main(class System.String[])
`

describe('dotnet-stack', () => {
  it('tells waits that have a name, and says of the rest that nothing is known', async () => {
    const part = await partOf(dotnet)
    expect(part.looks?.[0]?.sees).toBe('names')
    expect(await statesOf(dotnet)).toEqual(['0x48839B: lock', '0x48839C: idle', '0x48839D: unknown'])
  })
})

it('turns any prefix and any changed byte of a dump into a value or a sentence', async () => {
  for (const text of [
    header + blocked,
    dotnet,
    native(1, 'fsync () at fsync.c:1'),
    goroutines('goroutine 1 [running]:'),
  ]) {
    const whole = utf8.encode(text)
    for (let length = 0; length <= whole.length; length += 7)
      expectErrorOrValue(await readFile(whole.subarray(0, length), { fileName: 'dump', maxInflatedBytes: 1e6 }))
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length - 1), fc.integer({ min: 0, max: 255 }), async (at, byte) => {
        const changed = whole.slice()
        changed[at] = byte
        expectErrorOrValue(await readFile(changed, { fileName: 'dump', maxInflatedBytes: 1e6 }))
      }),
      { numRuns: 150 },
    )
  }
})
