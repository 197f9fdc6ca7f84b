/**
 * One service with a word of its own in every place where a profile can carry one, through everything that leaves with everything hidden:
 * the snapshot with its trees, the text for a chat, a title, a picture's boxes, the files for other tools, a link.
 */
import {
  Function as FunctionRow,
  Label,
  Line,
  Location,
  Mapping,
  Profile,
  Sample,
  StringTable,
  ValueType,
} from 'pprof-format'
import { beforeAll, describe, expect, it } from 'vitest'
import { chatMarkdown } from './core/analysis/markdown.ts'
import type { Analysis } from './core/analysis/analysis.ts'
import { Analyst } from './core/analyst/analyst.ts'
import type { ExportAnswer, Redacted } from './core/analyst/leaving.ts'
import type { Subject } from './core/analyst/subject.ts'
import { formatAddress } from './core/link/address.ts'
import { defaultView, type View } from './core/link/view.ts'
import { fromBase64 } from './core/snapshot/base64.ts'
import { noRedaction, type Redaction, type RedactionChoices } from './core/snapshot/redact.ts'
import type { Snapshot } from './core/snapshot/snapshot.ts'

/** Places of a pprof that is read, and of what stands around it. */
const places = {
  function: 'canaryfunction.Settle',
  systemName: '_ZN12canarysystem4workEv',
  file: '/home/canaryuser/src/canaryfile.go',
  mapping: '/opt/canarymapping/bin/canaryprogram',
  buildId: 'canarybuildid0123456789',
  comment: 'host=canarycomment.corp',
  labelKey: 'canarylabelkey',
  labelValue: 'canarylabelvalue',
  thread: 'canarythread-1',
  upload: 'canaryupload/cpu.pb.gz',
  storeLabel: 'canarypod-7f9c',
  host: 'canaryhost.corp',
  commit: 'canarycommit0badcafe',
} as const
const canary = /canary\w*/gi

const fromMs = Date.UTC(2026, 10, 21, 20, 34)
const minute = 60_000

function pprofFile(type: string, unit: string): Uint8Array<ArrayBuffer> {
  const stringTable = new StringTable()
  const text = (value: string): number => stringTable.dedup(value)
  const named = (id: number, name: string, systemName: string): FunctionRow =>
    new FunctionRow({
      id,
      name: text(name),
      systemName: text(systemName),
      filename: text(places.file),
    })
  const label = [
    new Label({ key: text(places.labelKey), str: text(places.labelValue) }),
    new Label({ key: text('thread name'), str: text(places.thread) }),
  ]
  return new Profile({
    stringTable,
    sampleType: [new ValueType({ type: text(type), unit: text(unit) })],
    mapping: [
      new Mapping({
        id: 1,
        filename: text(places.mapping),
        buildId: text(places.buildId),
        memoryLimit: 4096,
      }),
    ],
    function: [named(1, 'main', 'main'), named(2, places.function, places.systemName)],
    location: [1, 2].map((id) => new Location({ id, mappingId: 1, line: [new Line({ functionId: id, line: id })] })),
    sample: Array.from({ length: 300 }, (_, at) => new Sample({ locationId: [2, 1], value: [30_000_000 + at], label })),
    comment: [text(places.comment)],
    timeNanos: BigInt(fromMs) * 1_000_000n,
    durationNanos: BigInt(minute) * 1_000_000n,
  })
    .encode()
    .slice() as Uint8Array<ArrayBuffer>
}

const analyst = new Analyst()
let subject: Subject
let view: View
const labels = {
  pod: places.storeLabel,
  commit: places.commit,
  [places.labelKey]: places.labelValue,
}

beforeAll(async () => {
  const captureIds: string[] = []
  for (const [kind, type] of [
    ['cpu', 'cpu'],
    ['lock', 'delay'],
  ] as const) {
    const hints = { told: { kind }, covers: 'interval', fromMs, untilMs: fromMs + minute } as const
    const loaded = await analyst.load({
      bytes: pprofFile(type, 'nanoseconds').buffer,
      fileName: places.upload,
      hints,
    })
    if (!loaded.ok) throw new Error(loaded.error.what)
    captureIds.push(...loaded.value.captures.map(({ id }) => id))
  }
  subject = {
    captureIds,
    window: { fromMs, untilMs: fromMs + minute },
    settings: { cores: 2, threads: 8 },
  }
  view = {
    ...defaultView,
    source: { kind: 'store', name: 'prod', service: 'checkout', selector: labels },
    window: subject.window,
    selected: places.function,
    around: places.function,
    search: 'canaryfunc',
    only: { key: places.labelKey, value: places.labelValue },
    focus: { cpu: ['main', places.function] },
    notes: [{ atMs: fromMs + 1000, text: `${places.function} on ${places.storeLabel}` }],
  }
})

