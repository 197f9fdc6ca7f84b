import { describe, expect, it } from 'vitest'
import { isBorrowing } from './borrowing.ts'
import { normaliseFrameName } from './frameName.ts'
import { classifyCpuFrame, classifyWaitFrame, isConditionFile } from './framePatterns.ts'
import rows from './framePatterns.json' with { type: 'json' }

describe('frame patterns', () => {
  it('are anchored: whole names, except the file rule and one prefix rule', () => {
    for (const row of [...rows.cpu, ...rows.waits]) {
      expect(() => new RegExp(row.re)).not.toThrow()
      // (^|[.!/]) starts a segment: .NET names with or without their module, files with or without their folders.
      expect(row.re, row.id).toMatch(/^\(*(\^|\(\^\|)/)
    }
    const ids = [...rows.cpu, ...rows.waits].map((row) => row.id)
    expect(new Set(ids).size).toBe(ids.length)
  })

  it.each([
    ['runtime.mallocgc', 'go', 'alloc'],
    ['runtime.growslice', 'go', 'alloc'],
    ['runtime.gcAssistAlloc1', 'go', 'gc'],
    ['runtime.gcBgMarkWorker.func2', 'go', 'gc'],
    ['runtime.gcDrainMarkWorkerIdle', 'go', 'gc-idle'],
    ['gc_collect_main', 'cpython', 'gc'],
    ['_PyObject_Malloc', 'cpython', 'alloc'],
    ['G1ParScanThreadState::trim_queue', 'jvm', 'gc'],
    ['(garbage collector)', 'v8', 'gc'],
    ['__GI___libc_malloc', 'go', 'alloc'],
    ['__rust_alloc', 'native', 'alloc'],
    ['__rustc::__rust_dealloc', 'native', 'alloc'],
    ['__rustc::__rdl_alloc', 'native', 'alloc'],
    ['__rustc[a1b2c3d4]::__rg_dealloc', 'native', 'alloc'],
    ['_RNvCsdBezzDwma51_7___rustc14___rust_dealloc', 'native', 'alloc'],
    ['_ZN5alloc5alloc15exchange_malloc17h0123456789abcdefE', 'native', 'alloc'],
    ['malloc@@GLIBC_2.2.5', 'native', 'alloc'],
    ['_int_malloc.constprop.0', 'native', 'alloc'],
    ['operator new(unsigned long) [clone .cold]', 'native', 'alloc'],
    ['free(void*)', 'native', 'alloc'],
    ['realloc(void*, unsigned long)', 'native', 'alloc'],
  ] as const)('reads %s of %s as %s', (name, runtime, kind) => {
    expect(classifyCpuFrame(name, runtime)).toBe(kind)
  })

  it.each([
    'alloc::vec::Vec<T>::push',
    '_RNvCs1GXKdpLBWSJ_4shop7dealloc',
    'mallocator@@SHOP_1.0',
    'std::allocator<int>::construct',
    'gcp.Client.Get',
    'app.freeShipping',
    'nalloc.js',
    'free(acme::Node*)',
    'calloc(Foo&)',
    'malloc(int, Pool*)',
    'runtime.memmove',
  ])('does not take %s for an allocator', (name) => {
    expect(classifyCpuFrame(name)).toBeUndefined()
  })

  it('knows a stripped allocator by its object file', () => {
    expect(classifyCpuFrame('[unknown]', 'native', '/usr/lib/x86_64-linux-gnu/libjemalloc.so.2')).toBe('alloc')
    expect(classifyCpuFrame('[unknown]', 'native', '/usr/lib/libc.so.6')).toBeUndefined()
  })

  it('does not apply rows of another runtime', () => {
    expect(classifyCpuFrame('runtime.mallocgc', 'jvm')).toBeUndefined()
    expect(classifyWaitFrame('time_sleep', 'go')).toBeUndefined()
  })

  it.each([
    ['sync.(*Mutex).Lock', 'go', 'lock'],
    ['internal/sync.(*Mutex).lockSlow', 'go', 'lock'],
    ['sync.(*Mutex).Unlock', 'go', 'lock-holder'],
    ['runtime.unlock', 'go', 'runtime-lock'],
    ['runtime.chanrecv1', 'go', 'chan'],
    ['sync.(*WaitGroup).Wait', 'go', 'join'],
    ['sync.(*Cond).Wait', 'go', 'cond'],
    ['java.util.concurrent.locks.ReentrantLock.lock', 'jvm', 'lock'],
    ['java.lang.Object.wait', 'jvm', 'cond'],
    ['java.util.concurrent.ThreadPoolExecutor.getTask', 'jvm', 'idle'],
    ['Mutex::lock_contended', 'jvm', 'runtime-lock'],
    ['VMThread::wait_until_executed', 'jvm', 'runtime-lock'],
    ['ObjectMonitor::enter', 'jvm', 'lock'],
    ['take_gil', 'cpython', 'gil'],
    ['rlock_acquire', 'cpython', 'lock-or-cond'],
    ['___pthread_mutex_lock', 'native', 'lock'],
    ['epoll_wait', 'native', 'io'],
  ] as const)('reads a thread in %s (%s) as %s', (name, runtime, kind) => {
    expect(classifyWaitFrame(name, runtime)?.kind).toBe(kind)
  })

  it('reads who wakes the next one at a lock as no waiter', () => {
    expect(classifyWaitFrame('__lll_lock_wait', 'native')?.kind).toBe('lock')
    expect(classifyWaitFrame('__lll_lock_wake', 'native')).toBeUndefined()
  })

  it('calls locks inside queue.py and threading.py parking, and no others', () => {
    expect(isConditionFile('/usr/lib/python3.11/queue.py')).toBe(true)
    expect(isConditionFile('/usr/lib/python3.11/concurrent/futures/thread.py')).toBe(true)
    expect(isConditionFile('concurrent/futures/thread.py')).toBe(true)
    expect(isConditionFile('queue.py')).toBe(true)
    expect(isConditionFile('/usr/lib/python3.11/logging/__init__.py')).toBe(false)
    expect(isConditionFile('/srv/app/myqueue.py')).toBe(false)
  })

  it('is not slowed down by absurd names', () => {
    const name = `a${'.b'.repeat(60_000)}`
    const before = process.cpuUsage()
    expect(classifyCpuFrame(name)).toBeUndefined()
    expect(classifyWaitFrame(name)).toBeUndefined()
    // CPU time, a hundred times what it takes: a busy machine must not fail this, quadratic work must.
    expect(process.cpuUsage(before).user / 1000).toBeLessThan(1000)
  })
})

describe('a pool that is used up', () => {
  const taking = (below: number): readonly string[] => [
    ...Array.from({ length: below }, (_, at) => `com.example.pool.Wait.step${at}`),
    'com.zaxxer.hikari.HikariDataSource.getConnection',
  ]

  it('is seen a few frames above the wait, and not by what is asked for far above it', () => {
    expect([0, 15, 16].map((below) => isBorrowing(taking(below)))).toEqual([true, true, false])
    expect(isBorrowing(['com.example.Pool.getConnections'])).toBe(false)
  })
})

describe('normaliseFrameName', () => {
  it.each([
    ['malloc+0x1f', 'malloc'],
    ['do_futex_[k]', 'do_futex'],
    ['foo.constprop.0.isra.3', 'foo'],
    ['app::run::h0123456789abcdef', 'app::run'],
    ['handler (app.py:12)', 'handler'],
    ['flask/ctx.py:-1 - pop', 'pop'],
    ['./index.js:render:22', 'render'],
    ['runtime.(*mheap).alloc', 'runtime.(*mheap).alloc'],
    ['java.util.Map.get', 'java.util.Map.get'],
  ])('%s → %s', (name, bare) => {
    expect(normaliseFrameName(name)).toBe(bare)
  })
})
