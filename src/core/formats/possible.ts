/**
 * The last step of every reader: what it found can be, or is left out with a note, or the file is refused with a sentence. A file of
 * which a hundredth or more cannot be is damaged, or is something else than it says, and nothing of it is to be believed.
 *
 *   -5 bytes held, 1e23 ns          counts as 0; refused where it is more than one in a hundred
 *   more than 2^63 in all           refused
 *   a sample of a call not there    left out; refused where it is more than one in a hundred
 *   a time in the year 275,000      as if the file did not say when
 *   pprof less another pprof        its two sides, to be compared
 */
import { err, type LoadError, ok, type Result } from '../base/result.ts'
import type { TimeWindow } from '../base/units.ts'
import type { Profile, ProfileMeta } from '../profile/profile.ts'
import { isAmount, isTime, settleAmounts, weighBelowZero, type ImpossibleAmounts } from '../profile/possible.ts'
import type { FileFacts, ParsedFile, ParsedPart } from './parsedFile.ts'

/** Of the amounts of a file: more than this, and it is damaged. */
const mostImpossible = 0.01

export function possible(read: Result<ParsedFile>, where: string): Result<ParsedFile> {
  if (!read.ok) return read
  const { parts, facts } = read.value
  const settled = new Map<Profile, Profile>()
  for (const { profile } of parts) {
    if (settled.has(profile)) continue
    const { misplaced } = profile.meta
    if (misplaced && misplaced.samples > misplaced.of * mostImpossible) return err(elsewhere(where, misplaced))
    const found = settleAmounts(profile, profile.meta.signed === true)
    const problem = problemOf(found)
    if (problem !== undefined) return err({ code: 'malformed', where, ...problem })
    settled.set(profile, { ...profile, meta: metaOf(profile.meta, found) })
  }
  const possibleParts = parts.flatMap((part) => sidesOf(withTimes(part, settled.get(part.profile) ?? part.profile)))
  const factsOf =
    read.value.factsOf === undefined
      ? {}
      : {
          factsOf: Object.fromEntries(
            Object.entries(read.value.factsOf).map(([key, own]) => [key, possibleFacts(own).kept]),
          ),
        }
  const { kept, leftOut } = possibleFacts(facts)
  if (leftOut === 0 && !isNothing(possibleParts, facts)) return ok({ ...read.value, ...factsOf, parts: possibleParts })
  if (isNothing(possibleParts, kept)) {
    const what = leftOut > 0 ? 'none of its figures can be' : 'all of its amounts are 0'
    return err({ code: 'empty', where, what, todo: 'Record it again while the program works' })
  }
  return ok(noted({ ...read.value, ...factsOf, parts: possibleParts, facts: kept }, leftOut))
}

/** What is left of it would be less than what was measured, and at worst a program that does nothing. */
const elsewhere = (where: string, { samples, of }: { readonly samples: number; readonly of: number }): LoadError => ({
  code: 'malformed',
  where,
  what: `${samples.toLocaleString('en')} of its ${of.toLocaleString('en')} samples point at what is not in the file`,
  todo: 'Record it again, or export it again',
})

function problemOf({ negative, tooLarge, of, total }: ImpossibleAmounts): { what: string; todo: string } | undefined {
  const todo = 'Record it again'
  if (total) return { what: 'its amounts add up to more than any counter holds', todo }
  if (negative + tooLarge <= of * mostImpossible) return undefined
  const count = (n: number): string => `${n.toLocaleString('en')} of its ${of.toLocaleString('en')} amounts`
  const are = negative + tooLarge === 1 ? 'is' : 'are'
  return negative === 0
    ? { what: `${count(tooLarge)} ${are} larger than any counter holds`, todo }
    : {
        what: `${count(negative + tooLarge)} ${are} ${tooLarge === 0 ? 'below zero' : 'below zero or larger than any counter holds'}, and it is no difference that says so`,
        todo: 'Record it again; to see a difference, open the two profiles it was made from',
      }
}

function metaOf(meta: ProfileMeta, found: ImpossibleAmounts & { readonly times: number }): ProfileMeta {
  const { startMs, durationMs, ...rest } = meta
  const notes = [...meta.notes]
  const odd = found.negative + found.tooLarge
  if (odd > 0) {
    const kinds = found.tooLarge === 0 ? 'below zero' : found.negative === 0 ? 'beyond any counter' : 'impossible'
    notes.push(`${odd.toLocaleString('en')} of ${found.of.toLocaleString('en')} amounts are ${kinds} and count as 0`)
  }
  if (found.times > 0) notes.push(`${found.times.toLocaleString('en')} times are beyond any calendar and are not used`)
  const startIs = startMs !== undefined && isTime(startMs)
  const lastsIs = durationMs !== undefined && isTime(durationMs)
  if ((startMs !== undefined && !startIs) || (durationMs !== undefined && !lastsIs)) notes.push(oddTimes)
  return {
    ...rest,
    ...(startIs ? { startMs } : {}),
    ...(lastsIs ? { durationMs } : {}),
    notes,
  }
}

const oddTimes = 'when it says it was taken, or for how long, cannot be and is not used'

function withTimes(part: ParsedPart, profile: Profile): ParsedPart {
  const { window, ...rest } = part
  return window && isWindow(window) ? { ...part, profile } : { ...rest, profile }
}

const isWindow = ({ fromMs, untilMs }: TimeWindow): boolean => isTime(fromMs) && isTime(untilMs) && fromMs <= untilMs

