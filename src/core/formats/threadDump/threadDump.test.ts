import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { drawStacks, expectErrorOrValue } from '../../testing/drawStacks.ts'
import { partOf, readDump, statesOf } from '../../testing/readDump.ts'

const goroutines = (...headers: readonly string[]): string =>
  headers.map((head) => `${head}\nmain.(*Book).post(0x1234, {0x5678?, 0x9})\n\t/srv/app/main.go:34 +0x5a\n`).join('\n')

describe('a thread that waits for an answer', () => {
  const main = (...frames: readonly string[]): string =>
    `Process 42: python3 worker.py\nPython v3.11.4 (/usr/bin/python3.11)\n\nThread 42 (idle): "MainThread"\n${frames.map((frame) => `    ${frame}\n`).join('')}`

  it('is in what the program asked, not in the client that asks for it', async () => {
    const inClient = [
      'readinto (socket.py:706)',
      '_read_status (http/client.py:279)',
      'send (requests/adapters.py:486)',
    ]
    const part = await partOf(main(...inClient, 'fetch (shop/pricing.py:41)', '<module> (worker.py:30)'))
    expect(part.looks?.[0]?.threads[0]).toMatchObject({ state: 'io', doing: { name: 'shop.pricing.fetch' } })
    const alone = await partOf(main(...inClient))
    expect(alone.looks?.[0]?.threads[0]?.doing.name).toBe('http.client._read_status')
  })

  it('is in the library where it is the library’s lock that it waits for', async () => {
    const waits = ['acquire (threading.py:168)', 'urlopen (urllib3/connectionpool.py:7)', 'fetch (shop/pricing.py:41)']
    const part = await partOf(main(...waits))
    expect(part.looks?.[0]?.threads[0]?.doing.name).toBe('urllib3.connectionpool.urlopen')
  })
})

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

const jvm = `Full thread dump OpenJDK 64-Bit Server VM (17.0.15+6 mixed mode):

"poster "a" 1" #12 prio=5 os_prio=0 cpu=10.50ms elapsed=7.00s tid=0x00007f01 nid=0x1 waiting
   java.lang.Thread.State: BLOCKED (on object monitor)
\tat com.example.Desk.post(Desk.java:78)
\t- waiting to lock <0x00000000f80007a8> (a com.example.Ledger)
\tat java.lang.Thread.run(java.base@17.0.15/Thread.java:840)
`

it('turns any prefix and any changed byte of a dump into a value or a sentence', async () => {
  for (const text of [jvm, dotnet, native(1, 'fsync () at fsync.c:1'), goroutines('goroutine 1 [running]:')]) {
    const whole = new TextEncoder().encode(text)
    for (let length = 0; length <= whole.length; length += 7)
      expectErrorOrValue(await readDump(whole.subarray(0, length)))
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length - 1), fc.integer({ min: 0, max: 255 }), async (at, byte) => {
        const changed = whole.slice()
        changed[at] = byte
        expectErrorOrValue(await readDump(changed))
      }),
      { numRuns: 150 },
    )
  }
})
