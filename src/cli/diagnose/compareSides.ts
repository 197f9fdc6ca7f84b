/** `diagnose --base … --head …`: both diagnoses and the changes that are more than noise. */
import { comparisonMarkdown } from '../../core/analysis/comparisonMarkdown.ts'
import { parseWindow } from '../../core/link/values.ts'
import { unique } from '../../core/base/lists.ts'
import { type Result, err, ok } from '../../core/base/result.ts'
import type { TimeWindow } from '../../core/base/units.ts'
import type { ComparedSubject, ComparisonSubject, Subject } from '../../core/analyst/subject.ts'
import type { Analysis } from '../../core/analysis/analysis.ts'
import { redactorOf } from '../../core/analyst/redaction.ts'
import type { Comparison } from '../../core/diff/comparison.ts'
import { redactionOf } from '../redaction.ts'
import type { Analyst } from '../../core/analyst/analyst.ts'
import type { Arguments } from './args.ts'
import type { SideArguments } from './words.ts'
import { toolZone } from '../zone.ts'
import { everythingOf } from '../../core/analyst/everything.ts'
import { comparisonJson } from './comparisonJson.ts'
import { textOf, untestedOf } from './comparisonText.ts'
import { checkRules } from './gate.ts'
import { type Loaded, loadPaths, unnamedKind, warningsToTell } from './loadPaths.ts'
import { ofStore, saidOf } from './settings.ts'
import { areOtherProcesses } from '../../core/fleet/difference.ts'
import { wholeJson, wholeLines, wholeOf } from './processes.ts'
import { type Outcome, refused } from './outcome.ts'
import { jsonSchema, toJson } from './toJson.ts'
import { writeWholeFile } from '../trifold/writeWhole.ts'

/** What was asked, and of which command. */
export type Asked = Arguments & { readonly as: 'diagnose' | 'compare' }

export async function compareSides(
  analyst: Analyst,
  asked: Asked,
  { base, head }: NonNullable<Arguments['compare']>,
): Promise<Outcome> {
  const loaded = {
    base: await loadPaths(analyst, base.paths, asked.kinds, asked.of),
    head: await loadPaths(analyst, head.paths, asked.kinds, asked.of),
  }
  for (const side of ['base', 'head'] as const) {
    if (loaded[side].captures.length === 0)
      return refused(asked.as, `--${side}: ${loaded[side].warnings[0] ?? 'nothing to read'}`)
  }
  const slip = unnamedKind(asked.kinds, loaded.base, loaded.head)
  if (slip !== undefined) return refused(asked.as, slip)
  const headWindow = windowOf(loaded.head, head)
  if (!headWindow.ok) return refused(asked.as, `--head-window: ${headWindow.error}`)
  // Windows of one recording are of one process, however many there are.
  const recorded = [base, ...(base.others ?? []), head, ...(head.others ?? [])].map(({ paths }) => paths.join('\n'))
  const sameRun = new Set(recorded).size === 1
  const baseWindow = windowOf(loaded.base, base, sameRun ? headWindow.value : undefined)
  if (!baseWindow.ok) return refused(asked.as, `--base-window: ${baseWindow.error}`)
  const windows = { base: baseWindow.value, head: headWindow.value }
  const others: Record<'base' | 'head', readonly OtherRun[]> = { base: [], head: [] }
  for (const [side, of] of [['base', base] as const, ['head', head] as const]) {
    const more = await otherRuns(analyst, asked, of)
    if (!more.ok) return refused(asked.as, `--${side}: ${more.error}`)
    others[side] = more.value
    const runs = [...more.value, { loaded: loaded[side], window: windows[side] }].map(keyOf)
    if (new Set(runs).size < runs.length)
      return refused(asked.as, `--${side}: one run is given twice; another run of it is needed`)
  }
  const runs = sameRun ? { base: 'one', head: 'one' } : { base: 'base', head: 'head' }
  return compareLoaded(analyst, asked, { ...loaded, runs, others }, windows)
}

