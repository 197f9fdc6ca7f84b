/**
 * A Pyroscope with 10,000 services, one of them of 500 pods, and a day of profiles every 15 seconds: 2.9 million of each type for that one
 * alone. Nothing is stored: what a merge or a series would add up is reckoned when asked, as the real store would answer it.
 */
import { ProfileBuilder } from '../../src/core/profile/profileBuilder.ts'
import type { Profile } from '../../src/core/profile/profile.ts'
import { mergedPprof } from './pprofBytes.ts'
import { parseSelector } from './selector.ts'
import { serve, type Answer, type Asked, type TestServer } from './serve.ts'

export interface ManyServices {
  readonly services: number
  /** Of the service named `bigService`; all others have one. */
  readonly pods: number
  /** In each profile; 600 unless said, as the profile of a real service has them. */
  readonly functions?: number
  /** The answer waits for what this says when the question comes in. */
  readonly hold?: (method: string, asked: Asked) => Promise<void> | undefined
}

export const bigService = 'checkout'
/** The one pod of it that waits. */
export const sickPod = 'checkout-137'

const cadenceMs = 15_000
const thinkingMs = 40
const namespaces = 12

/** Type → what one calm process has: per second for flows, at a time for levels. */
const types: Readonly<Record<string, { readonly amount: number; readonly isLevel: boolean }>> = {
  'process_cpu:cpu:nanoseconds:cpu:nanoseconds': { amount: 0.05e9, isLevel: false },
  'memory:alloc_space:bytes:space:bytes': { amount: 0.4e6, isLevel: false },
  'memory:inuse_space:bytes:space:bytes': { amount: 20e6, isLevel: true },
  'mutex:delay:nanoseconds:contentions:count': { amount: 0.5e9, isLevel: false },
  'block:delay:nanoseconds:contentions:count': { amount: 40e9, isLevel: false },
  'goroutines:goroutine:count:goroutine:count': { amount: 78, isLevel: true },
}

interface Process {
  readonly labels: Readonly<Record<string, string>>
  readonly place: number
}

export async function startManyServices(options: ManyServices): Promise<TestServer> {
  const processes = drawn(options)
  const prefix = '/querier.v1.QuerierService/'
  return serve(async (asked) => {
    const method = asked.url.pathname.slice(prefix.length)
    const answer = methods[method]
    if (!asked.url.pathname.startsWith(prefix) || answer === undefined) return { status: 404 }
    // Held or not as it comes in: a test that has seen it asked may let go while it is thought about.
    const held = options.hold?.(method, asked)
    // What is asked meanwhile is seen to be asked meanwhile.
    await new Promise((resolve) => setTimeout(resolve, thinkingMs))
    await held
    return answer(asked, processes, options.functions)
  })
}

function drawn({ services, pods }: ManyServices): readonly Process[] {
  const many = Array.from({ length: services - 1 }, (_, i): Process => {
    const service_name = `team-${i % 97}-service-${i}`
    return { place: i, labels: { service_name, namespace: `space-${i % namespaces}`, pod: `${service_name}-0` } }
  })
  const big = Array.from({ length: pods }, (_, i): Process => ({
    place: services + i,
    labels: {
      service_name: bigService,
      namespace: 'space-0',
      pod: `${bigService}-${i}`,
      version: `v${i % 2}`,
      zone: `zone-${i % 3}`,
    },
  }))
  return [...many, ...big]
}

type Method = (asked: Asked, processes: readonly Process[], functions?: number) => Answer

const json = (value: unknown): Answer => ({
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(value),
})

const methods: Readonly<Record<string, Method>> = {
  LabelNames(asked, processes) {
    const { matchers } = bodyOf(asked)
    const names = new Set(['__profile_type__'])
    for (const { labels } of matching(processes, matchers)) for (const name of Object.keys(labels)) names.add(name)
    return json({ names: [...names].sort() })
  },
  Series(asked, processes) {
    const { matchers, labelNames } = bodyOf(asked)
    const rows = new Map<string, unknown>()
    for (const { labels } of matching(processes, matchers)) {
      const own = (labelNames ?? []).flatMap((name) =>
        labels[name] === undefined ? [] : [{ name, value: labels[name] }],
      )
      const kinds = labelNames?.includes('__profile_type__') === true ? Object.keys(types) : []
      const key = JSON.stringify(own)
      if (rows.has(`${key} ${kinds[0]}`)) continue
      for (const id of kinds) rows.set(`${key} ${id}`, { labels: [{ name: '__profile_type__', value: id }, ...own] })
      if (kinds.length === 0) rows.set(key, { labels: own })
    }
    return json({ labelsSet: [...rows.values()] })
  },
  SelectSeries(asked, processes) {
    const {
      profileTypeID = '',
      labelSelector = '{}',
      start = 0,
      end = 0,
      step = 15,
      groupBy = [],
      limit,
    } = bodyOf(asked)
    const groups = new Map<string, { labels: unknown[]; members: Process[] }>()
    for (const one of matching(processes, [labelSelector])) {
      const labels = groupBy.flatMap((name) =>
        one.labels[name] === undefined ? [] : [{ name, value: one.labels[name] }],
      )
      const key = JSON.stringify(labels)
      const group = groups.get(key) ?? { labels, members: [] }
      groups.set(key, group)
      group.members.push(one)
    }
    const found = [...groups.values()].map(({ labels, members }) => ({
      labels,
      points: pointsOf(members, profileTypeID, start, end, step * 1000),
    }))
    const sum = ({ points }: (typeof found)[number]): number => points.reduce((all, { value }) => all + value, 0)
    const kept = limit === undefined ? found : found.toSorted((a, b) => sum(b) - sum(a)).slice(0, limit)
    return json({
      series: kept.map(({ labels, points }) => ({
        labels,
        points: points.map(({ atMs, value }) => ({ value, timestamp: String(atMs) })),
      })),
    })
  },
  SelectMergeProfile(asked, processes, functions = 600) {
    const { type, selector, start, end } = mergeRequest(asked.body)
    const members = matching(processes, [selector])
    const total = pointsOf(members, type, start, end, end - start).reduce((sum, { value }) => sum + value, 0)
    const [name, sampleType = '', sampleUnit = '', periodType = '', periodUnit = ''] = type.split(':')
    const body = mergedPprof([{ profile: stacksOf(type, total, functions), valueType: sampleType, sign: 1 }], {
      valueType: { type: sampleType, unit: sampleUnit },
      timeMs: end,
      periodType: { type: periodType, unit: periodUnit },
      period: name === 'process_cpu' ? 1e9 : 1,
    })
    return { headers: { 'content-type': 'application/proto' }, body }
  },
  GetProfileStats: () => json({}),
}

