/** What a part of a file and what its source says about it become one `Capture`. */
import type { CaptureKind, Coverage } from '../base/vocabulary.ts'
import type { FileFacts, ParsedFile, ParsedPart, ResourceChoice } from '../formats/parsedFile.ts'
import type { TimeWindow } from '../base/units.ts'
import type { Profile } from '../profile/profile.ts'
import { ProfileBuilder } from '../profile/profileBuilder.ts'
import type { Capture, CaptureHints } from '../window/capture.ts'
import { factSpan, placedFacts } from '../window/factTimes.ts'
import { asTold, formatTold, needsTelling } from '../window/told.ts'

/** A capture with what its reader found beside the stacks. */
export interface KeptCapture {
  readonly id: string
  readonly capture: Capture
  readonly facts: FileFacts
  readonly format: string
  /** Neither file nor source said what is counted. */
  readonly kindAssumed: boolean
  /** A person said what is counted. */
  readonly told: boolean
  /** Where the file is about many things: which one this is of, and which there are. */
  readonly choice?: { readonly key: string; readonly of: readonly ResourceChoice[] }
}

export interface FileToKeep {
  readonly hash: string
  readonly fileName: string
  readonly hints: CaptureHints
  readonly parsed: ParsedFile
}

export function capturesOf(file: FileToKeep): readonly KeptCapture[] {
  const { hash, fileName, hints, parsed } = file
  const { resources = [] } = parsed
  const chosen = resources.find(({ key }) => key === hints.of) ?? resources[0]
  const own = chosen === resources[0] ? parsed.facts : parsed.factsOf?.[chosen?.key ?? '']
  const facts = own === undefined ? {} : placedFacts(own, hints.fileDateMs)
  if (parsed.parts.length === 0) return Object.keys(facts).length === 0 ? [] : [countersOf(file, facts)]
  const alone = parsed.parts.length === 1
  const kept = parsed.parts.flatMap((read, index): readonly KeptCapture[] => {
    if (read.resource !== chosen?.key) return []
    const part = hints.told ? asTold(read, hints.told) : read
    const told = part !== read
    // One file, one question: whoever recorded it knows best. A file with several parts says itself which is which.
    const known = alone ? (hints.kind ?? part.kind) : (part.kind ?? hints.kind)
    // Folded text does not say what it counts. It is shown as CPU, and asked about, rather than not shown at all.
    const kind = known ?? 'cpu'
    const covers = coverageOf(part, hints, kind)
    const window = windowOf(part, hints, covers)
    const dated = window !== undefined && hints.fileDateMs !== undefined && !windowOf(part, undated(hints), covers)
    const kindAssumed = needsTelling(part) && hints.kind === undefined
    const profile = kind === 'heap' && hints.merged === true ? withUsualPeriod(part.profile, hints) : part.profile
    const capture: Capture = {
      hash,
      file: fileName,
      profile: dated ? noted(profile, `${timeLacks(part)}: placed by the file’s date`) : profile,
      kind,
      ...(kindAssumed ? { kindAssumed } : {}),
      covers,
      hints,
      ...(window ? { window } : {}),
      ...(part.side === undefined ? {} : { side: part.side }),
      ...(part.leftOut === undefined ? {} : { leftOut: part.leftOut }),
      ...(part.looks === undefined ? {} : { looks: part.looks }),
    }
    // Two quiet stretches of a recording may give the same bytes: when they were taken is part of who they are.
    // Dumps of a stuck process are equal byte for byte and have no time in them: each is a look of its own.
    const isLook = part.looks !== undefined && hints.fromMs === undefined
    const taken = isLook ? `@${fileName}` : hints.fromMs === undefined ? '' : `@${hints.fromMs}`
    return [
      {
        id: `${hash}#${index}${taken}${told && hints.told ? `~${formatTold(hints.told)}` : ''}`,
        capture,
        facts,
        format: parsed.format,
        kindAssumed,
        told,
        ...(chosen === undefined ? {} : { choice: { key: chosen.key, of: resources } }),
      },
    ]
  })
  return outlasts(kept, facts) ? [...kept, { ...countersOf(file, facts), facts: {} }] : kept
}

const timeLacks = ({ looks = [] }: ParsedPart): string =>
  looks.some(({ localMs }) => localMs !== undefined)
    ? 'when it was taken is in it as a local time without a zone'
    : 'nothing in it says when it was taken'

/** A snapshot of a moment, and numbers over a time beside it (memray's page): the time is what the file covers. */
function outlasts(kept: readonly KeptCapture[], facts: FileFacts): boolean {
  const span = factSpan(facts)
  return span !== undefined && span.untilMs > span.fromMs && kept.every(({ capture }) => capture.covers === 'gauge')
}