const all: RedactionChoices = {
  keepPackages: [],
  dropLabels: true,
  dropPaths: true,
  dropHosts: true,
}
const hiding = (choices: RedactionChoices): Redaction => ({
  choices,
  salt: 's',
  hosts: [places.host],
  labels: [labels],
})

async function asked<Answer>(question: Parameters<Analyst['answer']>[0]): Promise<Answer> {
  const answer = await analyst.answer(question)
  if (!answer.ok) throw new Error(answer.error.what)
  return answer.value as Answer
}

/** Everything in it as text, what is packed unpacked. */
function textOf(value: unknown): string {
  if (value instanceof Uint8Array) return new TextDecoder('latin1').decode(value)
  if (typeof value === 'string') {
    const bytes = value.length > 20 ? fromBase64(value) : undefined
    return bytes ? `${value}\n${textOf(bytes)}` : value
  }
  if (typeof value !== 'object' || value === null) return ''
  return Object.entries(value)
    .map(([key, part]) => `${key}\n${textOf(part)}`)
    .join('\n')
}

async function leaving(choices: RedactionChoices): Promise<Readonly<Record<string, string>>> {
  const redaction = hiding(choices)
  const snapshot = await asked<Snapshot>({
    ask: 'freeze',
    subject,
    timeline: { captureIds: subject.captureIds, settings: subject.settings },
    about: {
      title: `checkout on ${places.host}`,
      service: 'checkout',
      labels,
      view,
      note: `see ${places.function} on ${places.storeLabel}`,
      livePage: `https://${places.host}/`,
      madeAtMs: 0,
    },
    redaction,
  })
  const analysis = analyst.analyse(subject)
  const boxes = analyst.gathered(subject).boxes({ view: 'cpu', widthPx: 900, focus: [], foldChains: true })
  const redacted = await asked<Redacted>({
    ask: 'redact',
    subject,
    redaction,
    value: { analysis, boxes },
    view,
  })
  const link = formatAddress(redacted.link.view).text
  const value = redacted.value as { readonly analysis: Analysis; readonly boxes: unknown }
  const exported = async (format: 'pprof' | 'speedscope'): Promise<string> =>
    textOf(
      (
        await asked<ExportAnswer>({
          ask: 'export',
          subject,
          view: 'cpu',
          format,
          name: `checkout ${places.host}`,
          redaction,
        })
      ).bytes,
    )
  return {
    snapshot: `${textOf(snapshot)}\n${decodeURIComponent(snapshot.view)}`,
    link: decodeURIComponent(link),
    chat: chatMarkdown({ analysis: value.analysis, service: 'checkout', link, zone: 'UTC' }),
    analysis: JSON.stringify(value.analysis),
    picture: JSON.stringify(value.boxes),
    pprof: await exported('pprof'),
    speedscope: await exported('speedscope'),
  }
}

describe('with everything hidden', () => {
  it('no word of any place is in anything that leaves', async () => {
    for (const [what, text] of Object.entries(await leaving(all)))
      expect([...new Set(text.match(canary) ?? [])], what).toEqual([])
  })

  it('and each way would have said some of them otherwise', async () => {
    const said = await leaving(noRedaction)
    for (const [what, text] of Object.entries(said)) expect(text.match(canary)?.length ?? 0, what).toBeGreaterThan(0)
    const snapshot = said['snapshot'] ?? ''
    for (const place of [places.function, places.file, places.storeLabel, places.commit])
      expect(snapshot).toContain(place)
  })

  it('build ids and comments leave in no case: no reader keeps them', async () => {
    for (const text of Object.values(await leaving(noRedaction)))
      expect(text).not.toMatch(/canarybuildid|canarycomment/)
  })
})
