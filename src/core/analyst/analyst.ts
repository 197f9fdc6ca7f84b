/**
 * Keeps what was read and answers questions about it: in the page's worker and on the command line alike. Profiles live under the
 * hash of their bytes, so the same file dropped twice is kept once; a window is gathered once and asked about many times.
 */
import type { AnalysisSettings } from '../base/vocabulary.ts'
import type { Analysis, Timeline } from '../analysis/analysis.ts'
import { analyse, storyOf } from '../analysis/analyse.ts'
import type { ParsedFile } from '../formats/parsedFile.ts'
import { type LoadError, type Result, err, ok, unreachable } from '../base/result.ts'
import { makeVisible } from '../base/visibleText.ts'
import type { Capture } from '../window/capture.ts'
import { gatherWindow } from '../window/gather.ts'
import type { FunctionLines } from '../analysis/functionLines.ts'
import type { ChangeLine } from '../diff/comparison.ts'
import { forgotten, idsOf } from './askedAbout.ts'
import { type FileToKeep, type KeptCapture, capturesOf } from './captureOf.ts'
import type { Compared, SideToCompare } from './compared.ts'
import { GatheredWindow } from './gatheredWindow.ts'
import { defaultMaxInflatedBytes, readAndHash } from './readParsed.ts'
import { SnapshotShelf } from './snapshotShelf.ts'
import type { SnapshotInput } from '../snapshot/snapshot.ts'
import type { FunctionLineQuestion } from './functionQuestions.ts'
import type { AnswerTo, CaptureSummary, LoadAnswer, LoadQuestion, Question } from './questions.ts'
import { type ComparedSubject, type ComparisonSubject, type Subject, zoneOf } from './subject.ts'
import type { OpenWindows } from './openWindows.ts'
import { summaryOf } from './summary.ts'
import { analysisOf } from './tellWindow.ts'

/** Windows kept gathered: the one on screen, its base, and the last few gone back to. */
const keptWindows = 8

export class Analyst implements OpenWindows {
  readonly maxInflatedBytes: number
  readonly #captures = new Map<string, KeptCapture>()
  readonly #files = new Map<string, readonly KeptCapture[]>()
  readonly #windows = new Map<string, GatheredWindow>()
  readonly #snapshots = new SnapshotShelf()
  /** One at a time: a comparison is as large as both windows. */
  readonly #comparisons = new Map<string, Compared>()
  /** One at a time, by the captures on screen. */
  readonly #lines = new Map<string, FunctionLines>()

  constructor(maxInflatedBytes: number = defaultMaxInflatedBytes) {
    this.maxInflatedBytes = maxInflatedBytes
  }

  /** Reads a file and keeps it. The error is one sentence about this file; nothing else is lost. */
  async load(question: Omit<LoadQuestion, 'ask'>, onProgress?: (share: number) => void): Promise<Result<LoadAnswer>> {
    const { hints, maxInflatedBytes = this.maxInflatedBytes } = question
    const fileName = makeVisible(question.fileName)
    const read = await readAndHash(question.bytes, question.hash, {
      fileName,
      maxInflatedBytes,
      ...(onProgress ? { onProgress } : {}),
    })
    return read.ok ? this.adopt({ hash: read.value.hash, fileName, hints, parsed: read.value.parsed }) : read
  }

