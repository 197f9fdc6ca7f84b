/** Snapshots as a stranger may send them: real ones with every part of them replaced, one after the other. */
import { beforeAll, describe, expect, it } from 'vitest'
import { recorded, recordedAnalyst } from '../../cli/testing/recorded.ts'
import { viewKinds } from '../base/vocabulary.ts'
import { defaultView } from '../link/view.ts'
import { noRedaction } from '../snapshot/redact.ts'
import { fromBase64, toBase64 } from '../snapshot/base64.ts'
import { decodeTree, encodeTree } from '../snapshot/encodeTree.ts'
import { parseSnapshot } from '../snapshot/thaw.ts'
import { Analyst } from './analyst.ts'
import type { OpenedSnapshot } from './leaving.ts'
import type { Subject } from './subject.ts'

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

const snapshots = new Map<string, Promise<Json>>()

function snapshotOf(name: string): Promise<Json> {
  const made = snapshots.get(name) ?? freshSnapshotOf(name)
  snapshots.set(name, made)
  return made
}

async function freshSnapshotOf(name: string): Promise<Json> {
  const { opened, captures } = await recorded(name)
  const captureIds = captures.map(({ id }) => id)
  const subjects = opened.recording.windows.map((window): Subject => ({
    captureIds,
    window: { fromMs: window.fromMs, untilMs: window.untilMs },
    settings: opened.settings,
  }))
  const head = subjects.at(-1)
  const base = subjects[0]
  if (!head || !base) throw new Error('the recording has no window')
  const frozen = await recordedAnalyst.answer({
    ask: 'freeze',
    subject: head,
    ...(base === head ? {} : { comparison: { base, head } }),
    timeline: { captureIds, settings: opened.settings },
    about: {
      title: name,
      service: name,
      labels: { region: 'ap-south-1' },
      view: defaultView,
      livePage: 'https://trifold.example/',
      madeAtMs: 0,
    },
    redaction: { choices: noRedaction, salt: 'test', hosts: [], labels: [] },
  })
  if (!frozen.ok) throw new Error(frozen.error.what)
  return JSON.parse(JSON.stringify(frozen.value)) as Json
}

/** Everything the page asks of a snapshot; what cannot be answered is an error value. */
async function askAll(text: string): Promise<void> {
  const analyst = new Analyst()
  const opened = await analyst.answer({ ask: 'openSnapshot', text, where: 'a snapshot' })
  if (!opened.ok) {
    expect(opened.error.what).toMatch(/\w/)
    return
  }
  const { headId, headWindow, baseId, baseWindow } = opened.value as OpenedSnapshot
  const subject: Subject = { captureIds: [headId], window: headWindow, settings: {} }
  const drawn = { widthPx: 1400, focus: [], foldChains: true } as const
  await analyst.answer({ ask: 'analyse', subject })
  await analyst.answer({
    ask: 'functions',
    subject,
    sortBy: 'cpu',
    descending: true,
    limit: 50,
    offset: 0,
    search: { text: 'a', isRegex: false },
  })
  for (const view of viewKinds) await analyst.answer({ ask: 'boxes', subject, view, ...drawn })
  if (baseId === undefined || baseWindow === undefined) return
  const compared = { base: { captureIds: [baseId], window: baseWindow, settings: {} }, head: subject }
  await analyst.answer({ ask: 'compare', subject: compared })
  for (const view of viewKinds)
    await analyst.answer({ ask: 'diffBoxes', subject: compared, view, mode: 'share', width: 'union', ...drawn })
}

const shortTree = 20

/** With the first nodes of each tree: what is asked of a tree that nobody replaced is the same each time. */
function withShortTrees(value: Json, key = ''): Json {
  if (Array.isArray(value)) return (value as readonly Json[]).map((part) => withShortTrees(part))
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, withShortTrees(part, name)]))
  const bytes = typeof value === 'string' && value.length > 100 ? fromBase64(value) : undefined
  if (!bytes) return value
  if (key.startsWith('evident')) return toBase64(bytes.subarray(0, shortTree))
  const tree = decodeTree(bytes, 'a snapshot')
  return tree.ok ? toBase64(encodeTree({ ...tree.value, length: Math.min(shortTree, tree.value.length) })) : value
}
/** With two of each list: what is replaced stands in the first, and hundreds behind it would be read a thousand times. */
function withShortLists(value: Json): Json {
  if (Array.isArray(value)) return (value as readonly Json[]).slice(0, 2).map(withShortLists)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, withShortLists(part)]))
}

/** Paths of every part, lists by their first element only. */
function pathsIn(value: Json, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path]
  const parts = Array.isArray(value) ? Object.entries(value as readonly Json[]).slice(0, 1) : Object.entries(value)
  return [path, ...parts.flatMap(([key, part]) => pathsIn(part, [...path, key]))]
}

function replaced(value: Json, [key, ...rest]: readonly string[], by: Json | undefined): Json | undefined {
  if (key === undefined) return by
  if (Array.isArray(value)) {
    return (value as readonly Json[]).flatMap((part, index) => {
      const changed = String(index) === key ? replaced(part, rest, by) : part
      return changed === undefined ? [] : [changed]
    })
  }
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, part]) => {
      const changed = name === key ? replaced(part, rest, by) : part
      return changed === undefined ? [] : [[name, changed]]
    }),
  )
}

function withPart(value: Json, [key, ...rest]: readonly string[], name: string, part: Json): Json {
  const object = value as Readonly<Record<string, Json>>
  return key === undefined
    ? { ...object, [name]: part }
    : { ...object, [key]: withPart(object[key] ?? {}, rest, name, part) }
}

