import { describe, expect, it } from 'vitest'
import { drawStacks } from '../../testing/drawStacks.ts'
import { partOf, statesOf } from '../../testing/readDump.ts'

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

  it.each([
    ['sun.nio.ch.NioSocketImpl.accept', 'idle'],
    ['sun.nio.ch.SelectorImpl.lockAndDoSelect', 'idle'],
    // Bytes wait to be written; a handler that is called so waits for a lock of the program.
    ['sun.nio.ch.SocketChannelImpl.write', 'lock'],
    ['com.example.Desk.accept', 'lock'],
  ])('whose turn it is not in %s is in state %s, parked or blocked', async (taker, state) => {
    const at = `\tat ${taker}(${taker.split('.').at(-2)}.java:746)\n\tat java.net.ServerSocket.accept(java.base@17.0.15/ServerSocket.java:532)`
    const parked = thread(
      'acceptor-1',
      '   java.lang.Thread.State: WAITING (parking)',
      '\tat jdk.internal.misc.Unsafe.park(java.base@17.0.15/Native Method)',
      '\t- parking to wait for  <0x00000000f1> (a java.util.concurrent.locks.ReentrantLock$NonfairSync)',
      '\tat java.util.concurrent.locks.LockSupport.park(java.base@17.0.15/LockSupport.java:211)',
      '\tat java.util.concurrent.locks.ReentrantLock$Sync.lock(java.base@17.0.15/ReentrantLock.java:153)',
      at,
    )
    const onMonitor = thread(
      'acceptor-2',
      '   java.lang.Thread.State: BLOCKED (on object monitor)',
      at.replace('\n', '\n\t- waiting to lock <0x00000000f2> (a java.lang.Object)\n'),
    )
    expect(await statesOf(header + parked + onMonitor)).toEqual([`acceptor-1: ${state}`, `acceptor-2: ${state}`])
  })

  it.each([
    [['com.shop.Stock.ask', 'java.util.stream.ForEachOps$ForEachOp$OfRef.accept'], 'io'],
    [['com.shop.Acceptor.run', 'java.util.stream.ForEachOps$ForEachOp$OfRef.accept'], 'io'],
    [['java.net.ServerSocket.implAccept', 'com.shop.Acceptor.run'], 'idle'],
    [['io.netty.channel.epoll.EpollEventLoop.epollWait', 'io.netty.channel.epoll.EpollEventLoop.run'], 'idle'],
  ])('tells who waits for bytes on behalf of %j from who waits for the next one: %s', async (callers, state) => {
    const frames = ['sun.nio.ch.NioSocketImpl.park', ...callers].map((name) => `\tat ${name}(X.java:1)`)
    expect(await statesOf(header + thread('web-1', '   java.lang.Thread.State: RUNNABLE', ...frames))).toEqual([
      `web-1: ${state}`,
    ])
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
  it('is whole where its last line is there: the threads of the virtual machine stand before that', async () => {
    const end = '"VM Thread" os_prio=0 cpu=57.11ms elapsed=7.98s tid=0x00007f97e4 nid=0x32ab runnable\n\n'
    const pasted = await partOf(`${header}${blocked}\n${end}`)
    expect(pasted.looks?.[0]?.isToEnd).toBeUndefined()
    const whole = await partOf(`${header}${blocked}\n${end}JNI global refs: 7, weak refs: 0\n\n`)
    expect(whole.looks?.[0]?.isToEnd).toBe(true)
  })

  const announced = (count: number) =>
    `Threads class SMR info:\n_java_thread_list=0x00007fcc14005fe0, length=${count}, elements={\n0x00007fcc14001000\n}\n\n`

  it('says how many of its threads are not in it', async () => {
    const { looks, profile } = await partOf(`${header}${announced(45)}${blocked}`)
    expect(looks?.[0]?.missing).toBe(44)
    expect(profile.meta.notes).toEqual(['it breaks off: 44 of 45 threads are not in it, and any of them may wait'])
  })

  it('is one of which the beginning is gone, as with the last lines of a log', async () => {
    const cuts = async (text: string) => (await partOf(text)).looks?.map(({ isCut = false }) => isCut)
    expect(await cuts(`\tat com.example.Desk.post(Desk.java:78)\n\n${thread('a')}${header}${thread('a')}`)).toEqual([
      true,
      false,
    ])
    const goroutine = (id: number): string =>
      `goroutine ${id} [select]:\nmain.f()\n\t/a.go:2 +0x1\ncreated by main.main in goroutine 1\n\t/a.go:1 +0x1\n\n`
    const dump = `${goroutine(7)}${goroutine(8)}`
    expect(await cuts(`main.g(0x1)\n\t/a.go:9 +0x1\n\n${dump}${dump}`)).toEqual([true, false])
    expect(await cuts(`it hangs\n\n${dump}`)).toEqual([false])
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
