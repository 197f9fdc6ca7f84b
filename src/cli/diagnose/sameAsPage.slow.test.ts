/**
 * The page and the command line are two doors to one room. Here files come in as the page takes them (a drop, then the analyst), and as
 * the command takes them (paths), and both must open the same window and say the same figures.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { Analyst } from '../../core/analyst/analyst.ts'
import { loneScrape, windowOfFiles } from '../../core/analyst/everything.ts'
import type { CaptureSummary } from '../../core/analyst/questions.ts'
import { isDifference } from '../../core/window/sides.ts'
import { openFiles } from '../../sources/files/openFiles.ts'
import { toolZone } from '../zone.ts'
import { diagnose } from './diagnose.ts'
import { toJson } from './toJson.ts'

const samples = join(import.meta.dirname, '../../../e2e/samples')
const notProfiles = /\.(md|json5|oracle\.json|truth\.json|expected\.\w+|py|java|go|rs|js|mjs|c|sh)$|(^|\/)make\//

function filesUnder(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !notProfiles.test(path.slice(samples.length)))
    .toSorted()
}

interface Said {
  readonly window: unknown
  readonly signals: unknown
  readonly diagnosis: unknown
  readonly profiles: unknown
  readonly findings: unknown
}

const saidOf = (json: object): Said => {
  const { window, signals, diagnosis, profiles, findings } = json as Said
  return { window, signals, diagnosis, profiles, findings }
}

/** As a drop on the page: taken in with dates and zips, each file loaded, the window that they open with. */
async function onPage(paths: readonly string[]): Promise<Said | 'refused' | 'a difference'> {
  const analyst = new Analyst()
  const files = paths.map((path) => {
    const blob = new File([readFileSync(path)], basename(path), { lastModified: statSync(path).mtimeMs })
    return { path: basename(path), blob }
  })
  const { loose, recordings } = await openFiles(files, { maxInflatedBytes: analyst.maxInflatedBytes })
  expect(recordings).toEqual([])
  const summaries: CaptureSummary[] = []
  for (const ref of loose.captures) {
    const read = await ref.read()
    if (!read.ok) continue
    const loaded = await analyst.load({ bytes: read.value, fileName: ref.file, hints: ref.hints })
    if (loaded.ok) summaries.push(...loaded.value.captures)
  }
  if (summaries.length === 0 || loneScrape(summaries)) return 'refused'
  if (isDifference(summaries)) return 'a difference'
  const { window, span } = windowOfFiles(summaries)
  const subject = { captureIds: summaries.map(({ id }) => id), window, settings: {}, zone: toolZone }
  return saidOf(JSON.parse(JSON.stringify(toJson(analyst.analyse(subject), span, []))) as object)
}

async function onCommandLine(paths: readonly string[]): Promise<Said | 'refused' | 'a difference'> {
  const { code, stdout } = await diagnose(['--json', ...paths])
  if (code !== 0) return 'refused'
  const json = JSON.parse(stdout) as object
  return 'comparison' in json || 'head' in json ? 'a difference' : saidOf(json)
}

const every = filesUnder(samples)
const mixed: Readonly<Record<string, readonly string[]>> = {
  'a Go service’s profiles': filesUnder(join(samples, 'pprof-go')).filter((path) => path.endsWith('.pb.gz')),
  'heap snapshots and leaked goroutines': filesUnder(join(samples, 'go-leak')),
  'a JVM’s recording, its dumps and its logs': [
    join(samples, 'jfr/jdk17.jfr'),
    ...filesUnder(join(samples, 'thread-dumps')).filter((path) => path.includes('jdk17-')),
    ...filesUnder(join(samples, 'counters')).filter((path) => /gc/i.test(basename(path))),
  ],
  'native memory beside a heap': [join(samples, 'jfr/native.jfr.gz'), join(samples, 'heaptrack/leak.heaptrack.zst')],
  'Python’s profiles of all kinds': ['pyspy', 'tracemalloc', 'memray', 'austin'].flatMap((folder) =>
    filesUnder(join(samples, folder)),
  ),
  'what says nothing of time': filesUnder(join(samples, 'folded')),
}

describe('the page and the command line', () => {
  it('have the same samples to speak of', () => {
    expect(every.length).toBeGreaterThan(150)
    for (const paths of Object.values(mixed)) expect(paths.length).toBeGreaterThan(1)
  })

  it.each(every.map((path) => [path.slice(samples.length + 1), path] as const))(
    'open one window and say one answer: %s',
    async (_, path) => {
      expect(await onPage([path])).toEqual(await onCommandLine([path]))
    },
  )

  it.each(Object.entries(mixed))('do so for files dropped together: %s', async (_, paths) => {
    expect(await onPage(paths)).toEqual(await onCommandLine(paths))
  })
})
