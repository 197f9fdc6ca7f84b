/** The page's loader against the real analyst; only the network stands on this machine. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { serve, type TestServer } from '../../../e2e/servers/serve.ts'
import { err, ok } from '../../core/base/result.ts'
import type { CaptureRef, CaptureSet } from '../../sources/source.ts'
import { answerWith, ask } from '../worker/analyst.ts'
import { startInPage } from '../worker/inPageAnalyst.ts'
import { cancelReading } from '../worker/progress.ts'
import { SourceFailure } from '../worker/sourceFailure.ts'
import { type ArrivedCaptures, loadCaptures, loadInParts } from './loadCaptures.ts'

let server: TestServer
beforeAll(async () => {
  server = await serve(() => ({ status: 404 }))
  // All that the loader asks of a document: where it is, and that it is no snapshot.
  vi.stubGlobal('document', { baseURI: `${server.url}/`, getElementById: () => null })
  answerWith(startInPage)
})
afterAll(async () => {
  vi.unstubAllGlobals()
  await server.close()
})

let reads = 0
const file = (name: string, text: string, rest: Partial<CaptureRef> = {}): CaptureRef => ({
  id: `test:${name}`,
  file: name,
  hints: { told: { kind: 'cpu' } },
  answers: ['cpu'],
  settled: true,
  read: () => {
    reads++
    return Promise.resolve(ok(new TextEncoder().encode(text).slice().buffer))
  },
  ...rest,
})
const setOf = (...captures: readonly CaptureRef[]): CaptureSet => ({ captures, absent: [], settings: {}, notes: [] })

describe('loading the captures of a window', () => {
  it('gives what can be read, and one sentence for each file that cannot', async () => {
    const broken = file('broken.pb.gz', '\u001f\u008bnot gzip', { hints: {} })
    const loaded = await loadCaptures(setOf(file('cpu.folded', 'main;work 30\nmain;rest 10\n'), broken))
    expect(loaded.summaries.map(({ file: name, answers }) => [name, answers])).toEqual([['cpu.folded', ['cpu']]])
    expect(loaded.failures).toHaveLength(1)
    expect(loaded.failures[0]).toContain('broken.pb.gz')
    // The pane that the broken file was meant for says why it is empty.
    expect(loaded.absent).toMatchObject([{ kind: 'cpu' }])
  })

  it('says why the source could not hand a file out, where its view is told', async () => {
    const refused = file('heap.pb.gz', '', {
      answers: ['heap_live'],
      read: () =>
        Promise.resolve(err({ code: 'refused', where: 'Production', what: 'it asks who is there', todo: 'log in' })),
    })
    const { absent, failures } = await loadCaptures(setOf(refused))
    expect(absent).toMatchObject([{ kind: 'heap_live' }])
    expect(failures).toEqual(['Production: it asks who is there. Log in.'])
  })

  it('reads a settled file once, and one that may still grow every time', async () => {
    reads = 0
    const settled = setOf(file('settled.folded', 'main;work 3\n'))
    await loadCaptures(settled)
    await loadCaptures(settled)
    expect(reads).toBe(1)
    const growing = setOf(file('growing.folded', 'main;work 3\n', { settled: false }))
    await loadCaptures(growing)
    await loadCaptures(growing)
    expect(reads).toBe(3)
  })

  it('given up by the person ends in a failure that says so, not in half an answer', async () => {
    const slow = file('slow.folded', 'main;work 3\n', {
      read: (context) =>
        new Promise((_resolve, reject) => {
          context?.signal?.addEventListener('abort', () => reject(new DOMException('given up', 'AbortError')))
        }),
    })
    const loading = loadCaptures(setOf(slow), { isWaitedFor: true })
    const failed = loading.then(
      () => undefined,
      (thrown: unknown) => thrown,
    )
    setTimeout(cancelReading, 50)
    const thrown = await failed
    expect(thrown).toBeInstanceOf(SourceFailure)
    expect(thrown instanceof SourceFailure && thrown.error.code).toBe('cancelled')
  })

  it('tells each view as soon as it is whole, and reads nothing twice for it', async () => {
    reads = 0
    const cpu = file('part-cpu.folded', 'main;work 30\n', { settled: false })
    const mutex = file('part-mutex.folded', 'main;lock 3\n', { settled: false, answers: ['lock'] })
    const block = file('part-block.folded', 'main;lock 5\n', { settled: false, answers: ['lock'] })
    const arrived: ArrivedCaptures[] = []
    let goOn = (): void => undefined
    const cpuIsThere = new Promise<void>((resolve) => (goOn = resolve))
    const whole = await loadInParts(
      async (_signal, onPart) => {
        onPart({ captures: [mutex], absent: [] }, ['cpu', 'lock', 'heap_live'])
        onPart({ captures: [cpu], absent: [] }, ['lock', 'heap_live'])
        await cpuIsThere
        onPart({ captures: [block], absent: [] }, ['heap_live'])
        return ok(setOf(cpu, mutex, block))
      },
      {
        signal: new AbortController().signal,
        onArrived: (one) => {
          arrived.push(one)
          if (!one.awaited.includes('cpu')) goOn()
        },
      },
    )
    // Nobody is told of a lock pane with one of its two profiles.
    const cpuFirst = arrived.find(({ awaited }) => !awaited.includes('cpu'))
    expect(cpuFirst?.awaited).toEqual(expect.arrayContaining(['lock', 'heap_live']))
    expect(cpuFirst?.summaries.map(({ file: name }) => name)).toContain('part-cpu.folded')
    expect(whole.captureIds).toHaveLength(3)
    expect(reads).toBe(3)
  })

  it('a source that fails after its first part fails as a whole', async () => {
    const asking = loadInParts(
      (_signal, onPart) => {
        onPart({ captures: [file('then-nothing.folded', 'main;work 30\n')], absent: [] }, ['lock'])
        return Promise.resolve(err({ code: 'network', where: 'Production', what: 'it went away', todo: 'try again' }))
      },
      { signal: new AbortController().signal, onArrived: () => undefined },
    )
    await expect(asking).rejects.toThrow('Production: it went away. Try again.')
  })

  it('is answered by whoever answers questions: what was loaded can be asked about', async () => {
    const { captureIds } = await loadCaptures(setOf(file('asked.folded', 'main;work 30\n')))
    const subject = { captureIds, window: { fromMs: 0, untilMs: 1000 }, settings: {} }
    const analysis = await ask({ ask: 'analyse', subject })
    expect(analysis.views.cpu).toMatchObject({ state: 'measured' })
    await expect(ask({ ask: 'analyse', subject: { ...subject, captureIds: ['gone#0'] } })).rejects.toThrow()
  })
})
