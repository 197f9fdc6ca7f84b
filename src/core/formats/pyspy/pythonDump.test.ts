import { describe, expect, it } from 'vitest'
import { idleState } from './dumpState.ts'
import { explainLoadError } from '../../base/result.ts'
import { expectSoundWhenDamaged } from '../../testing/damaged.ts'
import { drawStacks } from '../../testing/drawStacks.ts'
import { parsedSample } from '../../testing/samples.ts'
import type { ParsedFile, ParsedPart } from '../parsedFile.ts'
import { readFile } from '../readFile.ts'

const options = { fileName: 'dump.txt', maxInflatedBytes: 1e8 }
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)

async function read(text: string): Promise<ParsedFile> {
  const result = await readFile(bytesOf(text), options)
  if (!result.ok) throw new Error(explainLoadError(result.error))
  return result.value
}
const statesOf = (part: ParsedPart | undefined): readonly (readonly string[])[] =>
  (part?.looks ?? []).map(({ threads }) => threads.map(({ id, state }) => `${id} ${state}`))

const sampled = `Stack dump for PID 11, thread 14 (idle; most recent call last):
  File "svc/queue.py", line 171, in Queue.get
    with self.not_empty: secret-argument
  File "lib/python3.15/threading.py", line 363, in Condition.wait
    waiter.acquire()

Stack dump, thread 13 (waiting for GIL; most recent call last):
  File "svc/app.py", line 14, in worker
    parse(20000)

Stack dump, thread 12 (has GIL, on CPU; most recent call last):
  File "svc/app.py", line 14, in worker
  File "svc/app.py", line 11, in cycles
    gc.collect()
  <GC>

Stack dump, thread 11 (main thread, on CPU; most recent call last):
  <native>
  File "svc/app.py", line 26, in <module>
`
const faulted = `Fatal Python error: Segmentation fault

Thread 0x00007f01 (most recent call first):
  File "/usr/lib/python3.11/logging/__init__.py", line 927 in acquire
  File "/srv/app.py", line 9 in handle

Thread 0x00007f02 [worker-1] (most recent call first):
  File "/srv/app.py", line 12 in parse

Current thread 0x00007f03 (most recent call first):
  File "/srv/app.py", line 20 in <module>
`