  /** Keeps a file that was read elsewhere. */
  adopt(found: FileToKeep): Result<LoadAnswer> {
    // It will stand in sentences, which a name must not turn around.
    const file = { ...found, fileName: makeVisible(found.fileName) }
    const kept = capturesOf(file)
    if (kept.length === 0) return err(nothingInIt(file.fileName, file.parsed))
    for (const { id, ...capture } of kept) this.#captures.set(id, { id, ...capture })
    // The same file read again is the same captures; read at another time, they are others.
    const others = (this.#files.get(file.hash) ?? []).filter(({ id }) => !kept.some((one) => one.id === id))
    this.#files.set(file.hash, [...others, ...kept])
    return ok({ hash: file.hash, captures: kept.map(summaryOf) })
  }

  /** Lets go of these files and of what was made of them. @returns how many there were */
  forget(hashes: readonly string[]): number {
    let forgotten = 0
    const ids: string[] = []
    for (const hash of hashes) {
      for (const { id } of this.#files.get(hash) ?? []) {
        this.#captures.delete(id)
        // As it stands in a key.
        ids.push(JSON.stringify(id))
      }
      if (this.#files.delete(hash)) forgotten++
    }
    // The window on screen stays gathered when another one is forgotten: its keys name the captures it is made of.
    for (const made of [this.#windows, this.#comparisons, this.#lines])
      for (const key of made.keys()) if (ids.some((id) => key.includes(id))) made.delete(key)
    return forgotten
  }

  summaries(): readonly CaptureSummary[] {
    return [...this.#captures.values()].map(summaryOf)
  }

  analyse(subject: Subject): Analysis {
    const frozen = this.#snapshots.window(subject)
    if (frozen) return frozen.analysis
    return analysisOf(this.gathered(subject), subject.window, zoneOf(subject))
  }

  async timeline(captureIds: readonly string[], settings: AnalysisSettings): Promise<Timeline> {
    const frozen = this.#snapshots.timeline(captureIds)
    if (frozen) return frozen
    // The verdict comes first; what draws the line is loaded after it.
    const { buildTimeline } = await import('../analysis/timeline.ts')
    return buildTimeline({ ...this.#inputs(captureIds), settings })
  }

  /** The window with everything derived from it, from the cache if its question was asked before. */
  gathered(subject: Subject): GatheredWindow {
    const key = JSON.stringify([
      subject.window,
      subject.settings,
      subject.fleet,
      subject.known,
      [...subject.captureIds].sort(),
    ])
    const known = this.#windows.get(key)
    if (known) {
      // Re-inserted, so that the map's order is the order of use.
      this.#windows.delete(key)
      this.#windows.set(key, known)
      return known
    }
    const frozen = this.#snapshots.window(subject)
    if (frozen) return frozen.gathered
    const { window, settings, fleet, known: absent } = subject
    const analysed = analyse({ ...this.#inputs(subject.captureIds), window, settings }, { fleet, known: absent })
    const made = new GatheredWindow(analysed.profiles, (zone) => storyOf(analysed, zone))
    this.#windows.set(key, made)
    for (const old of this.#windows.keys()) {
      if (this.#windows.size <= keptWindows) break
      this.#windows.delete(old)
    }
    return made
  }

  /** Both windows gathered and compared, from the cache if asked before. */
  async compared(subject: ComparisonSubject): Promise<Compared> {
    const key = JSON.stringify(subject)
    const known = this.#comparisons.get(key)
    if (known) return known
    const side = (one: ComparedSubject): SideToCompare => {
      const inputs = this.#inputs(one.captureIds)
      return {
        subject: one,
        gathered: this.gathered(one),
        gatherPart: (window) => gatherWindow({ ...inputs, window, settings: one.settings }),
        captures: inputs.captures,
        others: (one.others ?? []).map((other) => this.gathered(other).profiles),
      }
    }
    // Its own chunk: most visits compare nothing.
    const { compareSides } = await import('./compared.ts')
    const made =
      this.#snapshots.compared(subject) ?? compareSides(side(subject.base), side(subject.head), subject.marks)
    this.#comparisons.clear()
    this.#comparisons.set(key, made)
    return made
  }

  /** Along the time of all captures of the subject; a snapshot has no samples to cut. */
  async functionLine({ subject, view, of, name, marks }: FunctionLineQuestion): Promise<ChangeLine | null> {
    const { captureIds, settings } = subject
    if (captureIds.some((id) => this.#snapshots.holds(id))) return null
    const key = JSON.stringify([settings, [...captureIds].sort()])
    let lines = this.#lines.get(key)
    if (!lines) {
      // Its own chunk: nothing on the first screen waits for it.
      const { FunctionLines: Lines } = await import('../analysis/functionLines.ts')
      const inputs = this.#inputs(captureIds)
      lines = new Lines(inputs.captures, (window) => gatherWindow({ ...inputs, window, settings }))
      this.#lines.clear()
      this.#lines.set(key, lines)
    }
    return lines.lineOf(view, name, of, marks) ?? null
  }

  /** Nothing is asked: one piece of what will probably be asked next is made ready. @returns whether there was any */
  prepare(): boolean {
    for (const compared of this.#comparisons.values()) if (compared.prepare()) return true
    return false
  }

  async answer(question: Question, onProgress?: (share: number) => void): Promise<Result<AnswerTo<Question>>> {
    const lost = idsOf(question).filter((id) => !this.#captures.has(id) && !this.#snapshots.holds(id)).length
    // Skipped, they would turn into "not recorded", and what was found into nothing.
    if (lost > 0) return err(forgotten(lost))
    switch (question.ask) {
      case 'load':
        return this.load(question, onProgress)
      case 'analyse':
        return ok(this.analyse(question.subject))
      case 'timeline':
        return ok(await this.timeline(question.captureIds, question.settings))
      case 'boxes':
        return ok(this.gathered(question.subject).boxes(question))
      case 'functions':
        return ok(this.gathered(question.subject).functionRows(question))
      case 'functionLine':
        return ok(await this.functionLine(question))
      case 'functionIndex':
        return ok(this.gathered(question.subject).functionIndex(question.only))
      case 'sandwich':
        return ok(this.gathered(question.subject).sandwich(question.view, question.name, question.only))
      case 'children':
        return ok(this.gathered(question.subject).children(question.view, question.path, question.limit, question.look))
      case 'fleet':
        return ok((await import('../fleet/fleet.ts')).fleetOf(question.data, question.options))
      case 'triage':
        return ok((await import('./triaged.ts')).triaged(question))
      case 'compare':
        return ok((await this.compared(question.subject)).comparison)
      case 'diffBoxes':
        return ok((await this.compared(question.subject)).boxes(question))
      case 'elided':
        return ok((await this.compared(question.subject)).elided(question))
      case 'freeze':
        return ok(await (await import('./freezeView.ts')).freezeView(this, question))
      case 'redact':
        return ok(await (await import('./redaction.ts')).redactFor(this, question))
      case 'labels':
        return ok(this.gathered(question.subject).labels())
      case 'part':
        return ok(this.gathered(question.subject).part(question.only))
      case 'inside':
        return ok((await import('../fleet/inside.ts')).insideOf(this.gathered(question.subject).profiles.views))
      case 'export':
        return (await import('./exportView.ts')).exportView(this, question)
      case 'openSnapshot':
        return (await import('./openSnapshot.ts')).openSnapshot(this.#snapshots, question.text, question.where)
      case 'forget':
        return ok({ forgotten: this.forget(question.hashes) })
      default:
        return unreachable(question)
    }
  }

  inputs(captureIds: readonly string[]): readonly SnapshotInput[] {
    return this.captures(captureIds).map(({ file, hash, window }) => ({
      file,
      sha256: hash,
      ...(window ? { window } : {}),
    }))
  }

  captures(captureIds: readonly string[]): readonly Capture[] {
    return captureIds.flatMap((id) => this.#captures.get(id)?.capture ?? [])
  }

  #inputs(captureIds: readonly string[]) {
    // `answer` says so in a sentence; whoever calls the methods directly has loaded what it asks about.
    // A frozen window has been gathered and has no captures any more.
    const kept = captureIds.flatMap((id) => {
      if (this.#snapshots.holds(id)) return []
      const one = this.#captures.get(id)
      if (!one) throw new Error(`asked about a capture that is not held: ${id}`)
      return [one]
    })
    // A file of several captures has its facts once; counters that stood still give equal files of different times.
    const facts = new Map(
      kept.map((one) => [
        one.capture.kind === 'counters' ? one.id : one.capture.hash,
        { file: one.capture.file, facts: one.facts },
      ]),
    )
    return { captures: kept.map((one) => one.capture), facts: [...facts.values()] }
  }
}

function nothingInIt(fileName: string, parsed: ParsedFile): LoadError {
  return {
    code: 'unsupported',
    where: fileName,
    what: `it is a ${parsed.format} file without any CPU, heap or lock samples, nor a number that is one of these`,
    todo: 'record it with at least one of them switched on',
  }
}
