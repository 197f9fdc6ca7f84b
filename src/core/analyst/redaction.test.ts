/** One service full of secrets, through everything that leaves: not one of them may be anywhere. */
import type { Analysis } from '../analysis/analysis.ts'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Comparison } from '../diff/comparison.ts'
import { formatAddress } from '../link/address.ts'
import { defaultView, type View } from '../link/view.ts'
import type { FileFacts } from '../formats/parsedFile.ts'
import type { Profile } from '../profile/profile.ts'
import { ProfileBuilder } from '../profile/profileBuilder.ts'
import { chatMarkdown } from '../analysis/markdown.ts'
import { drawPicture } from '../draw/picture.ts'
import { tellOffCpu } from '../analysis/words/offCpu.ts'
import { plainText } from '../diagnosis/words.ts'
import { fromBase64 } from '../snapshot/base64.ts'
import { noRedaction, type Redaction } from '../snapshot/redact.ts'
import type { Snapshot } from '../snapshot/snapshot.ts'
import type { Boxes, DiffBoxes } from '../draw/boxes.ts'
import type { OpenedSnapshot, Redacted } from './leaving.ts'
import type { ComparisonSubject, Subject } from './subject.ts'
import { Analyst } from './analyst.ts'

/** Of functions: long, short, one inside another, with every character that some format escapes. */
const secretNames = [
  'vaultlib.Ledger.settle',
  'vaultlib.Ledger.settle_all',
  'vaultlib',
  'zq',
  'vaultlib.<lambda> "x" & %s',
  'cellar/now/pay.(*T[...]).Do.func1',
]
const secrets = [
  /vaultlib/i,
  /cellar/,
  /\bzq\b/,
  /srv\/hush/,
  /tenant-omega/,
  /pay-7f9c/,
  /hush-cpu/,
  /quietthread/,
  /trifold\.corp/,
  /10\.77\.0\.9/,
  /:5432/,
  /fd00:0?:/,
]

const t0 = Date.UTC(2026, 10, 21, 20, 34)
const minute = 60_000

function profileOf(kind: 'cpu' | 'lock', heavy: number, fromMs: number): Profile {
  const builder = new ProfileBuilder([{ type: kind === 'cpu' ? 'cpu' : 'delay', unit: 'nanoseconds' }])
  const root = builder.frame('main', '/srv/hush/main.py', 1)
  const thread = builder.thread('7', 'quietthread-1')
  const labelSet = builder.labelSet([{ key: 'tenant', value: 'tenant-omega' }])
  // One package of B moved since A.
  const names = fromMs === t0 ? secretNames.map((name) => name.replace('/now', '/then')) : secretNames
  names.forEach((name, index) => {
    const frame = builder.frame(name, `/srv/hush/part${index}.${name.includes('/') ? 'go' : 'py'}`, 10)
    const stack = builder.stackFromRoot([root, frame])
    for (let i = 0; i < 200; i++)
      builder.sample(stack, (index === heavy ? 40_000_000 : 3_000_000) * (1 + (i % 3)), {
        thread,
        labelSet,
        timeMs: fromMs + i * 295,
      })
  })
  for (const name of ['measured', 'cpu', 'lock', 'nanoseconds'])
    builder.sample(builder.stackFromRoot([root, builder.frame(name, '', 1)]), 50_000_000, {
      thread,
      timeMs: fromMs + 1000,
    })
  return builder.finish({ format: 'test', startMs: fromMs, durationMs: minute })
}

/** Half a minute of I/O, most of it to a database. */
const socketsAt = (fromMs: number): FileFacts => ({
  typedWaits: [{ timeMs: fromMs, kind: 'io', ns: 120e9 }],
  socketWaits: [
    { timeMs: fromMs, ns: 90e9, to: { address: '10.77.0.9', port: 5432 } },
    { timeMs: fromMs, ns: 20e9, to: { address: 'fd00:0:0:0:0:0:0:99', port: 6379 } },
  ],
})

const analyst = new Analyst()
let subject: Subject
let comparison: ComparisonSubject
let view: View

