/** One run of the command without the process around it, so that tests call the same thing. */
import type { TimeWindow } from '../../core/base/units.ts'
import type { CaptureSummary } from '../../core/analyst/questions.ts'
import { Analyst } from '../../core/analyst/analyst.ts'
import type { Analysis } from '../../core/analysis/analysis.ts'
import { redactorOf } from '../../core/analyst/redaction.ts'
import { chatMarkdown } from '../../core/analysis/markdown.ts'
import { unique } from '../../core/base/lists.ts'
import { isDifference } from '../../core/window/sides.ts'
import { parseArguments, type Arguments } from './args.ts'
import { compareInStore } from './compareInStore.ts'
import { compareLoaded, compareSides, type Sides } from './compareSides.ts'
import { loadPaths, type Loaded, unnamedKind, warningsToTell } from './loadPaths.ts'
import { redactionOf } from '../redaction.ts'
import { toolZone } from '../zone.ts'
import { loneScrape, windowOfFiles } from '../../core/analyst/everything.ts'
import { type Outcome, refused } from './outcome.ts'
import { ofStore, saidOf } from './settings.ts'
import type { Around, AskedStore } from '../store/arguments.ts'
import { loadStoreWindow } from '../store/loadWindow.ts'
import { openStore } from '../store/openStore.ts'
import { sinceText } from './since.ts'
import { toJson } from './toJson.ts'
import { toShortText, toText } from './toText.ts'
import { usage } from './usage.ts'

export async function diagnose(
  words: readonly string[],
  as: 'diagnose' | 'compare' = 'diagnose',
  around?: Around,
): Promise<Outcome> {
  const parsed = parseArguments(words, around)
  if (parsed === 'help') return { code: 0, stdout: `${usage}\n`, stderr: '' }
  if (!parsed.ok) return refused(as, parsed.error)
  const analyst = new Analyst()
  const asked = { ...parsed.value, as }
  if (asked.compare) return compareSides(analyst, asked, asked.compare)
  if (asked.store) return diagnoseInStore(analyst, asked, asked.store)
  const loaded = await loadPaths(analyst, parsed.value.paths, parsed.value.kinds, parsed.value.of)
  const slip = unnamedKind(parsed.value.kinds, loaded)
  if (slip !== undefined) return refused(as, slip)
  if (loaded.captures.length === 0) {
    const [first = 'nothing to read', ...more] = loaded.warnings
    const others = more.length === 0 ? '' : ` (and ${more.length} more ${more.length === 1 ? 'file' : 'files'})`
    return refused(as, `${first}${others}`)
  }
  const scrape = loneScrape(loaded.captures)
  if (scrape) {
    const { where, what, todo } = scrape
    return refused(as, `${where}: ${what}. ${todo}`)
  }
  if (isDifference(loaded.captures)) return compareLoaded(analyst, asked, sidesOf(loaded))
  if (as === 'compare') {
    const todo = 'say what is compared with --base PATH… --head PATH…'
    return refused(as, `these are profiles of one side; ${todo}`)
  }
  return { code: 0, stdout: await report(analyst, loaded, parsed.value), stderr: '' }
}

async function diagnoseInStore(
  analyst: Analyst,
  asked: Arguments & { readonly as: 'diagnose' | 'compare' },
  store: AskedStore,
): Promise<Outcome> {
  if (store.base || asked.as === 'compare') return compareInStore(analyst, asked, store)
  const loaded = await loadStoreWindow(analyst, openStore(store.address), store.head, { said: saidOf(asked) })
  if (!loaded.ok) return refused(asked.as, loaded.error)
  return { code: 0, stdout: await report(analyst, loaded.value, asked), stderr: '' }
}

/** A file that is a difference already has both sides in it; what is said of the file is said of each. */
function sidesOf(loaded: Loaded): Sides {
  const side = (of: 'base' | 'head'): Loaded => ({
    ...loaded,
    captures: loaded.captures.filter((capture) => capture.side === of),
  })
  return { base: side('base'), head: side('head'), runs: { base: 'base', head: 'head' } }
}

