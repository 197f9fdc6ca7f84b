/** Paths become captures in a workspace, with everything that could not be read as one sentence each. */
import { readdir, stat } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { explainLoadError } from '../../core/result.ts'
import type { TimeWindow } from '../../core/units.ts'
import type { AnalysisSettings, CaptureSummary } from '../../core/workspace/questions.ts'
import type { Workspace } from '../../core/workspace/workspace.ts'
import { toldKinds } from '../../core/window/told.ts'
import { recordingFileName } from '../../sources/recording/recording.ts'
import { loadRecording, readDiskFile } from '../disk.ts'
import type { ToldFile } from './args.ts'

export interface Loaded {
  readonly captures: readonly CaptureSummary[]
  readonly settings: AnalysisSettings
  /** The window a recording opens with, and its name. */
  readonly opens?: TimeWindow & { readonly name: string }
  readonly warnings: readonly string[]
  /** Windows the recording names, and what it says of itself for a comparison. */
  readonly windows: readonly (TimeWindow & { readonly name: string })[]
  readonly runtimeText?: string
  readonly labels?: Readonly<Record<string, string>>
  /** Files named by `--kind` that are among those read. */
  readonly named: ReadonlySet<string>
}

/** Folders this deep hold something else than profiles. */
const deepest = 4

export async function loadPaths(
  workspace: Workspace,
  paths: readonly string[],
  told: readonly ToldFile[] = [],
): Promise<Loaded> {
  const captures: CaptureSummary[] = []
  const warnings: string[] = []
  let settings: AnalysisSettings = {}
  let opens: Loaded['opens']
  let recordings = 0
  const named = new Set<string>()
  let about: Pick<Loaded, 'windows' | 'runtimeText' | 'labels'> = { windows: [] }
  for (const path of paths) {
    const recording = await recordingFolderOf(path)
    if (recording !== undefined) {
      const loaded = await loadRecording(workspace, recording)
      if (!loaded.ok) {
        warnings.push(explainLoadError(loaded.error))
        continue
      }
      recordings += 1
      captures.push(...loaded.value.captures)
      warnings.push(...loaded.value.warnings)
      settings = { ...loaded.value.opened.settings, ...settings }
      opens ??= loaded.value.opened.opens
      const { windows, runtimeText, labels } = loaded.value.opened.recording
      if (recordings === 1) about = { windows, labels, ...(runtimeText === undefined ? {} : { runtimeText }) }
      continue
    }
    for (const file of await filesOf(path, warnings)) {
      const read = await readDiskFile(file)
      const kind = toldOf(file, told)
      for (const one of told) if (one.file !== undefined && isNamed(file, one.file)) named.add(one.file)
      const hints = kind === undefined ? {} : { told: kind.told }
      const loaded = read.ok ? await workspace.load({ bytes: read.value, fileName: basename(file), hints }) : read
      if (!loaded.ok) {
        warnings.push(explainLoadError(loaded.error))
        continue
      }
      captures.push(...loaded.value.captures)
      warnings.push(...kindWarnings(loaded.value.captures, kind))
    }
  }
  if (recordings > 1)
    warnings.push('Several recordings were given; they are read as one service, and the window is that of the first.')
  return { captures, settings, warnings, named, ...about, ...(opens === undefined ? {} : { opens }) }
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

/** A file is itself; a folder is all files in it, in the order of their names (their times decide later). */
async function filesOf(path: string, warnings: string[], depth: number = 0): Promise<readonly string[]> {
  let isFolder: boolean
  try {
    isFolder = (await stat(path)).isDirectory()
  } catch {
    // The reader says best what is wrong with it.
    return [path]
  }
  if (!isFolder) return [path]
  const entries = (await readdir(path, { withFileTypes: true })).filter((entry) => !entry.name.startsWith('.'))
  const files: string[] = []
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (entry.isFile()) files.push(join(path, entry.name))
    else if (entry.isDirectory() && depth < deepest)
      files.push(...(await filesOf(join(path, entry.name), warnings, depth + 1)))
  }
  if (files.length === 0 && depth === 0)
    warnings.push(`${path}: the folder has no file in it. Give a profile file or a recording folder.`)
  return files
}

/** What was said of this very file, else of all files; the last word counts. */
function toldOf(path: string, told: readonly ToldFile[]): ToldFile | undefined {
  return told.findLast(({ file }) => file !== undefined && isNamed(path, file)) ?? told.findLast(({ file }) => !file)
}

/** By its path or by the end of it, as it stands in a warning. */
function isNamed(path: string, name: string): boolean {
  return resolve(path) === resolve(name) || path.endsWith(`/${name}`)
}

function kindWarnings(captures: readonly CaptureSummary[], kind: ToldFile | undefined): readonly string[] {
  const [first] = captures
  if (first === undefined) return []
  const asked = captures.find(({ asks }) => asks.includes('kind'))
  if (asked !== undefined)
    return [
      `${asked.file} does not say what it counts and is read as ${asked.kind === 'heap' ? 'live heap' : 'CPU samples'}. Say it with --kind ${asked.file}=KIND (${toldKinds.join(', ')}).`,
    ]
  const said = kind?.file !== undefined && !captures.some(({ told }) => told)
  return said ? [`${first.file} says itself what it counts (${first.kind}); --kind was not used for it.`] : []
}
