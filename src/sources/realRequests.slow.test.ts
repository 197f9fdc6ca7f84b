/** How a store is asked about a fleet: how many requests, which of them again, what comes first, what of a failure. */
import { stepFor } from './pyroscope/fleet.ts'
import { afterEach, describe, expect, it } from 'vitest'
import { calm, parcaServices, pyroscopeServices } from '../../e2e/servers/drawnServices.ts'
import { analyseCaptures } from '../../e2e/servers/readCaptures.ts'
import { explainLoadError } from '../core/base/result.ts'
import { plainText } from '../core/diagnosis/words.ts'
import {
  all,
  bothStores,
  capturesOf,
  closeStore,
  drawn,
  inParca,
  inPyroscope,
  orders,
  server,
  startMs,
  stores,
  window,
} from '../../e2e/servers/realStores.ts'

afterEach(closeStore)

describe('a day of very many processes in Pyroscope', () => {
  it('is looked at in places, and a place that two windows share is asked about once', async () => {
    const pods = Array.from({ length: 30 }, (_, at) => calm(`orders-${at}`))
    const source = await inPyroscope(pyroscopeServices('orders', pods, drawn))
    const dayMs = 24 * 3_600_000
    const { untilMs } = window
    // Eight places each: every three hours of the day, every one and a half of its second half; four are the same.
    const one = await source.fleet(all('orders'), { fromMs: untilMs - dayMs, untilMs })
    const two = await source.fleet(all('orders'), { fromMs: untilMs - dayMs / 2, untilMs })
    expect([one.ok, two.ok]).toEqual([true, true])
    const levels = (server().asked ?? [])
      .map(({ body }) => body.toString('latin1'))
      .filter((text) => text.includes('memory:inuse_space') && text.includes('"step":1,'))
    expect(levels).toHaveLength(12)
    expect(new Set(levels).size).toBe(levels.length)
  })
})

describe.each(bothStores)('in %s', (store) => {
  it('the line along time of what is flat is flat, at any length', async () => {
    const flat = [calm('orders-0', { waiters: 40 })]
    const source = await stores[store]('orders', flat)
    const long = { fromMs: window.fromMs - 7_000_000, untilMs: window.untilMs }
    const timeline = await source.timeline(all('orders'), long)
    const lock = timeline.ok ? timeline.value.series.find(({ kind }) => kind === 'lock') : undefined
    const inner = (lock?.points ?? []).slice(1, -1).map((point) => point.value)
    expect(inner.length).toBeGreaterThan(10)
    expect(Math.max(...inner) / Math.min(...inner)).toBeLessThan(1.1)
  })

  it('asks at most five things at once, and nothing twice', async () => {
    const source = await stores[store]('orders', orders)
    await source.captures(all('orders'), window)
    await source.fleet(all('orders'), window)
    await source.labels(all('orders'), window)
    const said = (server().asked ?? []).map(
      ({ url, body }) => `${url.pathname}${url.search} ${body.toString('latin1')}`,
    )
    expect(new Set(said).size).toBe(said.length)
    expect(server().mostAtOnce()).toBeLessThanOrEqual(5)
  })

  it('gives up what nobody wants any more: what waits is never sent, and what was asked for before is not asked again', async () => {
    const held = new Promise<void>(() => undefined)
    let holds = true
    const hold = (): Promise<void> | undefined => (holds ? held : undefined)
    const source =
      store === 'Pyroscope'
        ? await inPyroscope(pyroscopeServices('orders', orders, drawn), {
            hold: (method) => (method === 'SelectSeries' ? hold() : undefined),
          })
        : await inParca(parcaServices('orders', orders, drawn), {
            hold: (path) => (path === 'query_range' ? hold() : undefined),
          })
    const before = new AbortController()
    const first = source.captures(all('orders'), window, before.signal)
    await expect.poll(() => server().mostAtOnce() ?? 0, { timeout: 10_000 }).toBeGreaterThan(4)
    before.abort()
    expect((await first).ok).toBe(false)
    await expect.poll(() => server().givenUp() ?? 0, { timeout: 10_000 }).toBeGreaterThan(4)
    const asked = server().asked.length ?? 0
    holds = false
    const second = await source.captures(all('orders'), window)
    expect(second.ok).toBe(true)
    // Labels and types were answered before and are known; the series were given up.
    const again = (server().asked.slice(asked) ?? []).map(({ url }) => url.pathname.split('/').at(-1))
    expect(new Set(again)).toEqual(new Set([store === 'Pyroscope' ? 'SelectSeries' : 'query_range']))
    expect(server().mostAtOnce()).toBeLessThanOrEqual(5)
  })
})