interface Body {
  readonly matchers?: readonly string[]
  readonly labelNames?: readonly string[]
  readonly profileTypeID?: string
  readonly labelSelector?: string
  readonly start?: number
  readonly end?: number
  readonly step?: number
  readonly groupBy?: readonly string[]
  readonly limit?: number
}

const bodyOf = ({ body }: Asked): Body => JSON.parse(body.toString('utf8')) as Body

function matching(processes: readonly Process[], matchers: readonly string[] = []): readonly Process[] {
  const wanted = matchers.filter((one) => one !== '{}').map(parseSelector)
  return wanted.length === 0 ? processes : processes.filter(({ labels }) => wanted.every((is) => is(labels)))
}

/** What a process has by itself: most are alike within a tenth, larger services come first, and one pod waits. */
function amountOf({ labels, place }: Process, type: string): number {
  const { amount } = types[type] ?? { amount: 0 }
  const own = amount * (0.9 + 0.2 * ((place * 0.618_033_988_75) % 1))
  const isWait = type.startsWith('mutex') || type.startsWith('block')
  if (labels['pod'] === sickPod) return isWait ? own + 60e9 : own
  return labels['service_name'] === bigService ? own : own / (1 + place / 50)
}

/** The point at t is the sum over (t − step, t], of a profile every fifteen seconds at a time of the process' own. */
function pointsOf(
  members: readonly Process[],
  type: string,
  startMs: number,
  endMs: number,
  stepMs: number,
): { readonly atMs: number; readonly value: number }[] {
  const { isLevel = false } = types[type] ?? {}
  const sums = new Map<number, number>()
  for (const member of members) {
    const each = amountOf(member, type) * (isLevel ? 1 : cadenceMs / 1000)
    const phase = (member.place * 7919) % cadenceMs
    const firstMs = Math.ceil((startMs - phase) / cadenceMs) * cadenceMs + phase
    if (stepMs <= cadenceMs) {
      for (let atMs = firstMs; atMs <= endMs; atMs += cadenceMs) {
        const at = startMs + Math.ceil((atMs - startMs) / stepMs) * stepMs
        if (at <= endMs) sums.set(at, (sums.get(at) ?? 0) + each)
      }
      continue
    }
    const perStep = (each * stepMs) / cadenceMs
    for (let at = startMs + stepMs; at <= endMs; at += stepMs) sums.set(at, (sums.get(at) ?? 0) + perStep)
  }
  return [...sums].map(([atMs, value]) => ({ atMs, value })).sort((a, b) => a.atMs - b.atMs)
}

/** As the profile of a real service: a few hot paths, many that are seen now and then. */
function stacksOf(type: string, total: number, functions: number): Profile {
  const [, sampleType = '', sampleUnit = ''] = type.split(':')
  const builder = new ProfileBuilder([{ type: sampleType, unit: sampleUnit }])
  const weights = Array.from({ length: functions }, (_, i) => 1 / (i + 2))
  const whole = weights.reduce((sum, one) => sum + one, 0)
  const leaf = type.startsWith('block')
    ? ['sync.(*Mutex).Lock']
    : type.startsWith('mutex')
      ? ['sync.(*Mutex).Unlock']
      : []
  for (const [i, weight] of weights.entries()) {
    const path = ['main.main', 'net/http.(*conn).serve', `shop.Handle${i % 12}`, `shop.step${i}`, ...leaf]
    const value = Math.round((total * weight) / whole)
    if (value > 0) builder.sample(builder.stackFromRoot(path.map((name) => builder.frame(name))), value)
  }
  return builder.finish({ format: 'pprof', runtime: 'go' })
}

/** Fields 1 to 4 of the request: type and selector as text, start and end as varints. */
function mergeRequest(body: Buffer): { type: string; selector: string; start: number; end: number } {
  const request = { type: '', selector: '', start: 0, end: 0 }
  let at = 0
  const varint = (): number => {
    let value = 0
    for (let scale = 1; ; scale *= 128) {
      const byte = body[at++] ?? 0
      value += (byte & 127) * scale
      if (byte < 128) return value
    }
  }
  while (at < body.length) {
    const tag = varint()
    if (tag === 0x0a || tag === 0x12) {
      const length = varint()
      request[tag === 0x0a ? 'type' : 'selector'] = body.subarray(at, (at += length)).toString('utf8')
    } else if (tag === 0x18) request.start = varint()
    else if (tag === 0x20) request.end = varint()
  }
  return request
}
