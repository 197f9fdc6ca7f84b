/** What a page that was ended leaves behind, and what the page after it makes of that. Storage and locks are drawn; `e2e/exhausted.spec.ts` has real ones. */
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { fleetOptions } from '../../core/fleet/limits.ts'
import type { Answered } from './port.ts'

const kept = new Map<string, string>()
/** As the browser's: what is kept are properties of it. */
const storage: object = new Proxy(
  {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  },
  {
    ownKeys: () => [...kept.keys()],
    getOwnPropertyDescriptor: (_, key) =>
      typeof key === 'string' && kept.has(key)
        ? { value: kept.get(key), enumerable: true, configurable: true }
        : undefined,
  },
)
const held = new Set<string>()
const locks = {
  request: (name: string, work: () => Promise<unknown>) => {
    held.add(name)
    return work()
  },
  query: async () => ({ held: [...held].map((name) => ({ name })) }),
}

beforeAll(() => {
  vi.stubGlobal('localStorage', storage)
  vi.stubGlobal('sessionStorage', storage)
  vi.stubGlobal('navigator', { locks })
  vi.stubGlobal('addEventListener', () => undefined)
  vi.stubGlobal('removeEventListener', () => undefined)
})
afterAll(() => vi.unstubAllGlobals())
afterEach(async () => {
  // Nobody asks any more, and no timer of them runs on.
  for (const one of visits.splice(0)) one.answerAll()
  await new Promise((resolve) => setTimeout(resolve, 0))
  kept.clear()
  held.clear()
})

interface Visit {
  readonly ask: (typeof import('./analyst.ts'))['ask']
  readonly asked: string[]
  readonly answerAll: () => void
}
const visits: Visit[] = []

/** A page, whose analysis answers when it is told to. */
async function visit(): Promise<Visit> {
  vi.resetModules()
  vi.stubGlobal('document', Object.assign(new EventTarget(), { hidden: false }))
  const { answerWith, ask } = await import('./analyst.ts')
  const asked: string[] = []
  const open: number[] = []
  let answer: (message: Answered) => void = () => undefined
  answerWith((given) => {
    answer = given
    return {
      post: (message) => {
        if (!('question' in message)) return
        asked.push(message.question.ask)
        open.push(message.seq)
      },
    }
  })
  const answerAll = (): void => {
    for (const seq of open.splice(0)) answer({ seq, answer: 'an answer' })
  }
  visits.push({ ask, asked, answerAll })
  return { ask, asked, answerAll }
}

/** The browser ends it: no event, and its locks are free. */
const ends = (): void => held.clear()

const subject = { captureIds: ['a#0'], window: { fromMs: 0, untilMs: 60_000 }, settings: {} }
const analyse = { ask: 'analyse', subject } as const
const compare = { ask: 'compare', subject: { base: subject, head: subject } } as const
const load = { ask: 'load', bytes: new ArrayBuffer(8), fileName: 'big.folded', hints: {} } as const
/** What takes long is noted after a second. */
const noted = (): Promise<void> => vi.waitFor(() => expect(kept.size).toBe(1), { timeout: 10_000 })

describe.each([
  [
    'load',
    load,
    'big.folded: the browser ended this page while the file was being read, most likely for want of memory.',
  ],
  [
    'analyse',
    analyse,
    'The analysis: the browser ended this page while it worked on this, most likely for want of memory.',
  ],
  [
    'compare',
    compare,
    'The comparison: the browser ended this page while it was worked out, most likely for want of memory.',
  ],
] as const)('a page that ended while it was asked to %s', (what, question, sentence) => {
  it('is not followed into the same end: the next page says so as long as it lives, and the one after it tries again', async () => {
    const first = await visit()
    void first.ask(question)
    await noted()
    // Which question it was, and nothing of it.
    expect([...kept.values()].join()).toMatch(new RegExp(`^\\["${what} [0-9a-f]{16}"\\]$`))
    ends()

    const next = await visit()
    await expect(next.ask(question)).rejects.toThrow(sentence)
    await expect(next.ask(question)).rejects.toThrow('reload the page to try it once more')
    expect(next.asked).toEqual([])
    const other = next.ask({ ask: 'inside', subject })
    await vi.waitFor(() => expect(next.asked).toEqual(['inside']))
    next.answerAll()
    expect(await other).toBe('an answer')

    const again = await visit()
    const tried = again.ask(question)
    expect(again.asked).toEqual([what])
    again.answerAll()
    expect(await tried).toBe('an answer')
  })
})

describe('nothing is said', () => {
  it('of what was answered, soon or late', async () => {
    const { ask, answerAll } = await visit()
    const soon = ask(analyse)
    answerAll()
    await soon
    const late = ask(compare)
    await noted()
    answerAll()
    await late
    await vi.waitFor(() => expect(kept.size).toBe(0))
    const next = await visit()
    void next.ask(compare)
    expect(next.asked).toEqual(['compare'])
  })

  it('of what another page that is open is working on', async () => {
    const first = await visit()
    void first.ask(analyse)
    await noted()
    const beside = await visit()
    void beside.ask(analyse)
    await vi.waitFor(() => expect(beside.asked).toEqual(['analyse']))
    expect(kept.size).toBeGreaterThan(0)
  })

  it('of a page that nobody looked at when it was ended', async () => {
    const first = await visit()
    void first.ask(analyse)
    await noted()
    Object.assign(document, { hidden: true })
    document.dispatchEvent(new Event('visibilitychange'))
    expect(kept.size).toBe(0)
    Object.assign(document, { hidden: false })
    document.dispatchEvent(new Event('visibilitychange'))
    await noted()
  })
})

it('of many files that were being read, the first that is asked for says how many they were', async () => {
  const first = await visit()
  for (const fileName of ['a', 'b', 'c']) void first.ask({ ...load, fileName })
  await vi.waitFor(() => expect([...kept.values()].join().match(/load /g)).toHaveLength(3), { timeout: 10_000 })
  ends()
  const next = await visit()
  await expect(next.ask({ ...load, fileName: 'b' })).rejects.toThrow(
    'b: the browser ended this page while the file and 2 others were being read',
  )
})

it('of many processes, that they are the same is told by what was asked of which window, whatever the store said of them', async () => {
  const fleetOf = (value: number, untilMs = 60_000) => {
    const measures = [{ measure: 'cpu', series: [{ labels: { pod: 'a' }, points: [{ atMs: 1, value }] }] } as const]
    const data = { window: { fromMs: 0, untilMs }, instanceLabels: ['pod'], measures, failed: [] }
    return { ask: 'fleet', data, options: fleetOptions({}) } as const
  }
  const first = await visit()
  void first.ask(fleetOf(1))
  await noted()
  ends()
  const next = await visit()
  await expect(next.ask(fleetOf(2))).rejects.toThrow(
    'The analysis: the browser ended this page while it worked on this',
  )
  const other = next.ask(fleetOf(1, 120_000))
  await vi.waitFor(() => expect(next.asked).toEqual(['fleet']))
  next.answerAll()
  expect(await other).toBe('an answer')
})
