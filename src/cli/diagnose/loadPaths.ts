/** Paths become captures in an analyst, with everything that could not be read as one sentence each. */
import type { RedactionChoices } from '../../core/snapshot/redact.ts'
import { keyOfChoice } from '../../core/base/hash.ts'
import type { AnalysisSettings } from '../../core/base/vocabulary.ts'
import { readdir, stat } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import type { ByteSource } from '../../core/base/byteSource.ts'
import { type Result, explainLoadError } from '../../core/base/result.ts'
import type { Mark } from '../../core/analysis/onset.ts'
import type { TimeWindow } from '../../core/base/units.ts'
import type { CaptureSummary } from '../../core/analyst/questions.ts'
import type { Analyst } from '../../core/analyst/analyst.ts'
import type { ToldAbsence } from '../../core/diagnosis/story.ts'
import type { Fleet } from '../../core/fleet/fleet.ts'
import { type DatedFile, provenDates } from '../../core/window/fileDates.ts'
import { toldKinds } from '../../core/window/told.ts'
import { isArchive } from '../../sources/files/archives.ts'
import { openFiles } from '../../sources/files/openFiles.ts'
import { recordingFileName } from '../../sources/recording/recording.ts'
import type { SourceError } from '../../sources/source.ts'
import { bytesOfStream } from '../bytesAt.ts'
import { type LoadedRecording, hashOf, loadOpened, loadRecording, readDiskFile } from '../disk.ts'
import type { ToldFile } from './words.ts'

export interface Loaded {
  readonly captures: readonly CaptureSummary[]
  readonly settings: AnalysisSettings
  /** The window a recording opens with, and its name; of a store the one that was asked for. */
  readonly opens?: TimeWindow & { readonly name?: string }
  readonly warnings: readonly string[]
  /** Windows the recording names, and what it says of itself for a comparison. */
  readonly windows: readonly (TimeWindow & { readonly name: string })[]
  /** What the recording says happened. */
  readonly marks?: readonly Mark[]
  readonly runtimeText?: string
  readonly labels?: Readonly<Record<string, string>>
  /** Files named by `--kind` that are among those read. */
  readonly named: ReadonlySet<string>
  /** What a store has not, and why. */
  readonly known?: readonly ToldAbsence[]
  /** Of a store: every process of the selection by its series. */
  readonly processes?: Fleet
}

/** Folders this deep, or with more files than this, hold something else than the profiles of one service. */
const deepest = 4
const mostFiles = 5000

export async function loadPaths(
  analyst: Analyst,
  paths: readonly string[],
  told: readonly ToldFile[] = [],
  of?: string,
): Promise<Loaded> {
  const loading = new Loading(analyst, told, of)
  const loose: string[] = []
  for (const path of paths) {
    if (path === '-') {
      await loading.addInput()
      continue
    }
    const recording = await recordingFolderOf(path)
    if (recording === undefined) {
      const files = await filesOf(path)
      if (files.length > 0 && files.length <= mostFiles) loose.push(...files)
      else loading.warnings.push(`${path}: ${files.length === 0 ? holdsNone : holdsTooMany}`)
    } else {
      const loaded = await loadRecording(analyst, recording)
      if (loaded.ok) loading.addRecording(loaded.value)
      else loading.warnings.push(explainLoadError(loaded.error))
    }
  }
  // Dates order files of one series; so they are looked at together, before the first is read.
  const dates = provenDates(await Promise.all(loose.map(datedFile)))
  for (const file of loose) await loading.addFile(file, dates.get(file))
  return loading.finish()
}

async function datedFile(path: string): Promise<DatedFile> {
  try {
    return { name: path, dateMs: (await stat(path)).mtimeMs }
  } catch {
    // The reader says best what is wrong with it; a date of nothing proves nothing.
    return { name: path, dateMs: 0 }
  }
}

class Loading {
  readonly warnings: string[] = []
  readonly #analyst: Analyst
  readonly #told: readonly ToldFile[]
  readonly #of: string | undefined
  readonly #captures: CaptureSummary[] = []
  readonly #named = new Set<string>()
  #settings: AnalysisSettings = {}
  readonly #asked: { readonly captures: readonly CaptureSummary[]; readonly kind: ToldFile | undefined }[] = []
  #opens: Loaded['opens']
  #recordings = 0
  #about: Pick<Loaded, 'windows' | 'marks' | 'runtimeText' | 'labels'> = { windows: [] }

