import { describe, expect, it } from 'vitest'
import { explainLoadError } from '../../base/result.ts'
import { readFile } from '../readFile.ts'

/** A goroutine in `(*Book).post`, the frames below it leaf first, at that line. */
const goroutine = (id: number, state: string, line: number, ...frames: readonly string[]): string =>
  `goroutine ${id} [${state}]:\n${[...frames.map((frame) => `${frame}(0xc1)\n\t/go/x.go:9 +0x1\n`), `main.(*Book).post(0xc00)\n\t/srv/main.go:${line} +0x5a\n`].join('')}\n`
const waiting = goroutine(1, 'sync.Mutex.Lock', 20, 'internal/sync.runtime_SemacquireMutex', 'sync.(*Mutex).Lock')
const flushing = goroutine(2, 'syscall', 22, 'syscall.Fsync', 'os.(*File).Sync', 'main.flush')
const unlock = ['internal/sync.(*Mutex).unlockSlow', 'internal/sync.(*Mutex).Unlock', 'sync.(*Mutex).Unlock']
const waking = (id: number): string => goroutine(id, 'runnable', 23, 'internal/sync.runtime_Semrelease', ...unlock)

async function lookAt(...goroutines: readonly string[]) {
  const parsed = await readFile(new TextEncoder().encode(goroutines.join('')), {
    fileName: 'goroutines.txt',
    maxInflatedBytes: 1e8,
  })
  if (!parsed.ok) throw new Error(explainLoadError(parsed.error))
  return parsed.value.parts[0]?.looks?.[0]
}

async function holdersIn(...goroutines: readonly string[]): Promise<readonly string[]> {
  const look = await lookAt(...goroutines)
  return (look?.threads ?? []).filter(({ holds }) => holds.length > 0).map(({ id }) => id)
}

describe('who is inside the section that others want to enter', () => {
  it('is not who is past the unlock and wakes the next one', async () => {
    expect(await holdersIn(waiting, flushing, waking(3), waking(4))).toEqual(['2'])
    expect(await holdersIn(waiting, waking(3))).toEqual([])
  })

  it('may be who unlocks and has woken nobody yet, or who lets go of another lock inside', async () => {
    expect(await holdersIn(waiting, goroutine(3, 'running', 23, 'sync.(*Mutex).Unlock'))).toEqual(['3'])
    const other = goroutine(3, 'runnable', 22, 'internal/sync.runtime_Semrelease', ...unlock, 'main.(*Audit).append')
    expect(await holdersIn(waiting, other)).toEqual(['3'])
  })

  it('of a reader of an RWMutex the same', async () => {
    const reader = goroutine(
      3,
      'runnable',
      23,
      'sync.runtime_Semrelease',
      'sync.(*RWMutex).rUnlockSlow',
      'sync.(*RWMutex).RUnlock',
    )
    expect(await holdersIn(waiting, flushing, reader)).toEqual(['2'])
  })

  it('is nobody where two are: one of them holds it, and which is not known', async () => {
    expect(await holdersIn(waiting, flushing, flushing.replace('goroutine 2', 'goroutine 5'))).toEqual([])
  })

  it('of two locks in one function is who stands before the line that takes the other, and never who waits for that one', async () => {
    const at = (id: number, mutex: string, line: number): string =>
      goroutine(id, 'sync.Mutex.Lock', line, 'sync.(*Mutex).Lock').replace('Lock(0xc1)', `Lock(${mutex})`)
    const sleeping = goroutine(3, 'sleep', 21, 'time.Sleep')
    const first = [at(1, '0xc8', 20), at(2, '0xc8', 20)]
    const second = at(4, '0xd8', 30)
    expect(await holdersIn(...first, sleeping, second)).toEqual(['3'])
    // Inside the second lock's section, past the first one's.
    const both = goroutine(5, 'syscall', 31, 'syscall.Fsync', 'os.(*File).Sync')
    expect(await holdersIn(...first, sleeping, second, both)).toEqual(['3', '5'])
    // Where nobody stands between the two, one lock is taken inside the other.
    expect(await holdersIn(...first, second)).toEqual(['4'])
  })

  it('of a read-write lock is no writer that waits for its readers', async () => {
    const behind = (id: number): string =>
      goroutine(id, 'sync.Mutex.Lock', 20, 'internal/sync.(*Mutex).lockSlow', 'sync.(*RWMutex).Lock')
    const ahead = goroutine(1, 'sync.RWMutex.Lock', 20, 'sync.runtime_SemacquireRWMutex', 'sync.(*RWMutex).Lock')
    const unsure = ahead.replaceAll('(0xc1)', '(0xc1?)')
    expect(await holdersIn(behind(2), behind(3), unsure)).toEqual([])
  })
})

describe('where no holder shows', () => {
  /** A goroutine in another method of the same book, below the loop that it lives in. */
  const inMethod = (id: number, method: string, object = '0xc00', state = 'sleep'): string =>
    `goroutine ${id} [${state}]:\ntime.Sleep(0x1)\n\t/go/x.go:9 +0x1\nmain.(*Book).${method}(${object})\n\t/srv/main.go:90 +0x5a\nmain.loop()\n\t/srv/main.go:99 +0x5a\n\n`
  const also = waiting.replace('goroutine 1', 'goroutine 4')
  const besideIn = async (...goroutines: readonly string[]) =>
    ((await lookAt(...goroutines))?.beside ?? []).map(({ site, method, doing }) => [site, method, doing.kind])

  it('the one other goroutine in a method of the same object stands beside the lock, and is not called its holder', async () => {
    const exporting = inMethod(2, 'exportAll')
    expect(await besideIn(waiting, also, exporting)).toEqual([['main.(*Book).post', 'main.(*Book).exportAll', 'sleep']])
    expect(await holdersIn(waiting, also, exporting)).toEqual([])
  })

  it('nobody does of another object, of two, of a loop that lives on the object, or beside a holder that shows', async () => {
    expect(await besideIn(waiting, also, inMethod(2, 'exportAll', '0xd00'))).toEqual([])
    expect(await besideIn(waiting, also, inMethod(2, 'exportAll'), inMethod(3, 'count'))).toEqual([])
    const loop = inMethod(2, 'sweep').replace(/main\.loop\(\)\n.*\n/, '')
    expect(await besideIn(waiting, also, loop)).toEqual([])
    expect(await besideIn(waiting, also, flushing, inMethod(3, 'exportAll'))).toEqual([])
  })
})
