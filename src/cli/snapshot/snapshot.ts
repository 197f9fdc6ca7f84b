/** `trifold snapshot`: the single file that the page's Share makes, written from a terminal or an alert hook. */
import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { deflateRawSync } from 'node:zlib'
import { chatMarkdown } from '../../core/analysis/markdown.ts'
import type { Analysis } from '../../core/analysis/analysis.ts'
import { Analyst } from '../../core/analyst/analyst.ts'
import { freezeView } from '../../core/analyst/freezeView.ts'
import { redactFor } from '../../core/analyst/redaction.ts'
import type { Subject } from '../../core/analyst/subject.ts'
import { unique } from '../../core/base/lists.ts'
import { defaultView, type View } from '../../core/link/view.ts'
import { fillTemplate } from '../../core/snapshot/page.ts'
import { redactsNothing, type Redaction } from '../../core/snapshot/redact.ts'
import { toolZone } from '../zone.ts'
import { everythingOf } from '../../core/analyst/everything.ts'
import { loadPaths, type Loaded } from '../diagnose/loadPaths.ts'
import type { Outcome } from '../diagnose/outcome.ts'
import { pageFolder } from '../trifold/package.ts'
import { writeWholeFile } from '../trifold/writeWhole.ts'
import { parseSnapshotArguments, type SnapshotArguments, usage } from './arguments.ts'

export async function snapshot(words: readonly string[]): Promise<Outcome> {
  const parsed = parseSnapshotArguments(words)
  if (!parsed.ok) return fail(parsed.error)
  if (parsed.value === 'help') return { code: 0, stdout: `${usage}\n`, stderr: '' }
  const asked = parsed.value
  const page = pageFolder()
  const template = page && (await readFile(join(page, 'snapshot-template.html'), 'utf8').catch(() => undefined))
  if (template === undefined) return fail('the page is not built; run npm run build first')
  const analyst = new Analyst()
  const loaded = await loadPaths(analyst, asked.paths)
  if (loaded.captures.length === 0) return fail(loaded.warnings[0] ?? 'nothing to read')
  const subject = subjectOf(loaded, asked)
  const redaction: Redaction = {
    choices: asked.redaction,
    salt: randomBytes(16).toString('hex'),
    hosts: [],
    labels: [loaded.labels ?? {}],
  }
  const view: View = { ...defaultView, window: subject.window }
  const service = subject.settings.service ?? basename(asked.paths[0] ?? 'profiles')
  const frozen = await freezeView(analyst, {
    ask: 'freeze',
    subject,
    timeline: { captureIds: subject.captureIds, settings: subject.settings },
    about: { title: service, service, labels: loaded.labels ?? {}, view, madeAtMs: asked.nowMs },
    redaction,
  })
  const data = deflateRawSync(JSON.stringify(frozen)).toString('base64')
  const html = fillTemplate(
    template,
    data,
    `${frozen.title} · ${frozen.head.analysis.story.diagnosis.title} · Trifold snapshot`,
  )
  const unwritten = await writeWholeFile(asked.out, html)
  if (unwritten !== undefined) return fail(`${asked.out} cannot be written (${unwritten})`)
  const analysis = redactsNothing(redaction.choices)
    ? analyst.analyse(subject)
    : ((await redactFor(analyst, { ask: 'redact', subject, redaction, value: analyst.analyse(subject), view }))
        .value as Analysis)
  const text = chatMarkdown({ analysis, service: frozen.service, link: asked.link ?? asked.out, zone: toolZone })
  return {
    code: 0,
    stdout: asked.markdown ? `${text}\n` : `${asked.out}\n`,
    stderr: asked.quiet
      ? ''
      : unique([...loaded.warnings, ...frozen.leftOut])
          .map((line) => `${line}\n`)
          .join(''),
  }
}

function subjectOf(loaded: Loaded, { fromMs, untilMs, cores, threads }: SnapshotArguments): Subject {
  const asked = fromMs === undefined || untilMs === undefined ? undefined : { fromMs, untilMs }
  return {
    captureIds: loaded.captures.map(({ id }) => id),
    window: asked ?? loaded.opens ?? everythingOf(loaded.captures) ?? { fromMs: 0, untilMs: 1000 },
    zone: toolZone,
    settings: {
      ...loaded.settings,
      ...(cores === undefined ? {} : { cores, coresFrom: 'given' }),
      ...(threads === undefined ? {} : { threads, threadsFrom: 'given' }),
    },
  }
}

const fail = (message: string): Outcome => ({ code: 2, stdout: '', stderr: `trifold snapshot: ${message}\n` })
