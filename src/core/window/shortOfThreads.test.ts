import { describe, expect, it } from 'vitest'
import type { LookState, ThreadLook } from '../base/looks.ts'
import { Marks } from '../formats/threadDump/marks.ts'
import { lookOf } from '../testing/drawnLooks.ts'
import { shortOfThreads } from './shortOfThreads.ts'

/** One thread: `pool-1-thread-1: io @ Stock.ask < java.util.concurrent.FutureTask.run`, leaf first; what it does is its leaf. */
type Drawn = readonly (readonly [names: readonly string[], state: LookState, ...stack: readonly string[]])[]

function short(...looks: readonly Drawn[]) {
  const marks = new Marks()
  const drawn = looks.map((groups): ThreadLook => {
    const threads = groups.flatMap(([names, state, ...stack]) =>
      lookOf(names.map((name) => `${name}: ${state}`)).threads.map((thread) => ({
        ...thread,
        doing: { kind: 'unknown' as const, name: stack[0] ?? '' },
        marks: marks.of(
          rows++,
          stack.map((name) => ({ name })),
        ),
      })),
    )
    return { ...lookOf([]), threads }
  })
  return shortOfThreads(drawn, ({ threads }) => threads)
}
let rows = 0
const named = (start: string, count: number): string[] => Array.from({ length: count }, (_, at) => `${start}${at + 1}`)

const run = 'java.util.concurrent.FutureTask.run'
const worker = 'java.util.concurrent.ThreadPoolExecutor.runWorker'
const callers = [named('web-', 60), 'condition', 'Shop.quote', 'java.util.concurrent.FutureTask.get'] as const
const busy = [named('pool-1-thread-', 4), 'io', 'Stock.ask', run, worker] as const

describe('a pool without a free thread', () => {
  it('is one whose tasks more wait for than run, and in which nobody waits for the next', () => {
    expect(short([callers, busy], [callers, busy]).fullPool).toEqual({
      waiting: 60,
      threads: 4,
      example: 'pool-1-thread-1',
      site: 'Stock.ask',
      state: 'io',
      there: 4,
      asksItself: false,
    })
  })

  it.each([
    [
      'a thread is free',
      [callers, busy, [['pool-1-thread-5'], 'idle', 'java.util.concurrent.ThreadPoolExecutor.getTask', worker]],
    ],
    [
      'all that wait are served',
      [[named('web-', 4), 'condition', 'Shop.quote', 'java.util.concurrent.FutureTask.get'], busy],
    ],
    // What answers them is no task of a pool.
    [
      'they wait for an answer',
      [
        [
          named('web-', 60),
          'condition',
          'Shop.quote',
          'java.util.concurrent.CompletableFuture.get',
          'jdk.internal.net.http.HttpClientImpl.send',
        ],
        [['pool-1-thread-1'], 'io', 'Stock.ask', 'java.util.concurrent.CompletableFuture$AsyncSupply.run'],
      ],
    ],
    // Threads that were given a loop for ever are no pool that anybody waits for.
    ['they run other things', [callers, [named('kafka-', 4), 'io', 'Consumer.poll', worker]]],
  ] satisfies [string, Drawn][])('is none where %s', (_, look) => {
    expect(short(look).fullPool).toBeUndefined()
  })

  it('is none where it had a free thread in one look of two', () => {
    const free = [
      named('pool-1-thread-', 1),
      'idle',
      'java.util.concurrent.ThreadPoolExecutor.getTask',
      worker,
    ] as const
    expect(short([callers, busy], [callers, free]).fullPool).toBeUndefined()
  })

  it('waits for itself where its own threads wait for tasks, of Python as well', () => {
    const result = 'concurrent.futures._base.Future.result'
    const inner = [
      named('ThreadPoolExecutor-0_', 2),
      'condition',
      'shop.total',
      result,
      'concurrent.futures.thread._WorkItem.run',
      'concurrent.futures.thread._worker',
    ] as const
    const { fullPool } = short([[named('web-', 9), 'condition', 'shop.quote', result], inner])
    expect(fullPool).toMatchObject({ waiting: 11, threads: 2, asksItself: true })
  })
})

describe('an event loop that stands in a call', () => {
  const loop = 'asyncio.base_events.BaseEventLoop._run_once'
  const held = [['main'], 'unknown', 'shop.ask', loop] as const
  it.each([
    ['shop.ask', [[held], [held], [held]]],
    ['Stock.ask', [[[['epoll-1'], 'io', 'Stock.ask', 'io.netty.channel.epoll.EpollEventLoop.run']]]],
    [undefined, [[held], [held], [[['main'], 'idle', loop]]]],
    [undefined, [[[['main'], 'running', 'shop.ask', loop]]]],
    // It may wait for its turn at the interpreter, which another has.
    [undefined, [[held, [['w'], 'running', 'shop.encode']]]],
    [undefined, [[[['main'], 'unknown', 'shop.ask']]]],
  ] satisfies [string | undefined, Drawn[]][])('in %s', (site, looks) => {
    expect(short(...looks).heldLoop?.site).toBe(site)
  })
})

describe('lookups of names', () => {
  it('are counted by the resolver on the stack', () => {
    const lookups = short([
      [named('a-', 12), 'io', 'net.(*Resolver).tryOneName', 'main.call'],
      [named('b-', 3), 'running', 'java.net.Inet6AddressImpl.lookupAllHostAddr', 'Shop.call'],
      [named('c-', 5), 'io', 'net.(*netFD).Read', 'main.call'],
    ]).lookups
    expect(lookups).toBe(15)
  })
})