  constructor(analyst: Analyst, told: readonly ToldFile[], of?: string) {
    this.#analyst = analyst
    this.#of = of
    this.#told = told
  }

  addRecording({ captures, warnings, opened }: LoadedRecording): void {
    this.#recordings += 1
    this.#captures.push(...captures)
    this.warnings.push(...warnings)
    this.#settings = { ...opened.settings, ...this.#settings }
    this.#opens ??= opened.opens
    const { windows, marks, runtimeText, labels } = opened.recording
    if (this.#recordings === 1)
      this.#about = { windows, marks, labels, ...(runtimeText === undefined ? {} : { runtimeText }) }
  }

  /** What comes down a pipe: `curl … | diagnose -`. */
  async addInput(): Promise<void> {
    const read = await bytesOfStream(process.stdin, 'standard input')
    if (!read.ok || !(await this.#addArchive('standard input', read.value)))
      await this.#add('-', 'standard input', read)
  }

  async addFile(path: string, dateMs?: number): Promise<void> {
    const read = await readDiskFile(path)
    if (!read.ok || !(await this.#addArchive(path, read.value))) await this.#add(path, basename(path), read, dateMs)
  }

  /** Opened as on the page: each file of it is a file, and a recording in it is a recording. */
  async #addArchive(path: string, bytes: ArrayBuffer): Promise<boolean> {
    const archive = { path: basename(path), blob: new Blob([bytes]) }
    if (!(await isArchive(archive.blob))) return false
    const { recordings, loose, errors } = await openFiles([archive], {
      maxInflatedBytes: this.#analyst.maxInflatedBytes,
    })
    this.warnings.push(...errors.map(explainLoadError))
    for (const recording of recordings) this.addRecording(await loadOpened(this.#analyst, recording))
    for (const { file, read } of loose.captures) await this.#add(file, file, await read())
    if (errors.length + recordings.length + loose.captures.length === 0)
      this.warnings.push(`${archive.path}: the archive holds no files. Pack the profiles again.`)
    return true
  }

  async #add(
    path: string,
    fileName: string,
    read: Result<ArrayBuffer | ByteSource, SourceError>,
    dateMs?: number,
  ): Promise<void> {
    const kind = toldOf(path, this.#told)
    for (const { file } of this.#told) if (file !== undefined && isNamed(path, file)) this.#named.add(file)
    const hints = {
      ...(kind === undefined ? {} : { told: kind.told }),
      ...(this.#of === undefined ? {} : { of: keyOfChoice(this.#of) }),
      ...(dateMs === undefined ? {} : { fileDateMs: dateMs }),
    }
    const loaded = read.ok
      ? await this.#analyst.load({ bytes: read.value, fileName, hints, ...hashOf(read.value) })
      : read
    if (!loaded.ok) {
      this.warnings.push(explainLoadError(loaded.error))
      return
    }
    this.#captures.push(...loaded.value.captures)
    this.#asked.push({ captures: loaded.value.captures, kind })
    this.warnings.push(...choiceWarnings(loaded.value.captures, this.#of))
  }

  finish(): Loaded {
    // Whether another file is the CPU is known when all are read.
    const hasCpu = this.#captures.some(({ kind, asks }) => kind === 'cpu' && !asks.includes('kind'))
    this.warnings.push(...this.#asked.flatMap(({ captures, kind }) => kindWarnings(captures, kind, hasCpu)))
    if (this.#recordings > 1)
      this.warnings.push(
        'Several recordings were given; they are read as one service, and the window is that of the first.',
      )
    return {
      captures: this.#captures,
      settings: this.#settings,
      warnings: this.warnings,
      named: this.#named,
      ...this.#about,
      ...(this.#opens === undefined ? {} : { opens: this.#opens }),
    }
  }
}

/** A `--kind FILE=…` whose file was not read: a slip of the pen that would change the answer silently. */
export function unnamedKind(told: readonly ToldFile[], ...sides: readonly Loaded[]): string | undefined {
  const missed = told.find(({ file }) => file !== undefined && !sides.some(({ named }) => named.has(file)))
  return missed && `--kind names ${missed.file}, which is none of the files given`
}

/** The folder itself, or the folder of a recording.json named directly. */
async function recordingFolderOf(path: string): Promise<string | undefined> {
  if (basename(path) === recordingFileName) return join(path, '..')
  return (await isFile(join(path, recordingFileName))) ? path : undefined
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile()
  } catch {
    return false
  }
}

const holdsNone = 'the folder has no file in it. Give a profile file or a recording folder.'
const holdsTooMany = `the folder has more than ${mostFiles} files in it. Give those of one service, or a recording folder.`

/** A file is itself; a folder is all files in it, in the order of their names (their times decide later), as far as the first too many. */
async function filesOf(path: string): Promise<readonly string[]> {
  const isFolder = await stat(path).then(
    (found) => found.isDirectory(),
    // The reader says best what is wrong with it.
    () => false,
  )
  const files: string[] = []
  if (isFolder) await addFilesBelow(path, files, deepest)
  else files.push(path)
  return files
}

async function addFilesBelow(folder: string, files: string[], depth: number): Promise<void> {
  // A folder that may not be looked into holds nothing for us.
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  const seen = entries.filter((entry) => !entry.name.startsWith('.'))
  for (const entry of seen.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (files.length > mostFiles) return
    const path = join(folder, entry.name)
    if (entry.isFile()) files.push(path)
    else if (entry.isDirectory() && depth > 0) await addFilesBelow(path, files, depth - 1)
  }
}

/** What was said of this very file, else of all files; the last word counts. */
function toldOf(path: string, told: readonly ToldFile[]): ToldFile | undefined {
  return told.findLast(({ file }) => file !== undefined && isNamed(path, file)) ?? told.findLast(({ file }) => !file)
}

/** By its path or by the end of it, as it stands in a warning. */
function isNamed(path: string, name: string): boolean {
  return resolve(path) === resolve(name) || path.endsWith(`/${name}`)
}

/** Names of a column that stand for any number, or for time of whatever kind. */
const saysNothing = /^$|^(?:samples?|events?|counts?|values?|weights?|total|unknown|none|time|ticks|cpu|wall\w*)$/i

function kindWarnings(
  captures: readonly CaptureSummary[],
  kind: ToldFile | undefined,
  hasCpu: boolean,
): readonly string[] {
  const [first] = captures
  if (first === undefined) return []
  const asked = captures.find(({ asks }) => asks.includes('kind'))
  if (asked !== undefined) {
    const { file } = asked
    const counts = asked.kind === 'heap' ? undefined : asked.counts?.find((type) => !saysNothing.test(type))
    const known = counts === undefined ? 'does not say what it counts' : `counts ${counts}, which is no known kind`
    const drawn =
      asked.kind === 'heap'
        ? 'it is drawn as memory'
        : hasCpu
          ? 'it is not drawn, as the CPU is that of another file,'
          : 'it is drawn as CPU samples'
    return [
      `${file} ${known}: ${drawn} and no signal is made of it. Say it with --kind ${file}=KIND (${toldKinds.join(', ')}).`,
    ]
  }
  const said = kind?.file !== undefined && !captures.some(({ told }) => told)
  return said ? [`${first.file} says itself what it counts (${first.kind}); --kind was not used for it.`] : []
}

/** Which of a file's services this is about: an answer about another one than was meant is a wrong one. */
function choiceWarnings(captures: readonly CaptureSummary[], asked: string | undefined): readonly string[] {
  const [first] = captures
  if (first?.choice === undefined) return []
  const { key, of } = first.choice
  const chosen = of.find((one) => one.key === key)
  const title = chosen?.title ?? ''
  const isBusiest = chosen !== undefined && chosen.cpuNs > 0 && of.every(({ cpuNs }) => cpuNs <= chosen.cpuNs)
  if (asked === title) return []
  const others = of
    .filter((one) => one.key !== key)
    .slice(0, 5)
    .map((one) => `"${one.title}"`)
  const missed = asked === undefined ? '' : `has no "${asked}" and `
  return [
    `${first.file} ${missed}is about ${of.length} services or processes; this is about ${isBusiest ? 'the busiest, ' : ''}"${title}". Another with --of NAME: ${others.join(', ')}${of.length > 6 ? ' …' : ''}.`,
  ]
}

/** What stands in the way of files that were not read names them, and nobody knows what else is in such a name. */
export const warningsToTell = (
  { warnings }: Loaded,
  { redaction }: { readonly redaction?: RedactionChoices | undefined },
): readonly string[] => (redaction?.dropHosts || redaction?.dropPaths ? [] : warnings)