/** A further run of a side, with the part of it that counts. */
interface OtherRun {
  readonly loaded: Loaded
  readonly window: TimeWindow
}

function keyOf({ loaded, window }: OtherRun): string {
  return `${loaded.captures.map(({ id }) => id).join()} ${window.fromMs} ${window.untilMs}`
}

export interface Sides {
  readonly base: Loaded
  readonly head: Loaded
  /** Equal where both are windows of one process. */
  readonly runs: { readonly base: string; readonly head: string }
  /** Further runs of each side. */
  readonly others?: Readonly<Record<'base' | 'head', readonly OtherRun[]>>
}

async function otherRuns(
  analyst: Analyst,
  asked: Asked,
  { others = [] }: SideArguments,
): Promise<Result<readonly OtherRun[], string>> {
  const found: OtherRun[] = []
  for (const one of others) {
    const loaded = await loadPaths(analyst, one.paths, asked.kinds, asked.of)
    if (loaded.captures.length === 0) return err(loaded.warnings[0] ?? 'nothing to read')
    const window = windowOf(loaded, one)
    if (!window.ok) return err(window.error)
    found.push({ loaded, window: window.value })
  }
  return ok(found)
}

/** Without windows each side is everything its captures cover. */
export async function compareLoaded(
  analyst: Analyst,
  asked: Asked,
  { runs, others, ...loaded }: Sides,
  windows?: Readonly<Record<'base' | 'head', TimeWindow>>,
): Promise<Outcome> {
  const runOf = (side: Loaded, window: TimeWindow | undefined): Subject => ({
    captureIds: side.captures.map(({ id }) => id),
    window: window ?? everythingOf(side.captures) ?? untimed,
    settings: { ...side.settings, ...saidOf(asked) },
    zone: toolZone,
    ...ofStore(side),
  })
  const subjectOf = (of: 'base' | 'head'): ComparedSubject => {
    const { runtimeText, labels } = loaded[of]
    const more = others?.[of] ?? []
    return {
      ...runOf(loaded[of], windows?.[of]),
      ...(runtimeText === undefined ? {} : { runtimeText }),
      ...(labels ? { labels } : {}),
      run: runs[of],
      ...(of === 'base' && areOtherProcesses(loaded.base.processes, loaded.head.processes)
        ? { processes: 'others' }
        : {}),
      ...(more.length > 0 ? { others: more.map((other) => runOf(other.loaded, other.window)) } : {}),
    }
  }
  const marks = [...(loaded.base.marks ?? []), ...(loaded.head.marks ?? [])]
  const subject = { base: subjectOf('base'), head: subjectOf('head'), ...(marks.length > 0 ? { marks } : {}) }
  const found = await toldOf(analyst, asked, loaded, subject)
  const told = asked.redaction
    ? (
        await redactorOf(
          analyst,
          redactionOf(
            asked.redaction,
            [
              { ...loaded.base, ...subject.base.settings },
              { ...loaded.head, ...subject.head.settings },
            ],
            asked.store,
          ),
          subject.head,
          subject,
        )
      ).texts(found)
    : found
  // Files without a time have no window to name.
  const shown = (side: 'base' | 'head'): TimeWindow | undefined =>
    windows || everythingOf(loaded[side].captures) ? subject[side].window : undefined
  return outcomeOf(asked, told, { base: shown('base'), head: shown('head') }, runsJson(others))
}

/** All that is written of a comparison, as plain data. */
interface Told {
  readonly comparison: Comparison
  readonly base: ToldSide
  readonly head: ToldSide
}

interface ToldSide {
  readonly analysis: Analysis
  readonly warnings: readonly string[]
  readonly processes: Loaded['processes']
}

