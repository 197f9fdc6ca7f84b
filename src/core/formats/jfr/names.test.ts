import { describe, expect, it } from 'vitest'
import { parkKind } from './lockClasses.ts'
import { collectionKind } from './facts.ts'
import { javaClassName } from '../../frames/javaNames.ts'
import { frameOf } from './frames.ts'
import { parseDuration } from './settings.ts'

describe('the names and kinds of JFR', () => {
  it.each([
    ['java/util/concurrent/locks/ReentrantLock$NonfairSync', 'lock'],
    ['java/util/concurrent/locks/ReentrantReadWriteLock$FairSync', 'lock'],
    ['java/util/concurrent/locks/StampedLock', 'lock'],
    ['java/util/concurrent/Semaphore$NonfairSync', 'pool'],
    ['java/util/concurrent/locks/AbstractQueuedSynchronizer$ConditionObject', 'cond'],
    ['java/util/concurrent/CountDownLatch$Sync', 'cond'],
    ['java/util/concurrent/SynchronousQueue$TransferStack', 'idle'],
    ['com/acme/ReentrantLock', 'idle'],
    ['', 'unknown'],
  ] as const)('parking on %s is %s', (className, kind) => {
    expect(parkKind(className)).toBe(kind)
  })

  it.each([
    ['java/util/HashMap$Node', 'java.util.HashMap$Node'],
    ['[B', 'byte[]'],
    ['[[Ljava/lang/String;', 'java.lang.String[][]'],
    ['shop/Cart$$Lambda$14+0x0000000800c3c18', 'shop.Cart$$Lambda'],
    ['shop/Cart$$Lambda/0x00007f0ac4399b08.747620632', 'shop.Cart$$Lambda'],
    ['jdk/internal/reflect/GeneratedMethodAccessor17', 'jdk.internal.reflect.GeneratedMethodAccessor'],
  ])('the class %s is %s', (jvm, name) => {
    expect(javaClassName(jvm)).toBe(name)
  })

  it('takes a Native frame for machine code only when its class is a library', () => {
    expect(frameOf('Native', 'java/lang/Thread', 'sleep').flags).toBe(0)
    expect(frameOf('Native', 'libc.so.6', 'futex')).toMatchObject({ name: 'futex', module: 'libc.so.6', flags: 2 })
    expect(frameOf('Kernel', '', 'do_futex').flags).toBe(6)
  })

  it.each([
    ['G1New', undefined, 'young'],
    ['G1New', 'Mixed', 'mixed'],
    ['G1Full', undefined, 'full'],
    ['ParallelOld', undefined, 'full'],
    ['ZGC Minor', undefined, 'young'],
    ['ZGC Major', undefined, 'old'],
    [undefined, undefined, 'unknown'],
  ] as const)('a %s collection of type %s leaves a %s point', (name, type, kind) => {
    expect(collectionKind(name, type)).toBe(kind)
  })

  it('reads durations as settings write them', () => {
    expect(['20 ms', '0 ns', '10000000', '1 s', 'forever', ''].map(parseDuration)).toEqual([
      20e6,
      0,
      1e7,
      1e9,
      undefined,
      undefined,
    ])
  })
})
