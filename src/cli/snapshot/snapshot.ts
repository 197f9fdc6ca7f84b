/** `trifold snapshot`: the single file that the page's Share makes, written from a terminal or an alert hook. */
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
import { err, ok, type Result } from '../../core/base/result.ts'
import { defaultView } from '../../core/link/view.ts'
import { withMarks } from '../../core/snapshot/marks.ts'
import { fillTemplate } from '../../core/snapshot/page.ts'
import { redactsNothing } from '../../core/snapshot/redact.ts'
import { redactionOf } from '../redaction.ts'
import { toolZone } from '../zone.ts'
import { everythingOf } from '../../core/analyst/everything.ts'
import { loadPaths, type Loaded } from '../diagnose/loadPaths.ts'
import { sinceText } from '../diagnose/since.ts'
import type { Outcome } from '../diagnose/outcome.ts'
import { ofStore, saidOf } from '../diagnose/settings.ts'
import type { Around } from '../store/arguments.ts'
import { loadStoreWindow } from '../store/loadWindow.ts'
import { openStore } from '../store/openStore.ts'
import { pageFolder } from '../trifold/package.ts'
import { writeWholeFile } from '../trifold/writeWhole.ts'
import { parseSnapshotArguments, type SnapshotArguments, usage } from './arguments.ts'

export async function snapshot(words: readonly string[], around?: Around): Promise<Outcome> {
  const parsed = parseSnapshotArguments(words, around)
  if (!parsed.ok) return fail(parsed.error)
  if (parsed.value === 'help') return { code: 0, stdout: `${usage}\n`, stderr: '' }
  const asked = parsed.value
  const page = pageFolder()
  const template = page && (await readFile(join(page, 'snapshot-template.html'), 'utf8').catch(() => undefined))
  if (template === undefined) return fail('the page is not built; run npm run build first')
  const analyst = new Analyst()
  const read = await load(analyst, asked)
  if (!read.ok) return fail(read.error)
  const loaded = read.value
  const subject = subjectOf(loaded, asked)
  const service = subject.settings.service ?? basename(asked.paths[0] ?? 'profiles')
  const redaction = redactionOf(asked.redaction, [{ ...loaded, service }], asked.store)
  const view = withMarks({ ...defaultView, window: subject.window }, loaded.marks ?? [])
  const frozen = await freezeView(analyst, {
    ask: 'freeze',
    subject,
    timeline: { captureIds: subject.captureIds, settings: subject.settings },
    about: {
      title: service,
      service,
      ...(loaded.runtimeText === undefined ? {} : { runtime: loaded.runtimeText }),
      labels: loaded.labels ?? {},
      view,
      madeAtMs: asked.nowMs,
    },
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
  const analysis = analyst.analyse(subject)
  const since = await sinceText(analyst, loaded, analysis, subject.settings)
  const value: Told = { analysis, ...(since === undefined ? {} : { since }) }
  const told = redactsNothing(redaction.choices)
    ? value
    : ((await redactFor(analyst, { ask: 'redact', subject, redaction, value, view })).value as Told)
  const text = chatMarkdown({ ...told, service: frozen.service, link: asked.link ?? asked.out, zone: toolZone })
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

/** What the lines for a chat say of the view. */
interface Told {
  readonly analysis: Analysis
  readonly since?: string
}

async function load(analyst: Analyst, { store, paths, ...said }: SnapshotArguments): Promise<Result<Loaded, string>> {
  if (store) return loadStoreWindow(analyst, openStore(store.address), store.head, { said: saidOf(said) })
  const loaded = await loadPaths(analyst, paths)
  return loaded.captures.length === 0 ? err(loaded.warnings[0] ?? 'nothing to read') : ok(loaded)
}

function subjectOf(loaded: Loaded, { fromMs, untilMs, ...said }: SnapshotArguments): Subject {
  const asked = fromMs === undefined || untilMs === undefined ? undefined : { fromMs, untilMs }
  return {
    captureIds: loaded.captures.map(({ id }) => id),
    window: asked ?? loaded.opens ?? everythingOf(loaded.captures) ?? { fromMs: 0, untilMs: 1000 },
    zone: toolZone,
    settings: { ...loaded.settings, ...saidOf(said) },
    ...ofStore(loaded),
  }
}

const fail = (message: string): Outcome => ({ code: 2, stdout: '', stderr: `trifold snapshot: ${message}\n` })