beforeAll(() => {
  const captureIds: string[] = []
  const add = (kind: 'cpu' | 'lock', fromMs: number, heavy: number): void => {
    const hash = `${kind === 'cpu' ? 'a' : 'b'}${fromMs === t0 ? '0' : '1'}`.repeat(32)
    const profile = profileOf(kind, heavy, fromMs)
    const kept = analyst.adopt({
      hash,
      fileName: `pay-7f9c/hush-${kind}-${fromMs - t0}.pb.gz`,
      hints: { kind, covers: 'interval', fromMs, untilMs: fromMs + minute, cores: 2, threads: 8 },
      parsed: { format: 'test', parts: [{ profile }], facts: kind === 'lock' ? socketsAt(fromMs) : {} },
    })
    if (!kept.ok) throw new Error(kept.error.what)
    captureIds.push(...kept.value.captures.map(({ id }) => id))
  }
  add('cpu', t0, 0)
  add('lock', t0, 1)
  add('cpu', t0 + minute, 3)
  add('lock', t0 + minute, 4)
  const windowAt = (fromMs: number): Subject => ({
    captureIds,
    window: { fromMs, untilMs: fromMs + minute },
    settings: { cores: 2, threads: 8 },
  })
  subject = windowAt(t0 + minute)
  comparison = {
    base: { ...windowAt(t0), labels: { tenant: 'tenant-omega', replicas: '2' } },
    head: { ...subject, labels: { tenant: 'tenant-alpha', replicas: '3' } },
  }
  view = {
    ...defaultView,
    source: { kind: 'store', name: 'prod', service: 'checkout', selector: { pod: 'pay-7f9c', tenant: 'tenant-omega' } },
    window: subject.window,
    selected: secretNames[4]!,
    search: 'vaultlib.Led',
    focus: { cpu: ['main', secretNames[4]!], lock: ['main', secretNames[5]!] },
    compare: { base: comparison.base.window, mode: 'absolute', width: 'union', layout: 'overlay', swapped: false },
  }
})

const redaction: Redaction = {
  choices: { keepPackages: ['main'], dropLabels: true, dropPaths: true, dropHosts: true },
  salt: 'test',
  hosts: ['trifold.corp'],
  labels: [{ pod: 'pay-7f9c', tenant: 'tenant-omega' }, { tenant: 'tenant-alpha' }],
}

const about = {
  title: 'checkout in trifold.corp',
  service: 'checkout',
  labels: { pod: 'pay-7f9c', tenant: 'tenant-omega' },
  note: 'taken on pay-7f9c, see vaultlib.Ledger.settle',
  livePage: 'https://trifold.corp/',
  madeAtMs: 0,
}

async function frozen(how: Redaction, compared = comparison): Promise<Snapshot> {
  const answer = await analyst.answer({
    ask: 'freeze',
    subject: compared.head,
    comparison: compared,
    timeline: { captureIds: compared.head.captureIds, settings: subject.settings },
    about: { ...about, view },
    redaction: how,
  })
  if (!answer.ok) throw new Error(answer.error.what)
  return answer.value as Snapshot
}

/** Every byte of a snapshot, the packed trees unpacked. */
function bytesOf(snapshot: Snapshot): string {
  const packed: string[] = []
  const unpack = (value: unknown): void => {
    if (typeof value === 'string' && value.length > 20) {
      const bytes = fromBase64(value)
      if (bytes) packed.push(new TextDecoder('latin1').decode(bytes))
    } else if (typeof value === 'object' && value !== null) Object.values(value).forEach(unpack)
  }
  unpack(snapshot)
  return [JSON.stringify(snapshot), decodeURIComponent(snapshot.view), ...packed].join('\n')
}