/** Go makes nanoseconds of ticks anew for each snapshot: what did not change wobbles by less. */
const wobble = 0.02

/**
 * `pprof -diff_base … -proto`, or one profile less another: what fell is below zero. Growth of what is held is no such difference,
 * it is what a heap over a time says; there only the other columns tell.
 */
function sidesOf(part: ParsedPart): readonly ParsedPart[] {
  const { profile } = part
  if (profile.meta.signed !== true || part.side !== undefined) return [part]
  const { samples, valueTypes } = profile
  const isDifference = samples.values.some((column, at) => {
    const { above, below } = weighBelowZero(column)
    return !/inuse|live|^(heap.)?space$/.test(valueTypes[at]?.type ?? '') && below > wobble * above
  })
  if (!isDifference) return [part]
  const ofBase = baseSets(profile)
  const isOf = (row: number, sign: 1 | -1): boolean =>
    ofBase === undefined || ofBase.has(samples.labelSet?.[row] ?? -1) === sign < 0
  // Its duration is that of both together, so that nobody knows how long either took.
  const { startMs: _start, durationMs: _duration, traits = [], ...meta } = profile.meta
  const side = (sign: 1 | -1): Profile => ({
    ...profile,
    samples: {
      ...samples,
      values: samples.values.map((column) =>
        column.map((value, row) => (isOf(row, sign) ? Math.max(0, sign * value) : 0)),
      ),
    },
    meta: {
      ...meta,
      traits: ofBase === undefined ? [...traits, 'only-what-changed'] : traits,
      notes: [...meta.notes, ofBase === undefined ? differenceNote : wholeSidesNote],
    },
  })
  // Neither side is a profile of a time of its own.
  const { window: _window, looks: _looks, ...rest } = part
  // Two heaps whole are what they were before one was put beside the other; their sum looked like growth.
  const covers = ofBase !== undefined && part.kind === 'heap' ? { covers: 'cumulative' as const } : {}
  return [
    { ...rest, ...covers, profile: side(-1), side: 'base' },
    { ...rest, ...covers, profile: side(1), side: 'head' },
  ]
}

/** Label sets of the samples that `pprof -diff_base` took from the base, which it marks; undefined where none is. */
function baseSets({ labelSets }: Profile): ReadonlySet<number> | undefined {
  const found = labelSets.flatMap((labels, at) =>
    labels.some(({ key, value }) => key === 'pprof::base' && value === 'true') ? [at] : [],
  )
  return found.length === 0 ? undefined : new Set(found)
}

const wholeSidesNote = 'the file holds two profiles, saved with -diff_base; how long each took is not in it'

const differenceNote =
  'the file is one profile less another: what fell stands as before, what grew as after, and what stayed the same is in neither'

/** Nothing was counted, and nothing says that this is the answer. */
function isNothing(parts: readonly ParsedPart[], facts: FileFacts): boolean {
  if (Object.keys(facts).length > 0) return false
  const counted = parts.filter(({ profile }) => profile.samples.length > 0)
  return (
    counted.length > 0 &&
    counted.every(
      ({ kind, looks, profile }) =>
        kind === undefined &&
        looks === undefined &&
        profile.samples.values.every((column) => column.every((value) => value === 0)),
    )
  )
}

/** Rows and numbers of facts that cannot be are left out, with how many. */
function possibleFacts(facts: FileFacts): { readonly kept: FileFacts; readonly leftOut: number } {
  let leftOut = 0
  const kept = Object.fromEntries(
    Object.entries(facts).flatMap(([name, fact]: [string, unknown]): [string, unknown][] => {
      // Bounds are open on one side, and number their rows below zero; what could not be placed is a set of facts again.
      if (name === 'bounds' || name === 'lockWaits') return [[name, fact]]
      if (name === 'unplaced') {
        const inner = possibleFacts(fact as FileFacts)
        leftOut += inner.leftOut
        return [[name, inner.kept]]
      }
      if (!Array.isArray(fact)) {
        if (canBe(fact, name)) return [[name, fact]]
        leftOut++
        return []
      }
      const rows = (fact as readonly unknown[]).filter((row) => canBe(row, name))
      leftOut += fact.length - rows.length
      return rows.length === 0 && fact.length > 0 ? [] : [[name, rows.length === fact.length ? fact : rows]]
    }),
  ) as FileFacts
  return { kept: leftOut === 0 ? facts : kept, leftOut }
}

/** Every number inside, at any depth that facts have. */
function canBe(fact: unknown, name: string, depth = 0): boolean {
  // A process's own clock begins near 0, on either side of it.
  if (typeof fact === 'number')
    return name.endsWith('Ms') && /(^|[a-z])Ms$/.test(name) ? isTime(Math.abs(fact)) : isAmount(fact)
  if (typeof fact !== 'object' || fact === null || depth > 8 || ArrayBuffer.isView(fact)) return true
  return Object.entries(fact).every(([key, value]) => canBe(value, Array.isArray(fact) ? name : key, depth + 1))
}

function noted(file: ParsedFile, leftOut: number): ParsedFile {
  const note = `${leftOut.toLocaleString('en')} figures beside the stacks cannot be and are left out`
  const [first, ...others] = file.parts
  if (first === undefined) {
    const { notes = [], ...about } = file.about ?? {}
    return { ...file, about: { ...about, notes: [...notes, note] } }
  }
  const { meta } = first.profile
  const profile = { ...first.profile, meta: { ...meta, notes: [...meta.notes, note] } }
  return { ...file, parts: [{ ...first, profile }, ...others] }
}