async function report(analyst: Analyst, loaded: Loaded, asked: Arguments): Promise<string> {
  const settings = { ...loaded.settings, ...saidOf(asked) }
  const { window, span: own } = windowOf(loaded, asked)
  const captureIds = loaded.captures.map((capture) => capture.id)
  const subject = { captureIds, window, settings, zone: toolZone, ...ofStore(loaded) }
  const found = analyst.analyse(subject)
  const told = {
    analysis: found,
    since: await sinceText(analyst, loaded, found, settings),
    processes: loaded.processes,
    warnings: unique([
      ...warningsToTell(loaded, asked),
      ...found.warnings,
      ...found.story.warnings,
      ...mixedDifferences(loaded.captures),
      ...notesOf(loaded.captures),
    ]),
  }
  const { analysis, since, processes, warnings } = asked.redaction
    ? (
        await redactorOf(analyst, redactionOf(asked.redaction, [{ ...loaded, ...settings }], asked.store), subject)
      ).texts(told)
    : told
  if (asked.json) return `${JSON.stringify(toJson(analysis, own, warnings, processes), null, 2)}\n`
  if (asked.quiet) return toShortText(analysis)
  if (asked.markdown && asked.markdown.file === undefined) return markdownOf(analysis, since, settings.service)
  const name = asked.fromMs === undefined ? loaded.opens?.name : undefined
  return toText(analysis, { window: own, name, since, warnings, processes })
}

/** As Share writes it for a channel; there is no link to add. */
function markdownOf(analysis: Analysis, since: string | undefined, service: string = 'profiles'): string {
  const when = since === undefined ? {} : { since }
  return `${chatMarkdown({ analysis, service, link: '', zone: toolZone, ...when }).trimEnd()}\n`
}

/** Asked for → what the recording opens with → everything the captures cover. */
function windowOf(
  loaded: Loaded,
  { fromMs, untilMs, seconds }: Arguments,
): { readonly window: TimeWindow; readonly span?: TimeWindow } {
  if (fromMs !== undefined && untilMs !== undefined) return known({ fromMs, untilMs })
  if (loaded.opens !== undefined) return known({ fromMs: loaded.opens.fromMs, untilMs: loaded.opens.untilMs })
  return windowOfFiles(loaded.captures, seconds)
}

const known = (window: TimeWindow): { readonly window: TimeWindow; readonly span: TimeWindow } => ({
  window,
  span: window,
})

/** What readers say of files, each sentence once: a recording repeats the same one twenty times, often with other numbers in it. */
export function notesOf(captures: readonly Pick<CaptureSummary, 'file' | 'notes'>[]): readonly string[] {
  const alike = new Map<string, { readonly notes: Set<string>; readonly files: string[] }>()
  for (const { file, notes } of captures)
    for (const note of notes) {
      const shape = note.replace(/\d[\d.,]*/g, '0')
      const one = alike.get(shape) ?? { notes: new Set(), files: [] }
      one.notes.add(note)
      one.files.push(file)
      alike.set(shape, one)
    }
  return [...alike.values()].flatMap(({ notes, files }) => {
    const [first = ''] = files
    const [note = '', ...others] = notes
    if (files.length > 2) {
      const more = files.length - 1
      return [
        others.length === 0
          ? `${first} and ${more} more files: ${note}`
          : `${first}: ${note}. ${more} more files: the same, each with its own numbers`,
      ]
    }
    return others.length === 0
      ? [`${files.join(', ')}: ${note}`]
      : [...notes].map((text, at) => `${files[at] ?? first}: ${text}`)
  })
}

/** Among other files a difference is one more profile, its head. */
function mixedDifferences(captures: readonly CaptureSummary[]): readonly string[] {
  const files = unique(captures.flatMap(({ side, file }) => (side === 'base' ? [file] : [])))
  return files.map(
    (file) => `${file} is a difference of two profiles; here only its head is read. Give it alone to compare both.`,
  )
}
