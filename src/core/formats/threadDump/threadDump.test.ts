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

  it('knows that its time is a local one, which a time of the log above it is not', async () => {
    const saysOf = async (above: string) => (await partOf(`${above}\n${header}${blocked}`)).looks?.[0]?.localMs
    expect(await saysOf('2026-11-28 03:58:40')).toBe(Date.UTC(2026, 10, 28, 3, 58, 40))
    expect(await saysOf('18925:\n2026-11-28 03:58:40')).toBe(Date.UTC(2026, 10, 28, 3, 58, 40))
    expect(await saysOf('2026-19-48 03:58:40')).toBeUndefined()
    expect(await saysOf('2026-11-28 03:58:40 INFO started')).toBeUndefined()
    expect(await saysOf('2026-11-28 03:58:40\nINFO started')).toBeUndefined()
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

  it('calls it a pool that is used up where threads wait for a connection, whatever the pool is made of', async () => {
    const borrowing = thread(
      'web-1',
      '   java.lang.Thread.State: TIMED_WAITING (parking)',
      '\tat jdk.internal.misc.Unsafe.park(java.base@17.0.15/Native Method)',
      '\t- parking to wait for  <0x00000000f1> (a java.util.concurrent.SynchronousQueue$TransferStack)',
      '\tat com.zaxxer.hikari.util.ConcurrentBag.borrow(ConcurrentBag.java:152)',
      '\tat com.zaxxer.hikari.HikariDataSource.getConnection(HikariDataSource.java:128)',
    )
    expect(await statesOf(header + borrowing)).toEqual(['web-1: pool'])
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

describe('a dump that was cut off', () => {
  const announced = (count: number) =>
    `Threads class SMR info:\n_java_thread_list=0x00007fcc14005fe0, length=${count}, elements={\n0x00007fcc14001000\n}\n\n`

  it('says how many of its threads are not in it', async () => {
    const { looks, profile } = await partOf(`${header}${announced(45)}${blocked}`)
    expect(looks?.[0]?.missing).toBe(44)
    expect(profile.meta.notes).toEqual(['it breaks off: 44 of 45 threads are not in it, and any of them may wait'])
  })

  it('is none where all are there, or where nobody says how many there are', async () => {
    const whole = await partOf(`${header}${announced(1)}${blocked}"VM Thread" os_prio=0 tid=0x1 nid=0x2 runnable\n`)
    expect(whole.looks?.[0]?.missing).toBeUndefined()
    expect(whole.profile.meta.notes).toEqual([])
    expect((await partOf(header + blocked)).looks?.[0]?.missing).toBeUndefined()
  })
})

describe('older and newer JVMs', () => {
  it('reads JDK 8, which prints no CPU times, and JDK 7, which prints no numbers', async () => {
    const eight =
      'Full thread dump OpenJDK 64-Bit Server VM (25.392-b08 mixed mode):\n\n' +
      '"web-1" #12 prio=5 os_prio=0 tid=0x00007f01 nid=0x1 waiting for monitor entry [0x00007f76]\n' +
      '   java.lang.Thread.State: BLOCKED (on object monitor)\n\tat a.B.c(B.java:7)\n\t- waiting to lock <0x00000000f1> (a a.B)\n\n' +
      '"GC task thread#0 (ParallelGC)" os_prio=0 tid=0x00007f02 nid=0x2 runnable \n\n' +
      '"VM Thread" os_prio=0 tid=0x00007f03 nid=0x3 runnable \n\nJNI global references: 7\n'
    const [look] = (await partOf(eight)).looks ?? []
    expect(look?.threads.map(({ name, role, state, cpuNs }) => [name, role, state, cpuNs])).toEqual([
      ['web-1', 'application', 'lock', undefined],
      ['GC task thread#0 (ParallelGC)', 'collector', 'running', undefined],
      ['VM Thread', 'runtime', 'running', undefined],
    ])
    expect(look?.uptimeMs).toBeUndefined()
    const seven =
      'Full thread dump Java HotSpot(TM) 64-Bit Server VM (24.80-b11 mixed mode):\n\n' +
      '"web-1" prio=10 tid=0x00007f01 nid=0x1 in Object.wait() [0x00007f76]\n' +
      '   java.lang.Thread.State: WAITING (on object monitor)\n\tat java.lang.Object.wait(Native Method)\n\t- waiting on <0x00000000f1> (a a.B)\n\tat a.B.c(B.java:7)\n\t- locked <0x00000000f1> (a a.B)\n'
    expect((await partOf(seven)).looks?.[0]?.threads[0]).toMatchObject({
      role: 'application',
      state: 'condition',
      holds: [],
    })
  })

  it('knows a ring from the thread that only waits for it, with which a JVM may begin', async () => {
    const waits = (name: string, owner: string): string =>
      `"${name}":\n  waiting to lock monitor 0x00007f01 (object 0x000000076b, a java.lang.Object),\n  which is held by "${owner}"\n`
    const ringOf = async (...waiting: readonly string[]) => {
      const text = `${header}${thread('a')}\nFound one Java-level deadlock:\n=====\n${waiting.join('')}\nJava stack information for the threads listed above:\n`
      return (await partOf(text)).looks?.[0]?.deadlocks
    }
    expect(await ringOf(waits('late', 'one'), waits('one', 'two'), waits('two', 'one'))).toEqual([['one', 'two']])
    expect(await ringOf(waits('one', 'two'), waits('two', 'three'), waits('three', 'one'))).toEqual([
      ['one', 'two', 'three'],
    ])
  })

  it('knows of JDK 21’s dump to a file, which has no states, only the waits that have a name', async () => {
    const text =
      '4242\n2026-11-28T06:52:23.984313750Z\n21.0.5+11-LTS\n\n' +
      '#1 "main"\n      java.base/java.lang.Thread.sleep0(Native Method)\n      a.Main.main(Main.java:9)\n\n' +
      '#30 "web-1" virtual\n      java.base/java.lang.VirtualThread.park(VirtualThread.java:582)\n      java.base/java.util.concurrent.locks.ReentrantLock.lock(ReentrantLock.java:322)\n      a.Desk.post(Desk.java:7)\n\n' +
      '#31 "web-2" virtual\n      a.Desk.post(Desk.java:9)\n'
    const part = await partOf(text)
    expect(part.looks?.[0]).toMatchObject({ sees: 'names', atMs: Date.parse('2026-11-28T06:52:23.984Z') })
    expect(await statesOf(text)).toEqual(['main: sleep', 'web-1: lock', 'web-2: unknown'])
    expect(drawStacks(part.profile)[1]).toBe(
      '@web-1 a.Desk.post;java.util.concurrent.locks.ReentrantLock.lock;java.lang.VirtualThread.park threads=1',
    )
  })

  it('takes each dump of a file for a look of its own', async () => {
    const one =
      '7\n2026-11-28T06:52:23.98Z\n25\n\n#3 "main" RUNNABLE 2026-11-28T06:52:24Z\n    at a.Main.main(Main.java:9)\n\n'
    expect((await partOf(one + one.replace('52:23', '52:33'))).looks?.map(({ atMs }) => atMs)).toEqual([
      Date.parse('2026-11-28T06:52:23.980Z'),
      Date.parse('2026-11-28T06:52:33.980Z'),
    ])
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

  it('tells the wait for a connection from a worker that has nothing to do', async () => {
    const of = (name: string): string =>
      `goroutine 7 [select]:\n${name}(0xc0001)\n\t/go/x.go:1 +0x1\nmain.f()\n\t/m.go:9 +0x1\n`
    expect(await statesOf(of('database/sql.(*DB).conn'))).toEqual(['7: pool'])
    expect(await statesOf(of('main.worker'))).toEqual(['7: idle'])
    expect(await statesOf(of('golang.org/x/sync/semaphore.(*Weighted).Acquire'))).toEqual(['7: pool'])
  })

  it('tells the wait for an answer or a connection from a worker that has nothing to do', async () => {
    const of = (name: string): string =>
      `goroutine 7 [select]:\n${name}(0xc0001)\n\t/go/x.go:1 +0x1\nmain.poll()\n\t/m.go:9 +0x1\n`
    expect(await statesOf(of('net/http.(*persistConn).roundTrip'))).toEqual(['7: io'])
    expect(await statesOf(of('net/http.(*Transport).getConn'))).toEqual(['7: condition'])
    // The connection’s own goroutines wait for whatever comes.
    expect(await statesOf(of('net/http.(*persistConn).writeLoop'))).toEqual(['7: idle'])
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

  it('reads what pstack prints without debug information', async () => {
    const text =
      'Thread 2 (Thread 0x7f0a (LWP 77)):\n#0  0x00007f12 in __lll_lock_wait () from /lib64/libpthread.so.0\n#1  0x00007f13 in pthread_mutex_lock () from /lib64/libpthread.so.0\n#2  0x00000000004007a1 in Book::post() ()\n#3  0x00007f14 in ?? () from /opt/desk/libdesk.so\n' +
      'Thread 1 (Thread 0x7f0b (LWP 76)):\n#0  0x00007f15 in nanosleep () from /lib64/libc.so.6\n#1  0x00000000004007b1 in main ()\n'
    const part = await partOf(text)
    expect(await statesOf(text)).toEqual(['77: lock', '76: sleep'])
    expect(part.looks?.[0]?.threads[0]?.waitsFor).toEqual({ kind: 'mutex', site: 'Book::post()' })
    expect(drawStacks(part.profile)[0]).toBe('@ [libdesk.so];Book::post();pthread_mutex_lock;__lll_lock_wait threads=1')
  })

  it('reads what eu-stack prints, with its versions, modules and frames without a name', async () => {
    const thread = (id: number, ...frames: readonly string[]): string =>
      `TID ${id}:\n${frames.map((frame, at) => `#${at}  0x00007f97998a412b${frame === '' ? '' : ` ${frame}`}`).join('\n')}\n`
    const locked = [
      '__GI___lll_lock_wait',
      '__pthread_mutex_lock@GLIBC_2.2.5 - /lib/libc.so.6',
      'Ledger::post(int)',
      '',
    ]
    const text = `PID 7 - process\n${thread(7, 'clock_nanosleep@GLIBC_2.2.5', 'usleep', 'Ledger::append()', 'Ledger::post(int)')}${thread(8, ...locked)}${thread(9, ...locked)}`
    const part = await partOf(text)
    expect(part.looks?.[0]?.threads.map(({ state, waitsFor, doing }) => [state, waitsFor?.site, doing.name])).toEqual([
      ['sleep', undefined, 'Ledger::append'],
      ['lock', 'Ledger::post', 'Ledger::post'],
      ['lock', 'Ledger::post', 'Ledger::post'],
    ])
    expect(part.looks?.[0]?.threads[0]?.holds).toMatchObject([{ evidence: 'inside-section' }])
    expect(drawStacks(part.profile).join()).toContain(
      '[unknown];Ledger::post;__pthread_mutex_lock;__GI___lll_lock_wait',
    )
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
    expect(await statesOf(dotnet)).toEqual(['0x48839B: lock', '0x48839C: sleep', '0x48839D: unknown'])
  })
  it('takes who waits for a permit for one of a pool, and what the semaphore does inside for no wait for it', async () => {
    const at = (id: number, ...names: readonly string[]): string =>
      `Thread (0x${id}):\n  [Native Frames]\n${names.map((name) => `  ${name}\n`).join('')}  Desk!Desk.Ledger.Settle(int32)\n\n`
    const core = 'System.Private.CoreLib!System.Threading.'
    const permit = [`${core}SemaphoreSlim.WaitUntilCountOrTimeout(int32)`, `${core}SemaphoreSlim.Wait(int32)`]
    const wait = `${core}Monitor.Wait(class System.Object,int32)`
    const text = [
      at(1, wait, ...permit),
      at(2, ...permit),
      at(3, wait),
      at(4, `${core}Monitor.Enter(class System.Object)`, ...permit),
    ].join('')
    expect(await statesOf(text)).toEqual(['0x1: pool', '0x2: pool', '0x3: condition', '0x4: lock'])
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
