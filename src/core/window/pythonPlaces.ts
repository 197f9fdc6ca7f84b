/**
 * One Python function is one name in every file. py-spy's text, folded stacks and pictures have a path as it is imported (`svc.py`,
 * `payments/views.py`), its speedscope, faulthandler, austin and memray where it lies (`/srv/shop/svc.py`), and what of that is a package
 * cannot be seen from it. Files that are opened together tell: names of one follow those of the other.
 */
import { pythonFileName, pythonModule } from '../frames/pythonNames.ts'
import type { Profile } from '../profile/profile.ts'
import type { Capture } from './capture.ts'

const isWhole = (file: string): boolean => file.startsWith('/') || /^[A-Za-z]:[\\/]/.test(file)

/** Renamed ones, by what they were renamed by: the same window is gathered again and again. */
const renamedOnes = new WeakMap<Profile, Map<string, Profile>>()

export function namedAlike(captures: readonly Capture[]): readonly Capture[] {
  const files = new Map(captures.map(({ profile }) => [profile, pythonFiles(profile)]))
  const all = [...new Set([...files.values()].flat())]
  const whole = all.filter(isWhole)
  const short = all.filter((file) => !isWhole(file))
  if (whole.length === 0 || short.length === 0) return captures
  const pairs = pairsOf(whole, short)
  if (pairs.length === 0) return captures
  // Names in dumps of threads are read in many places: the other files follow.
  const toWhole = captures.some(({ profile, looks }) => looks !== undefined && files.get(profile)?.some(isWhole))
  const fileOf = new Map(pairs.map(([long, brief]) => (toWhole ? [brief, long] : [long, brief])))
  return captures.map((capture) =>
    capture.looks === undefined && files.get(capture.profile)?.some((file) => fileOf.has(file))
      ? { ...capture, profile: renamed(capture.profile, fileOf) }
      : capture,
  )
}

function pythonFiles({ meta, frames, strings }: Profile): readonly string[] {
  if (meta.runtime !== 'cpython') return []
  return [...new Set(frames.file)].map((file) => strings[file]!).filter((file) => file.endsWith('.py'))
}

/** A path and the end of it that another file has; what two paths may end in is neither's. */
function pairsOf(whole: readonly string[], short: readonly string[]): readonly (readonly [string, string])[] {
  const known = new Set(short)
  const found = whole.flatMap((file): (readonly [string, string])[] => {
    const parts = file.split(/[\\/]/)
    const ends = parts.map((_, at) => parts.slice(at).join('/'))
    const end = ends.find((one) => known.has(one))
    return end === undefined || pythonModule(end) === pythonModule(file) ? [] : [[file, end]]
  })
  const times = new Map<string, number>()
  for (const [, end] of found) times.set(end, (times.get(end) ?? 0) + 1)
  return found.filter(([, end]) => times.get(end) === 1)
}

function renamed(profile: Profile, fileOf: ReadonlyMap<string, string>): Profile {
  const key = JSON.stringify([...fileOf])
  const known = renamedOnes.get(profile) ?? new Map<string, Profile>()
  renamedOnes.set(profile, known)
  const made = known.get(key) ?? withFiles(profile, fileOf)
  known.set(key, made)
  return made
}

function withFiles(profile: Profile, fileOf: ReadonlyMap<string, string>): Profile {
  const { frames } = profile
  const strings = [...profile.strings]
  const indexOf = new Map(strings.map((text, at) => [text, at]))
  const stringOf = (text: string): number => {
    const at = indexOf.get(text) ?? strings.push(text) - 1
    indexOf.set(text, at)
    return at
  }
  const name = frames.name.slice()
  const file = frames.file.slice()
  for (let frame = 0; frame < frames.length; frame++) {
    const before = profile.strings[file[frame]!]!
    const after = fileOf.get(before)
    if (after === undefined) continue
    file[frame] = stringOf(after)
    name[frame] = stringOf(namedBy(profile.strings[name[frame]!]!, before, after))
  }
  return { ...profile, strings, frames: { ...frames, name, file } }
}

/** `py.svc.handle` → `svc.handle`, and `py/svc.py:41` → `svc.py:41`. */
function namedBy(name: string, before: string, after: string): string {
  for (const [own, other] of [
    [`${pythonModule(before)}.`, `${pythonModule(after)}.`],
    [`${pythonFileName(before)}:`, `${pythonFileName(after)}:`],
  ] as const)
    if (name.startsWith(own)) return other + name.slice(own.length)
  return name
}