describe('a snapshot that is not what it says', () => {
  let whole: Json
  let locks: Json
  beforeAll(async () => {
    whole = await snapshotOf('payments-api')
    const orderbook = (await snapshotOf('orderbook')) as { readonly head: { readonly analysis: { lockWaits: Json } } }
    locks = orderbook.head.analysis.lockWaits
  })

  it.each(['checkout', 'node-render', 'jvm-leak', 'idle-pool', 'tatkal', 'payments-api'])(
    'is told from a real one, as of %s',
    async (name) => {
      expect(parseSnapshot(JSON.stringify(await snapshotOf(name)), 'a snapshot')).toMatchObject({ ok: true })
    },
  )

  it.each([
    [['service'], {}, 'service is no text'],
    [['head', 'analysis', 'window'], 'yesterday', 'head.analysis.window is no object'],
    [['head', 'analysis', 'window', 'fromMs'], 1e17, 'head.analysis.window.fromMs is no time'],
    [['head', 'analysis', 'story'], undefined, 'head.analysis.story is no object'],
    [['head', 'analysis', 'story', 'signals', 'cpu_user_pct', 'state'], 'x', 'none of present, absent'],
    [['head', 'analysis', 'views', 'lock', 'kind'], 'mutex', 'none of cpu, heap_live, heap_alloc, lock'],
    [['comparison', 'views', 'cpu'], [], 'comparison.views.cpu is no object'],
    [
      ['timeline', 'series', 'cpu', 'points', '0', 'value'],
      null,
      'timeline.series.cpu.points[0].value is no finite number',
    ],
    [['openLive'], 'javascript:alert(1)', 'openLive is no web address'],
    [['head', 'trees', 'cpu'], 'AQD/////fwA=', 'the head of a tree is damaged'],
    [['head', 'trees', 'cpu'], 7, 'a tree of the snapshot is missing'],
  ])('is refused with the place: %j = %j', async (path, by, sentence) => {
    const text = JSON.stringify(replaced(whole, path, by))
    const opened = await new Analyst().answer({ ask: 'openSnapshot', text, where: 'a snapshot' })
    expect(opened.ok ? 'accepted' : opened.error.what).toContain(sentence)
  })

  it.each([
    [['lockWaits', 'waits'], 5, 'head.analysis.lockWaits.waits is no list'],
    [['lockWaits', 'waits', '0', 'owner'], {}, 'head.analysis.lockWaits.waits[0].owner.doing is no list'],
    [['lockWaits', 'waits', '0', 'how'], 'spin', 'none of monitor, park, native, mutex, gil'],
    [['lockWaits', 'waits', '0', 'waiters', '0', 'site'], null, 'waiters[0].site is no text'],
    [['offCpu', '0', 'kind'], 'x', 'none of lock, gil, io, queue, gc, others, idle'],
    [['offCpu', '0', 'sockets', '0', 'to'], 5, 'offCpu[0].sockets[0].to is no text'],
    [['lockWaits', 'waits', '0', 'evidence'], 'hearsay', 'none of previous-owner, named-owner'],
    [['runtime'], 'cobol', 'none of go, jvm'],
  ])('is refused with the place in what is said of locks: %j = %j', async (path, by, sentence) => {
    const known = {
      runtime: 'go',
      lockWaits: locks,
      offCpu: [{ kind: 'io', ns: 5, sockets: [{ to: '10.0.0.7', ns: 5 }] }],
    }
    const analysis = replaced(known, path, by) as Readonly<Record<string, Json>>
    const withLocks = Object.entries(analysis).reduce<Json>(
      (all, [key, part]) => withPart(all, ['head', 'analysis'], key, part),
      whole,
    )
    const opened = await new Analyst().answer({
      ask: 'openSnapshot',
      text: JSON.stringify(withLocks),
      where: 'a snapshot',
    })
    expect(opened.ok ? 'accepted' : opened.error.what).toContain(sentence)
  })

  it('never throws, whatever part of it is replaced by whatever', async () => {
    const short = withShortTrees(withShortLists(whole))
    expect(parseSnapshot(JSON.stringify(short), 'a snapshot')).toMatchObject({ ok: true })
    const paths = pathsIn(short)
    expect(paths).toEqual(pathsIn(whole))
    expect(paths.length).toBeGreaterThan(1000)
    // As they are written: JSON has no infinity, but readers make one of the last.
    const others = [undefined, 'null', '5', '-1', '1e21', '"x"', '[]', '{}', '[[]]', 'true', '1e999'] as const
    const place = 'the part that is replaced'
    for (const [index, path] of paths.entries()) {
      const [before = '', after = ''] = JSON.stringify(replaced(short, path, place)).split(JSON.stringify(place))
      for (const turn of [0, 4]) {
        const other = others[(index + turn) % others.length]
        const without = other === undefined ? (replaced(short, path, undefined) ?? null) : undefined
        await askAll(without === undefined ? `${before}${other}${after}` : JSON.stringify(without))
      }
    }
  }, 240_000)

  it('reaches no prototype', () => {
    const polluted = '"__proto__":{"polluted":1},'
    const text = JSON.stringify(whole).replace('{', `{${polluted}`).replace('"labels":{', `"labels":{${polluted}`)
    const parsed = parseSnapshot(text, 'a snapshot')
    if (!parsed.ok) throw new Error(parsed.error.what)
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
    expect(Object.getPrototypeOf(parsed.value)).toBe(Object.prototype)
    expect('polluted' in parsed.value).toBe(false)
    expect('polluted' in parsed.value.labels).toBe(false)
  })
})
