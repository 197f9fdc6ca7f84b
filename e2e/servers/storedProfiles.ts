/**
 * What a store holds after a recorded Go service was profiled by its agent: the recording's real profiles, split into one series
 * per profile type, with the times at which they were taken.
 */
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { readFile as readProfile } from '../../src/core/formats/readFile.ts'
import type { Profile } from '../../src/core/profile/profile.ts'
import type { TimeWindow } from '../../src/core/base/units.ts'
import { parseRecording, type Recording } from '../../src/sources/recording/recording.ts'
import type { Term } from './pprofBytes.ts'

export interface StoredProfile {
  readonly atMs: number
  readonly durationMs: number
  readonly terms: readonly Term[]
}

/** Kind of the recording's files → snapshots in order of time. */
export interface RecordedService {
  readonly recording: Recording
  /** The window that the recording opens with. */
  readonly incident: TimeWindow
  readonly cpu: readonly { readonly profile: Profile; readonly fromMs: number; readonly untilMs: number }[]
  readonly heap: readonly Snapshot[]
  readonly mutex: readonly Snapshot[]
  readonly block: readonly Snapshot[]
  readonly goroutine: readonly Snapshot[]
}

export interface Snapshot {
  readonly profile: Profile
  readonly atMs: number
}

const folder = new URL('../../public/recordings/', import.meta.url)

const known = new Map<string, Promise<RecordedService>>()

/** Read once in a process: each test of a file asks for it anew. */
export function recordedService(name: string): Promise<RecordedService> {
  const read = known.get(name) ?? readService(name)
  known.set(name, read)
  return read
}

async function readService(name: string): Promise<RecordedService> {
  const base = new URL(`${name}/`, folder)
  const parsed = parseRecording(await readFile(new URL('recording.json', base), 'utf8'), name)
  if (!parsed.ok) throw new Error(`${fileURLToPath(base)}: ${parsed.error.what}`)
  const { recording } = parsed.value
  const incident = recording.windows.find((window) => window.name === recording.opens)
  if (incident === undefined) throw new Error(`${name} does not say with which window it opens`)
  const read = await Promise.all(
    recording.captures.map(async (capture) => {
      const bytes = await readFile(new URL(capture.file, base))
      const file = await readProfile(bytes, { fileName: capture.file, maxInflatedBytes: 1e8 })
      if (!file.ok) throw new Error(`${capture.file}: ${file.error.what}`)
      const profile = file.value.parts[0]?.profile
      if (profile === undefined) throw new Error(`${capture.file} has no profile in it`)
      return { ...capture, profile, fromMs: capture.fromMs ?? 0, untilMs: capture.untilMs ?? 0 }
    }),
  )
  const snapshots = (kind: string): Snapshot[] =>
    read.filter((one) => one.kind === kind).map(({ profile, untilMs }) => ({ profile, atMs: untilMs }))
  return {
    recording,
    incident: { fromMs: incident.fromMs, untilMs: incident.untilMs },
    cpu: read.filter((one) => one.kind === 'cpu'),
    heap: snapshots('heap'),
    mutex: snapshots('lock'),
    block: snapshots('block'),
    goroutine: snapshots('goroutines'),
  }
}

/** Each snapshot minus the one before it, as agents turn totals since process start into what happened meanwhile. */
export function differences(snapshots: readonly Snapshot[], valueType: string): StoredProfile[] {
  return snapshots.slice(1).map(({ profile, atMs }, i) => {
    const before = snapshots[i] ?? { profile, atMs }
    return {
      atMs,
      durationMs: atMs - before.atMs,
      terms: [
        { profile, valueType, sign: 1 },
        { profile: before.profile, valueType, sign: -1 },
      ],
    }
  })
}

export function asTaken(snapshots: readonly Snapshot[], valueType: string): StoredProfile[] {
  return snapshots.map(({ profile, atMs }) => ({ atMs, durationMs: 0, terms: [{ profile, valueType, sign: 1 }] }))
}
