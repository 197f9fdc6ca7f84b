/** Files of different programs, or of two processes, laid over each other: a verdict over both is about neither. */
import type { ThreadLook } from '../base/looks.ts'
import { mayBeOfTwo } from '../base/collections.ts'
import { type Program, isOther } from '../base/program.ts'
import type { Runtime } from '../base/vocabulary.ts'
import type { FileFacts } from '../formats/parsedFile.ts'
import type { Capture } from './capture.ts'

export interface SeveralPrograms {
  readonly id: 'several-programs'
  /** One file of each of the first two, which may be one. */
  readonly files: readonly [string, string]
  /** Where what they run on is as different: then they are surely two. */
  readonly runtimes?: readonly [Runtime, Runtime]
  /** Where no one process can have written both, by when its collections were. */
  readonly isSure?: true
  /** Where nothing tells whether it is one process or two: between two logs collections are missing. */
  readonly isOpen?: true
}

export function severalPrograms(
  facts: Entries,
  looks: readonly SeenLook[] = [],
  captures: readonly Capture[] = [],
): SeveralPrograms | undefined {
  const known = programsOf(facts)
  return (
    ofSeveralRuntimes(captures) ??
    ofTwoCollectors(known) ??
    firstTwo(known, ({ program }, other) => isOther(program, other.program)) ??
    firstTwo(
      looks.map(({ capture, look }) => ({ file: capture.file, look, mark: markOf(capture, look) })),
      (one, other) => one.look.runtime === other.look.runtime && isOtherLook(one, other),
    ) ??
    firstTwo(
      captures.filter((capture) => isOfOneProcess(capture) && pageOf(capture) !== undefined),
      (one, other) => pageOf(one) !== pageOf(other),
    ) ??
    withGap(known)
  )
}

type Entries = readonly { readonly file: string; readonly facts: FileFacts }[]
type KnownProgram = { readonly file: string; readonly program: Program }

const programsOf = (facts: Entries): readonly KnownProgram[] =>
  facts.flatMap(({ file, facts: { program } }) => (program === undefined ? [] : [{ file, program }]))

function ofTwoCollectors(known: readonly KnownProgram[]): SeveralPrograms | undefined {
  const told = known.filter(({ program }) => 'collections' in program)
  const found = firstTwo(told, ({ program }, other) => isOther(program, other.program))
  return found && { ...found, isSure: true }
}

function withGap(known: readonly KnownProgram[]): SeveralPrograms | undefined {
  const logs = known.flatMap(({ file, program }) =>
    'collections' in program ? [{ file, collections: program.collections }] : [],
  )
  const found = mayBeOfTwo(logs.map(({ collections }) => collections))
  const [earlier, later] = (found ?? []).map((wanted) => logs.find(({ collections }) => collections === wanted)?.file)
  return earlier === undefined || later === undefined
    ? undefined
    : { id: 'several-programs', files: [earlier, later], isOpen: true }
}

/** What is counted since the start of one process is never subtracted from what another counted. */
export function runsApart(captures: readonly Capture[], facts: Entries): readonly Capture[] {
  const known = programsOf(facts).filter(({ program }) => 'collections' in program)
  if (ofTwoCollectors(known) === undefined) return captures
  return captures.map((capture) => {
    const own = known.find(({ file }) => file === capture.file)
    if (own === undefined || !isOfOneProcess(capture)) return capture
    const first = known.find(({ program }) => !isOther(program, own.program)) ?? own
    return { ...capture, hints: { ...capture.hints, run: first.file } }
  })
}

type SeenLook = { readonly capture: Capture; readonly look: ThreadLook }
type MarkedLook = { readonly look: ThreadLook; readonly mark: string | undefined }

/** A store's merge has the marks of any of its processes, and a source that tells runs apart needs no help. */
const isOfOneProcess = ({ hints }: Capture): boolean =>
  hints.merged !== true && hints.processes === undefined && hints.run === undefined

/** Go writes where its process has the kernel's page into each of its profiles. */
export const pageOf = ({ profile: { meta } }: Capture): number | undefined =>
  meta.runtime === 'go' ? meta.kernelPage : undefined

/** A goroutine's number is given once, and where it begins stays. One more or less may be a dump that was cut. */
const fewestOther = 2

function isOtherLook({ look: one, mark }: MarkedLook, { look: other, mark: otherMark }: MarkedLook): boolean {
  if (mark !== undefined && otherMark !== undefined && mark !== otherMark) return true
  if (one.runtime !== 'go') return false
  // A heap may lie across the border of two steps.
  if (one.heapAt !== undefined && other.heapAt !== undefined && Math.abs(one.heapAt - other.heapAt) > 1) return true
  const began = new Map(one.threads.map(({ id, group, count }) => [id, count === undefined ? group : '']))
  const others = other.threads.filter(({ id, group, count }) => {
    const known = began.get(id) ?? ''
    return known !== '' && group !== '' && count === undefined && known !== group
  })
  return others.length >= fewestOther
}

/** Native code is part of any program; two of these are in one process next to never. */
const managed: ReadonlySet<Runtime | undefined> = new Set(['go', 'jvm', 'cpython', 'v8', 'dotnet'])

function ofSeveralRuntimes(captures: readonly Capture[]): SeveralPrograms | undefined {
  const told = captures.flatMap((capture) => {
    const { runtime } = capture.profile.meta
    return runtime !== undefined && managed.has(runtime) && isOfOneProcess(capture)
      ? [{ file: capture.file, runtime }]
      : []
  })
  const [first] = told
  const other = told.find(({ runtime }) => runtime !== first?.runtime)
  return (
    first &&
    other && { id: 'several-programs', files: [first.file, other.file], runtimes: [first.runtime, other.runtime] }
  )
}

function firstTwo<One extends { readonly file: string }>(
  known: readonly One[],
  areOther: (one: One, other: One) => boolean,
): SeveralPrograms | undefined {
  const [first] = known
  const other = first && known.find((one) => areOther(first, one))
  return first && other && { id: 'several-programs', files: [first.file, other.file] }
}

/**
 * What every dump of one process has alike. A JVM's `Reference Handler` begins and ends with it, and its address is that of no other
 * thread until then; pids are not compared, a process has one inside its container and another outside. In Go `main.main` is
 * written in one file of the build.
 */
function markOf({ profile }: Capture, { runtime, threads }: ThreadLook): string | undefined {
  if (runtime === 'jvm') {
    const id = threads.find(({ name }) => name === 'Reference Handler')?.id
    return id !== undefined && / 0x/.test(id) ? id : undefined
  }
  if (runtime !== 'go') return undefined
  const { frames, strings } = profile
  const main = strings.indexOf('main.main')
  const at = main < 0 ? -1 : frames.name.indexOf(main)
  const file = at < 0 ? '' : (strings[frames.file[at] ?? 0] ?? '')
  return file === '' ? undefined : file
}
