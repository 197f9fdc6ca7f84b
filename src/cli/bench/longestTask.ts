/**
 * Which function the longest block of the page was in: its main thread is sampled while something happens, and the minified names get
 * theirs back by the source maps of the same code built once more. Beside what the clock says, which on a busy machine is mostly how long
 * the page had to wait for a processor, stands the most that one task took of it.
 */
import { existsSync, readFileSync } from 'node:fs'
import { SourceMap } from 'node:module'
import { join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Browser, CDPSession, Page } from '@playwright/test'
import { build } from 'vite'
import { against, longestBlock, readMarks } from './pageMarks.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))
/** Inside the checkout, and no part of what is served. */
const mapped = join(root, 'node_modules/.cache/trifold-bench-maps')
const sampleEveryUs = 500

/** Of one task on the page's main thread, by the size of what is opened. */
export const longestBlockMs = { small: 50, medium: 50, large: 100 } as const

type Profile = Awaited<ReturnType<typeof stopped>>
type Node = Profile['nodes'][number]

const stopped = async (session: CDPSession) => (await session.send('Profiler.stop')).profile

export interface WatchedTasks {
  /** Prints the longest block since `sinceMs` of the page's clock against its limit, by CPU and by the clock, and names the function of the first. */
  print(what: string, limitMs: number, sinceMs: number): Promise<void>
}

/** From now on. The page may not go to another document meanwhile. */
export async function watchTasks(page: Page): Promise<WatchedTasks> {
  // Of a page that a browser was launched for there is one.
  const browser = page.context().browser()!
  await browser.startTracing(page, { categories: ['toplevel'] })
  const session = await page.context().newCDPSession(page)
  await session.send('Performance.enable')
  await session.send('Profiler.enable')
  await session.send('Profiler.setSamplingInterval', { interval: sampleEveryUs })
  await session.send('Profiler.start')
  return {
    async print(what, limitMs, sinceMs) {
      // Stopping is itself work for the page.
      const untilMs = await page.evaluate(() => performance.now())
      const traced = await tracedTasks(browser)
      const profile = await stopped(session)
      const { metrics } = await session.send('Performance.getMetrics')
      await session.detach()
      const startedUs = (metrics.find(({ name }) => name === 'NavigationStart')?.value ?? Number.NaN) * 1e6
      const longest = traced
        .filter(({ fromUs }) => fromUs > startedUs + sinceMs * 1000 && fromUs < startedUs + untilMs * 1000)
        .reduce((most, one) => (one.cpuMs > most.cpuMs ? one : most), { fromUs: 0, untilUs: 0, cpuMs: 0 })
      against(longest.cpuMs, limitMs, what, 'ms')
      console.log(`${' '.repeat(16)}in ${await named(heaviestPath(profile, longest.fromUs, longest.untilUs))}`)
      const { said } = longestBlock(await readMarks(page), sinceMs)
      console.log(`${' '.repeat(16)}… by the clock, with what it waited for a processor: ${said}`)
    },
  }
}

interface TraceEvent {
  readonly name: string
  readonly pid: number
  readonly tid: number
  readonly ts: number
  readonly dur?: number
  /** CPU of its thread in it, microseconds. */
  readonly tdur?: number
  readonly args?: { readonly name?: string }
}

interface Task {
  /** As the samples have it: microseconds of one clock for all processes. */
  readonly fromUs: number
  readonly untilUs: number
  readonly cpuMs: number
}

/** Those of the main threads of pages. */
async function tracedTasks(browser: Browser): Promise<readonly Task[]> {
  const trace = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: readonly TraceEvent[] }
  const threadOf = ({ pid, tid }: TraceEvent): string => `${pid} ${tid}`
  const isMain = ({ name, args }: TraceEvent): boolean => name === 'thread_name' && args?.name === 'CrRendererMain'
  const mains = new Set(trace.traceEvents.filter(isMain).map(threadOf))
  return trace.traceEvents
    .filter((event) => event.name === 'ThreadControllerImpl::RunTask' && mains.has(threadOf(event)))
    .map(({ ts, dur = 0, tdur = 0 }) => ({ fromUs: ts, untilUs: ts + dur, cpuMs: tdur / 1000 }))
}

interface Path {
  /** From the outermost function to the one below which no callee has half of it. */
  readonly frames: readonly Node['callFrame'][]
  /** Samples of the innermost in these milliseconds, of all of them. */
  readonly share: number
}

function heaviestPath(
  { nodes, samples = [], timeDeltas = [], startTime }: Profile,
  fromUs: number,
  untilUs: number,
): Path {
  const parentOf = new Map<number, number>()
  const byId = new Map(nodes.map((node) => [node.id, node]))
  for (const { id, children = [] } of nodes) for (const child of children) parentOf.set(child, id)
  const totals = new Map<number, number>()
  let atUs = startTime
  let all = 0
  for (const [index, sample] of samples.entries()) {
    atUs += timeDeltas[index] ?? 0
    if (atUs < fromUs || atUs > untilUs) continue
    all++
    for (let id: number | undefined = sample; id !== undefined; id = parentOf.get(id))
      totals.set(id, (totals.get(id) ?? 0) + 1)
  }
  const frames: Node['callFrame'][] = []
  let share = 0
  let next: Node | undefined = nodes[0]
  while (next) {
    const { children = [] }: Node = next
    const child: number | undefined = children.toSorted((a, b) => (totals.get(b) ?? 0) - (totals.get(a) ?? 0))[0]
    const weight = child === undefined ? 0 : (totals.get(child) ?? 0)
    if (child === undefined || weight * 2 < all || weight === 0) break
    next = byId.get(child)
    if (next) frames.push(next.callFrame)
    share = weight / all
  }
  return { frames, share }
}

/** "src/views/flame/chart/picture.ts:88 (61 %)": the innermost function of our own, and what it called where that is somebody else's. */
async function named({ frames, share }: Path): Promise<string> {
  const places: string[] = []
  for (const { functionName, url, lineNumber, columnNumber } of frames) {
    const place = await sourceOf(url, lineNumber, columnNumber)
    places.push(place ?? (functionName || 'no function'))
  }
  const own = places.findLastIndex((place) => place.startsWith('src/'))
  const shown = own < 0 ? places.slice(-1) : [...new Set([places[own]!, places.at(-1)!])]
  const percent = Math.round(share * 100)
  return shown.length === 0 ? 'no function that has half of it' : `${shown.join(' › ')} (${percent} % of it)`
}

const maps = new Map<string, SourceMap | undefined>()
let building: Promise<unknown> | undefined

async function sourceOf(url: string, line: number, column: number): Promise<string | undefined> {
  const file = /\/assets\/([\w.-]+\.js)$/.exec(url)?.[1]
  if (file === undefined) return undefined
  building ??= build({
    root,
    logLevel: 'silent',
    build: { outDir: mapped, emptyOutDir: true, sourcemap: 'hidden' },
  })
  await building
  if (!maps.has(file)) {
    const map = join(mapped, 'assets', `${file}.map`)
    maps.set(file, existsSync(map) ? new SourceMap(JSON.parse(readFileSync(map, 'utf8'))) : undefined)
  }
  const entry = maps.get(file)?.findEntry(line, column)
  if (entry === undefined || !('originalSource' in entry)) return undefined
  const source = relative(root, resolve(mapped, 'assets', entry.originalSource))
  return `${source.replace(/^.*node_modules\//, '')}:${entry.originalLine + 1}`
}