async function toldOf(
  analyst: Analyst,
  asked: Asked,
  loaded: Readonly<Record<'base' | 'head', Loaded>>,
  subject: ComparisonSubject,
): Promise<Told> {
  const { comparison } = await analyst.compared(subject)
  const sideOf = (side: 'base' | 'head'): ToldSide => {
    const analysis = analyst.analyse(subject[side])
    const { processes, captures } = loaded[side]
    return {
      analysis,
      processes,
      warnings: unique([
        ...warningsToTell(loaded[side], asked),
        ...analysis.warnings,
        ...captures.flatMap(({ file, notes }) => notes.map((note) => `${file}: ${note}`)),
      ]),
    }
  }
  return { comparison, base: sideOf('base'), head: sideOf('head') }
}

async function outcomeOf(
  asked: Asked,
  { comparison, base, head }: Told,
  windows: Readonly<Record<'base' | 'head', TimeWindow | undefined>>,
  runs: object,
): Promise<Outcome> {
  const whole = wholeOf(base.processes, head.processes)
  const gate = checkRules(asked.failOn ?? [], comparison)
  const code = gate.failed.length > 0 ? 3 : gate.unchecked.length > 0 ? 2 : 0
  const stderr = [...gate.failed, ...gate.unchecked.map((why) => `${why}: not checked`)]
    .map((line) => `fail-on ${line}\n`)
    .join('')
  const markdown = asked.markdown && comparisonMarkdown(comparison, gate.failed)
  if (markdown !== undefined && asked.markdown?.file !== undefined) {
    const { file } = asked.markdown
    const unwritten = await writeWholeFile(file, markdown)
    if (unwritten !== undefined) return refused(asked.as, `--markdown: ${file} cannot be written (${unwritten})`)
  } else if (markdown !== undefined && !asked.json) return { code, stdout: markdown, stderr }
  if (!asked.json) {
    const lines = [...wholeLines(whole), ...untestedOf(comparison, { A: base.analysis, B: head.analysis })]
    return { code, stdout: textOf(comparison, lines, asked.quiet === true), stderr }
  }
  const said = comparisonJson(comparison)
  const headAnalysis = { ...head.analysis, story: comparison.head.story }
  const object = {
    schema: jsonSchema,
    base: toJson(base.analysis, windows.base, base.warnings, base.processes),
    head: toJson(headAnalysis, windows.head, head.warnings, head.processes),
    ...said.headline,
    ...runs,
    ...(whole.length === 0 ? {} : { whole: whole.map(wholeJson) }),
    ...said.found,
    ...said.changes,
    ...(asked.failOn ? { failOn: gate } : {}),
  }
  return { code, stdout: `${JSON.stringify(object, null, 2)}\n`, stderr }
}

/** Files without any time still have an answer; it is the one window there is. */
const untimed: TimeWindow = { fromMs: 0, untilMs: 1000 }

/** A name, FROM..UNTIL, or nothing: then the recording's own choice, but never the other side's window again. */
function windowOf(loaded: Loaded, { window: text }: SideArguments, other?: TimeWindow): Result<TimeWindow, string> {
  if (text !== undefined) {
    const named = loaded.windows.find(({ name }) => name === text)
    const window = named ?? parseWindow(text)
    if (window) return ok({ fromMs: window.fromMs, untilMs: window.untilMs })
    const names = loaded.windows.map(({ name }) => name).join(', ')
    return err(`"${text}" is neither FROM..UNTIL nor a window of the recording${names === '' ? '' : ` (${names})`}`)
  }
  const isOther = ({ fromMs, untilMs }: TimeWindow): boolean => fromMs === other?.fromMs && untilMs === other.untilMs
  const candidates = [...(other ? loaded.windows : []), ...(loaded.opens ? [loaded.opens] : [])]
  const chosen = candidates.find((window) => !isOther(window)) ?? everythingOf(loaded.captures)
  return ok(chosen ? { fromMs: chosen.fromMs, untilMs: chosen.untilMs } : untimed)
}

/** How many runs each side is, where one of them is several. */
function runsJson(others: Sides['others']): object {
  if (!others || others.base.length + others.head.length === 0) return {}
  return { runs: { base: others.base.length + 1, head: others.head.length + 1 } }
}