describe('many of them', () => {
  it.each([3, 300])(
    'the list of %d services takes two rounds of a handful of requests, five at once',
    async (count) => {
      const brief = { startMs, seconds: 60 }
      const services = Array.from({ length: count }, (_, i) => i).flatMap((i) =>
        pyroscopeServices(`service-${i}`, [calm('a', { cores: i === 7 ? 0.9 : 0.01 })], brief),
      )
      const source = await inPyroscope(services)
      const triage = await source.triage({ fromMs: startMs, untilMs: startMs + 60_000 })
      expect(triage.ok && triage.value.length).toBeGreaterThanOrEqual(Math.min(3, count))
      expect(triage.ok && triage.value.length).toBeLessThanOrEqual(100)
      // What there is; the largest by five measures; six series of those.
      expect(server().asked).toHaveLength(1 + 5 + 6)
      expect(server().mostAtOnce()).toBeLessThanOrEqual(5)
    },
  )

  it('five hundred pods over a day are asked for in sums of a bounded number, a short window profile by profile', () => {
    const day = { fromMs: 0, untilMs: 24 * 3_600_000 }
    const { stepSeconds, summed } = stepFor(day, 500)
    expect(summed).toBe(true)
    expect((500 * 24 * 3600) / stepSeconds).toBeLessThanOrEqual(60_000)
    expect(stepFor(window, 500)).toEqual({ stepSeconds: 1, summed: false })
    expect(stepFor(day, 4)).toEqual({ stepSeconds: 1, summed: false })
  })

  it('a hundred pods take no more requests than four', async () => {
    const requests = async (pods: number): Promise<number> => {
      const source = await inPyroscope(
        pyroscopeServices(
          'web',
          Array.from({ length: pods }, (_, i) => calm(`web-${i}`)),
          { ...drawn, cadence: 60 },
        ),
      )
      expect((await source.captures(all('web'), window)).ok).toBe(true)
      const asked = server().asked.length
      expect(server().mostAtOnce()).toBeLessThanOrEqual(5)
      await closeStore()
      return asked
    }
    expect(await requests(100)).toBe(await requests(4))
  })
})

describe('in Pyroscope alone', () => {
  it('a profile that fails is failed, with its reason and when to ask again; the others are there', async () => {
    const services = pyroscopeServices('orders', orders, drawn)
    const source = await inPyroscope(services, {
      fail: (method, { body }) =>
        method === 'SelectSeries' && body.includes('inuse_space')
          ? { status: 429, headers: { 'retry-after': '7' }, body: 'too many requests' }
          : undefined,
    })
    const set = await capturesOf(source, all('orders'))
    expect(set.absent).toMatchObject([{ kind: 'heap_live', reason: 'failed', retryAfterMs: 7000 }])
    const analysis = await analyseCaptures(set, window, 1)
    const growth = analysis.story.signals.live_heap_slope_mb_h
    expect(growth.state === 'absent' && growth.why).toMatch(/asked too often \(429\) and wants 7 s of peace/)
    expect(analysis.views.cpu.state).toBe('measured')
    // What is not known of one pod is not claimed of it.
    expect(plainText(analysis.story.sentence)).not.toMatch(/slow leak/)
  })

  it('hands out each kind of profile as it is known, CPU though heaps are slow, and what there is not at once', async () => {
    let answer = (): void => undefined
    const slow = new Promise<void>((resolve) => (answer = resolve))
    const source = await inPyroscope(pyroscopeServices('orders', orders, drawn), {
      hold: (method, { body }) => (method === 'SelectSeries' && body.includes('inuse_space') ? slow : undefined),
    })
    const parts: { readonly kinds: readonly string[]; readonly awaited: readonly string[] }[] = []
    const set = source.captures(all('orders'), window, undefined, ({ captures, absent }, awaited) => {
      parts.push({ kinds: [...captures.flatMap((one) => one.answers), ...absent.map(({ kind }) => kind)], awaited })
      if (awaited.join() === 'heap_live') answer()
    })
    expect((await set).ok).toBe(true)
    expect(parts.findIndex(({ kinds }) => kinds.includes('cpu'))).toBeLessThan(parts.length - 1)
    expect(parts.at(-1)).toEqual({ kinds: expect.arrayContaining(['heap_live']), awaited: [] })
    // Locks are awaited until both of their profiles and the count of goroutines are there.
    const lock = parts.findLastIndex(({ kinds }) => kinds.includes('lock'))
    for (const { awaited } of parts.slice(0, lock)) expect(awaited).toContain('lock')
  })

  it('a line along time that fails is failed with its reason, and asking again asks for it alone', async () => {
    let broken = true
    const source = await inPyroscope(pyroscopeServices('orders', orders, drawn), {
      fail: (method, { body }) =>
        broken && method === 'SelectSeries' && body.includes('inuse_space')
          ? { status: 504, body: 'too slow' }
          : undefined,
    })
    const first = await source.timeline(all('orders'), window)
    if (!first.ok) throw new Error(explainLoadError(first.error))
    expect(first.value.series.map(({ kind }) => kind)).toEqual(['cpu', 'lock'])
    expect(first.value.failed.map(({ kind, error }) => `${kind} ${error.what}`)).toEqual([
      expect.stringMatching(/^heap .*504/),
    ])
    broken = false
    const before = server().asked.length ?? 0
    const second = await source.timeline(all('orders'), window)
    expect(second.ok && second.value.failed).toEqual([])
    const again =
      server()
        .asked.slice(before)
        .map(({ body }) => body.toString('latin1')) ?? []
    expect(again).toHaveLength(1)
    expect(again[0]).toContain('inuse_space')
  })
})