/** A file of numbers alone: nothing to draw, and it takes its place beside the profiles. */
function countersOf({ hash, fileName, hints, parsed }: FileToKeep, facts: FileFacts): KeptCapture {
  const window = factSpan(facts)
  const { runtime, emitter, notes = [] } = parsed.about ?? {}
  const builder = new ProfileBuilder([])
  for (const note of notes) builder.note(note)
  if (facts.unplaced?.clock === 'own') builder.note('it does not say when it was written: used over its own time')
  if (facts.unplaced?.clock === 'instant') builder.note('it does not say when it was taken')
  if (parsed.facts.clock !== undefined && facts.unplaced === undefined) builder.note('placed by the file’s date')
  const capture: Capture = {
    hash,
    file: fileName,
    profile: builder.finish({
      format: parsed.format,
      ...(runtime === undefined ? {} : { runtime }),
      ...(emitter === undefined ? {} : { emitter }),
    }),
    kind: 'counters',
    covers: window !== undefined && window.fromMs === window.untilMs ? 'gauge' : 'interval',
    hints,
    ...(window ? { window } : {}),
  }
  // Equal bytes under two names are two readings: a counter that stood still.
  return { id: `${hash}#counters@${fileName}`, capture, facts, format: parsed.format, kindAssumed: false, told: false }
}

function undated(hints: CaptureHints): CaptureHints {
  const { fileDateMs: _date, ...rest } = hints
  return rest
}

/** What Go records unless told otherwise. */
const usualPeriodBytes = 524_288

/**
 * Parca's merge does not say one allocation of how many bytes was recorded. Without it a heap passes for a log of collections, in whole
 * megabytes: a flat one of five minutes was "0 ± 53 MB/h", and no healthy window was quiet.
 */
function withUsualPeriod(profile: Profile, hints: CaptureHints): Profile {
  const { meta } = profile
  if ((meta.period ?? 0) > 0 || (meta.runtime ?? hints.runtime) !== 'go') return profile
  const assumed = { ...meta, period: usualPeriodBytes, periodType: { type: 'space', unit: 'bytes' } }
  return noted({ ...profile, meta: assumed }, 'its store does not say how it was sampled: 1 of 512 KiB is assumed')
}

function noted(profile: Profile, note: string): Profile {
  return { ...profile, meta: { ...profile.meta, notes: [...profile.meta.notes, note] } }
}

function coverageOf(part: ParsedPart, hints: CaptureHints, kind: CaptureKind): Coverage {
  if (part.covers !== undefined && hints.covers === undefined) return part.covers
  if (hints.covers !== undefined) return hints.covers
  return kind === 'heap' || kind === 'goroutines' || kind === 'threads' ? 'gauge' : 'interval'
}

/**
 * The file's own times where it has them (a Go CPU profile knows its true duration), else the source's. An instant that is a gauge or
 * a cumulative state ends where it was taken; only an interval needs both ends.
 */
function windowOf(part: ParsedPart, hints: CaptureHints, covers: Coverage): TimeWindow | undefined {
  // What a store merged carries times that mean nothing: what was asked for is what it covers.
  if (hints.merged === true && hints.fromMs !== undefined && hints.untilMs !== undefined)
    return { fromMs: hints.fromMs, untilMs: hints.untilMs }
  if (part.window && (covers !== 'interval' || part.window.untilMs > part.window.fromMs)) return part.window
  const { startMs, durationMs } = part.profile.meta
  const untilMs = hints.untilMs ?? hints.fromMs
  if (covers === 'interval') {
    if (startMs !== undefined && durationMs !== undefined && durationMs > 0)
      return { fromMs: startMs, untilMs: startMs + durationMs }
    if (hints.fromMs !== undefined && untilMs !== undefined && untilMs > hints.fromMs)
      return { fromMs: hints.fromMs, untilMs }
    if (startMs !== undefined && untilMs !== undefined && untilMs > startMs) return { fromMs: startMs, untilMs }
    // A recorder writes its file when it is done.
    if (hints.fileDateMs !== undefined && durationMs !== undefined && durationMs > 0)
      return { fromMs: hints.fileDateMs - durationMs, untilMs: hints.fileDateMs }
    return undefined
  }
  const atMs = startMs ?? untilMs ?? hints.fileDateMs
  if (atMs === undefined) return undefined
  return covers === 'cumulative' && hints.fromMs !== undefined && hints.fromMs < atMs
    ? { fromMs: hints.fromMs, untilMs: atMs }
    : { fromMs: atMs, untilMs: atMs }
}
