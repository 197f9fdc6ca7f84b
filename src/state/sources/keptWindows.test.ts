/** What the page leaves in the analysis while the window of a store is moved; only the store stands on this machine. */
import { QueryObserver } from '@tanstack/react-query'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { serve, type TestServer } from '../../../e2e/servers/serve.ts'
import { ok } from '../../core/base/result.ts'
import { answerWith, ask } from '../worker/analyst.ts'
import { startInPage } from '../worker/inPageAnalyst.ts'
import { queryClient } from '../worker/queryClient.ts'
import { forgetOldWindows, keepWindow, mostKeptWindows } from './keptWindows.ts'
import { type LoadedCaptures, loadCaptures } from './loadCaptures.ts'

let server: TestServer
beforeAll(async () => {
  server = await serve(() => ({ status: 404 }))
  vi.stubGlobal('document', { baseURI: `${server.url}/`, getElementById: () => null })
  answerWith(startInPage)
})
afterAll(async () => {
  vi.unstubAllGlobals()
  await server.close()
})

let reads = 0

/** The window as a store has it: its own bytes, and settled, since it lies in the past. */
async function show(window: number): Promise<LoadedCaptures> {
  const key = keyOf(window)
  const loaded = await loadCaptures({
    captures: [
      {
        id: `store:${window}`,
        file: `cpu-${window}.folded`,
        hints: { told: { kind: 'cpu' } },
        answers: ['cpu'],
        settled: true,
        read: () => {
          reads++
          return Promise.resolve(ok(new TextEncoder().encode(`main;work ${window + 10}\n`).slice().buffer))
        },
      },
    ],
    absent: [],
    settings: {},
    notes: [],
  })
  queryClient.setQueryData(key, loaded)
  keepWindow(key, loaded)
  await forgetOldWindows()
  return loaded
}

const keyOf = (window: number): readonly unknown[] => ['loaded', 'store', { fromMs: window, untilMs: window + 1 }]

async function isHeld({ captureIds }: LoadedCaptures): Promise<boolean> {
  const subject = { captureIds, window: { fromMs: 0, untilMs: 60_000 }, settings: {}, zone: 'UTC' }
  return ask({ ask: 'analyse', subject }).then(
    () => true,
    (problem: unknown) => {
      expect(String(problem)).toContain('no longer holds')
      return false
    },
  )
}

describe('a window of a store that is moved a hundred times', () => {
  it('leaves the last few of them in the analysis, and what is on screen', async () => {
    const onScreen = new QueryObserver(queryClient, { queryKey: keyOf(3), enabled: false })
    const leave = onScreen.subscribe(() => undefined)
    const windows: LoadedCaptures[] = []
    for (let window = 0; window < 100; window++) windows.push(await show(window))
    const held: number[] = []
    for (const [window, loaded] of windows.entries()) if (await isHeld(loaded)) held.push(window)
    expect(held).toEqual([3, ...Array.from({ length: mostKeptWindows }, (_, i) => 100 - mostKeptWindows + i)])
    // Nor do answers about the others stay with the page.
    const cached = queryClient.getQueryCache().getAll()
    expect(cached.filter(({ queryKey }) => queryKey[0] === 'loaded')).toHaveLength(held.length)
    expect(cached.filter(({ queryKey }) => queryKey[0] === 'capture')).toHaveLength(held.length)
    leave()
    await forgetOldWindows()
    expect(await isHeld(windows[3]!)).toBe(false)
  })

  it('reads a window again that was left long ago, and not one of the last', async () => {
    const before = reads
    expect(await isHeld(await show(98))).toBe(true)
    expect(reads).toBe(before)
    expect(await isHeld(await show(5))).toBe(true)
    expect(reads).toBe(before + 1)
  })

  it('keeps bytes that another window has as well', async () => {
    const same = await show(5)
    for (let window = 200; window < 200 + mostKeptWindows - 1; window++) await show(window)
    // The same profile under the key of a window that is among the last.
    keepWindow(keyOf(300), same)
    await forgetOldWindows()
    await show(301)
    expect(await isHeld(same)).toBe(true)
  })
})