describe('what Python prints of its threads', () => {
  it('by its own sampler: what each does, who has the GIL and who waits for it', async () => {
    const { format, parts } = await read(sampled)
    expect([format, parts.map(({ kind }) => kind)]).toEqual(['python-dump', ['wall']])
    expect(statesOf(parts[0])).toEqual([['14 condition', '13 gil', '12 running', '11 running']])
    const [look] = parts[0]!.looks ?? []
    expect(look?.threads[1]?.waitsFor).toMatchObject({ kind: 'GIL' })
    expect(look?.threads[2]?.holds).toMatchObject([{ lock: { kind: 'GIL' }, evidence: 'printed' }])
    expect(drawStacks(parts[0]!.profile)).toContain('@Thread-12 svc.app.worker;svc.app.cycles;<GC> samples=1')
    expect(JSON.stringify(parts)).not.toContain('secret-argument')
  })

  it('by faulthandler: waits by the functions named for them, and of others neither that they run nor that they wait', async () => {
    const { parts } = await read(faulted)
    expect(statesOf(parts[0])).toEqual([['0x00007f01 lock', '0x00007f02 unknown', '0x00007f03 running']])
    expect(parts[0]!.looks?.[0]?.sees).toBe('names')
    expect(parts[0]!.profile.threads.map(({ name }) => name)).toContain('worker-1')
  })

  it.each([
    ['threading.py", line 1139 in _wait_for_tstate_lock', 'condition'],
    ['selectors.py", line 468 in select', 'idle'],
    ['json/encoder.py", line 200 in encode', 'running'],
  ])('by faulthandler: the thread that a signal asked stood in %s', async (leaf, state) => {
    const asked = faulted.replace(
      '  File "/srv/app.py", line 20',
      `  File "/usr/lib/python3.11/${leaf}\n  File "/srv/app.py", line 20`,
    )
    expect(statesOf((await read(asked)).parts[0])[0]?.at(-1)).toBe(`0x00007f03 ${state}`)
  })

  it.each([
    // A task that waits was called by the same functions, and has one of its own below them.
    [
      'reserve (shop.py)',
      '_WorkItem.run (concurrent/futures/thread.py)',
      '_worker (concurrent/futures/thread.py)',
      'unknown',
    ],
    ['ask (shop.py)', 'Handle._run (asyncio/events.py)', 'BaseEventLoop._run_once (asyncio/base_events.py)', 'unknown'],
    [
      'do_GET (shop.py)',
      'BaseHTTPRequestHandler.handle_one_request (http/server.py)',
      'handle (http/server.py)',
      'unknown',
    ],
    ['_worker (concurrent/futures/thread.py)', 'Thread.run (threading.py)', '_bootstrap (threading.py)', 'idle'],
    [
      'SocketIO.readinto (socket.py)',
      'BaseHTTPRequestHandler.handle_one_request (http/server.py)',
      'handle (http/server.py)',
      'idle',
    ],
    [
      'EpollSelector.select (selectors.py)',
      'BaseEventLoop._run_once (asyncio/base_events.py)',
      'main (shop.py)',
      'idle',
    ],
  ])('tells a task that waits from a worker without one: %s < %s < %s is %s', (...stack) => {
    const places = stack.slice(0, 3).map((frame) => {
      const [name = '', file = ''] = frame.slice(0, -1).split(' (')
      return { name, file, native: false }
    })
    expect(idleState(places).state).toBe(stack[3])
  })

  it('by task, where the sampler was asked for asyncio’s: one look at all of them', async () => {
    const task = (id: number, first: boolean): string =>
      `Stack dump${first ? ' for PID 7' : ''}, thread 9 (task ${id}; most recent call last):\n  File "<task>", in Task-1\n  File "svc/app.py", line 9, in handler\n\n`
    const { parts } = await read(task(501, true) + task(502, false) + task(503, false))
    expect(statesOf(parts[0])).toEqual([['9/501 unknown', '9/502 unknown', '9/503 unknown']])
  })

  it('several times over is several looks', async () => {
    expect(statesOf((await read(sampled + sampled)).parts[0]).length).toBe(2)
    expect(statesOf((await read(faulted + faulted + faulted)).parts[0]).length).toBe(3)
  })

  it('of several processes is a choice of them, each with its own looks', async () => {
    const [a, b] = [12, 13].map((pid) => sampled.replace('PID 11', `PID ${pid}`))
    const bySampler = await read(sampled + a + b + a)
    expect(bySampler.resources?.map(({ title }) => title)).toEqual(['process 12', 'process 13', 'process 11'])
    expect(bySampler.parts.map(({ looks }) => looks?.length)).toEqual([2, 1, 1])
    expect((await read(sampled + sampled)).resources).toBeUndefined()
    // faulthandler prints no process: its main thread, the last of each, is another one. No thread of the two is the same.
    const spawned = faulted.replaceAll('0x00007f0', '0x00007e0')
    const byFault = await read(faulted + spawned + faulted)
    expect(byFault.parts.map(({ looks }) => looks?.map(({ threads }) => threads.length))).toEqual([[3], [3, 3]])
    const note = /forked from one/
    expect(JSON.stringify(byFault.parts[1]!.profile.meta.notes)).toMatch(note)
    expect(JSON.stringify((await read(faulted)).parts[0]!.profile.meta.notes)).not.toMatch(note)
  })

  it('of workers that wrote at the same time is refused; one that ends early is not', async () => {
    const [newest = '', , , ...rest] = faulted.split('\n\n').slice(1)
    const mixed = await readFile(bytesOf(`${newest}\n\n${faulted}${rest.join('')}${faulted}`), options)
    expect(mixed.ok ? 'read' : explainLoadError(mixed.error)).toContain('`kill -USR1 PID` a second apart')
    const cut = await read(faulted + faulted.slice(0, faulted.indexOf('Current')))
    expect(cut.parts.map(({ looks }) => looks?.length)).toEqual([1])
  })

  it('recorded: five of eight threads of Python 3.15 want the GIL or have it, and three looks of 3.11 see one idle in its queue', async () => {
    const [look] = statesOf((await parsedSample('tachyon/dump.txt')).parts[0])
    expect(look?.length).toBe(8)
    expect(look?.filter((one) => one.endsWith(' gil')).length).toBeGreaterThan(0)
    const looks = statesOf((await parsedSample('tachyon/faulthandler.txt')).parts[0])
    expect(looks.map((one) => one.length)).toEqual([7, 7, 7])
    for (const one of looks)
      expect(one.filter((state) => state.endsWith('condition') || state.endsWith('idle')).length).toBe(1)
  })

  it('cut off or changed anywhere is a value or a sentence', async () => {
    for (const whole of [sampled, faulted].map(bytesOf)) {
      await expectSoundWhenDamaged(whole, (bytes) => readFile(bytes, options), { everyBytes: 7, numRuns: 100 })
    }
  })
})