async function outgoing(
  how: Redaction,
): Promise<{ readonly chat: string; readonly svg: string; readonly link: string }> {
  const analysis = analyst.analyse(subject)
  const compared = (await analyst.compared(comparison)).comparison
  const boxes = analyst.gathered(subject).boxes({ view: 'cpu', widthPx: 900, focus: [], foldChains: true })
  const diff = (await analyst.compared(comparison)).boxes({
    view: 'lock',
    widthPx: 900,
    focus: [],
    mode: 'absolute',
    width: 'union',
  })
  const value = { analysis, compared, boxes, diff, service: about.service }
  const answer = await analyst.answer({ ask: 'redact', subject, comparison, redaction: how, value, view })
  if (!answer.ok) throw new Error(answer.error.what)
  const clean = answer.value as Redacted
  const left = clean.value as {
    analysis: Analysis
    compared: Comparison
    boxes: Boxes
    diff: DiffBoxes
    service: string
  }
  const link = formatAddress(clean.link.view).text
  const { findings, misreadings, sentence } = left.analysis.story
  const said = [...findings, ...misreadings].map(({ text }) => text).join(' ')
  return {
    link: decodeURIComponent(link),
    chat: [
      chatMarkdown({
        analysis: left.analysis,
        service: left.service,
        link,
        zone: 'UTC',
        transition: plainText(left.compared.transition),
      }),
      chatMarkdown({ analysis: left.analysis, service: left.service, link, zone: 'UTC' }),
      tellOffCpu(left.analysis.offCpu ?? []),
      JSON.stringify(left.analysis),
    ].join('\n'),
    svg: drawPicture({
      headline: said,
      sentence: plainText(sentence),
      about: left.service,
      legend: [],
      panes: [left.boxes, left.diff].map(({ boxes: drawn }) => ({
        title: 'CPU',
        figure: '',
        boxes: drawn,
        amount: () => '1 s',
      })),
      colours: {
        surface: '',
        ink: '',
        quietInk: '',
        frameInk: '',
        line: '',
        hues: {},
        grew: '',
        shrank: '',
        neutral: '',
      },
    }),
  }
}

describe('what leaves when everything is hidden', () => {
  it('has no secret in any byte of the snapshot', async () => {
    const text = bytesOf(await frozen(redaction))
    for (const secret of secrets) expect(text).not.toMatch(secret)
    // Two labels whose values are plain numbers are told apart by their sentence only, so that sentence is gone.
    expect(text).not.toContain('replicas')
  })

  it('has none of A, where that is a snapshot in which nothing is hidden', async () => {
    const open = JSON.stringify(await frozen({ ...redaction, choices: noRedaction }))
    const answer = await analyst.answer({ ask: 'openSnapshot', text: open, where: 'a.html' })
    if (!answer.ok) throw new Error(answer.error.what)
    const { baseId = '', baseWindow = subject.window } = answer.value as OpenedSnapshot
    const base = { ...comparison.base, captureIds: [baseId], window: baseWindow }
    // No file of A is open beside it.
    const head = { ...comparison.head, captureIds: comparison.head.captureIds.slice(2) }
    const text = bytesOf(await frozen(redaction, { base, head }))
    for (const secret of secrets) expect(text).not.toMatch(secret)
    expect(text).toContain('A is a snapshot')
  })

  it('has no secret in the chat text, the picture and the link', async () => {
    const { chat, svg, link } = await outgoing(redaction)
    for (const secret of secrets) {
      expect(chat).not.toMatch(secret)
      expect(svg).not.toMatch(secret)
      expect(link).not.toMatch(secret)
    }
    expect(link).toContain('w=2026-11-21T20:35:00Z')
  })

  it('calls one function the same in all of them', async () => {
    const { svg, chat } = await outgoing(redaction)
    const name = /hidden-[0-9a-f]{10}/.exec(chat)?.[0] ?? 'none'
    expect(svg).toContain(name)
    expect(bytesOf(await frozen(redaction))).toContain(name)
  })

  it('would have said all of it otherwise, so that the tests above test something', async () => {
    const open = { ...redaction, choices: noRedaction }
    const text = bytesOf(await frozen(open))
    for (const secret of [
      /vaultlib/,
      /\bzq\b/,
      /srv\/hush/,
      /tenant-omega/,
      /pay-7f9c/,
      /hush-cpu/,
      /trifold\.corp/,
      /replicas/,
      /cellar\/then\/pay in A is cellar\/now\/pay in B/,
      /"10\.77\.0\.9:5432"/,
      /"\[fd00:0:0:0:0:0:0:99\]:6379"/,
    ])
      expect(text).toMatch(secret)
    const { chat, svg, link } = await outgoing(open)
    for (const out of [chat, svg, link]) expect(out).toMatch(/vaultlib/)
    expect(link).toContain('pay-7f9c')
  })

  it('opens again as a snapshot with functions called like our own words', async () => {
    const into = new Analyst()
    const answer = await into.answer({ ask: 'openSnapshot', text: JSON.stringify(await frozen(redaction)), where: 'x' })
    if (!answer.ok) throw new Error(answer.error.what)
    const { headId, headWindow } = answer.value as OpenedSnapshot
    const { views } = into.analyse({ captureIds: [headId], window: headWindow, settings: {} })
    expect([views.cpu.state, views.lock.state]).toEqual(['measured', 'measured'])
  })
})
