/** For tests of readers: a profile as lines of text that a stranger can check, and what every outcome must look like. */
import type { Profile } from '../profile/profile.ts'
import { explainLoadError, type LoadError, type Result } from '../base/result.ts'
import type { ParsedFile } from '../formats/parsedFile.ts'

/** The frame names of a stack from the root down. */
export function stackNames(profile: Profile, stack: number): string[] {
  const names: string[] = []
  for (let at = stack; at >= 0; at = profile.stacks.prefix[at]!) {
    names.unshift(profile.strings[profile.frames.name[profile.stacks.frame[at]!]!]!)
  }
  return names
}

/** `main;work cpu=3 samples=1`, one line per sample, `@thread` in front where samples know theirs. Stretches of a recording are added up. */
export function drawStacks(profile: Profile): string[] {
  const { stack, thread, values, stretch } = profile.samples
  const lines = new Map<string, number[]>()
  for (const [row, of] of stack.entries()) {
    const name = (thread?.[row] ?? -1) < 0 ? '' : `@${profile.threads[thread![row]!]!.name} `
    const drawn = `${name}${stackNames(profile, of).join(';')}`
    const key = stretch === undefined ? `${row} ${drawn}` : ` ${drawn}`
    const sums = lines.get(key) ?? values.map(() => 0)
    lines.set(
      key,
      sums.map((sum, column) => sum + values[column]![row]!),
    )
  }
  return Array.from(lines, ([key, sums]) => {
    const amounts = profile.valueTypes.map(({ type }, column) => `${type}=${sums[column]!}`)
    return `${key.slice(key.indexOf(' ') + 1)} ${amounts.join(' ')}`
  })
}

/** Throws unless the outcome is a profile whose every index is in range, or an error that makes one clean sentence. */
export function expectErrorOrValue(outcome: Result<ParsedFile>): void {
  if (!outcome.ok) {
    assertSentence(outcome.error)
    return
  }
  for (const part of outcome.value.parts) assertSound(part.profile)
}

function assertSentence(error: LoadError): void {
  const sentence = explainLoadError(error)
  if (sentence.includes('\n') || error.what === '' || error.todo === '') throw new Error(`not a sentence: ${sentence}`)
}

export function assertSound(profile: Profile): void {
  const { frames, stacks, samples, strings } = profile
  const check = (is: boolean, what: string): void => {
    if (!is) throw new Error(`unsound profile: ${what}`)
  }
  const inRange = (values: ArrayLike<number>, from: number, until: number, what: string): void => {
    for (let i = 0; i < values.length; i += 1)
      check(values[i]! >= from && values[i]! < until, `${what}[${i}] = ${values[i]}`)
  }
  inRange(frames.name, 0, strings.length, 'frame name')
  inRange(frames.file, 0, strings.length, 'frame file')
  inRange(frames.module, 0, strings.length, 'frame module')
  inRange(stacks.frame, 0, frames.length, 'stack frame')
  for (let i = 0; i < stacks.length; i += 1) check(stacks.prefix[i]! >= -1 && stacks.prefix[i]! < i, `prefix[${i}]`)
  inRange(samples.stack, -1, stacks.length, 'sample stack')
  if (samples.thread) inRange(samples.thread, -1, profile.threads.length, 'sample thread')
  if (samples.labelSet) inRange(samples.labelSet, -1, profile.labelSets.length, 'sample labels')
  check(samples.values.length === profile.valueTypes.length, 'a column per value type')
  for (const column of samples.values) {
    check(column.length === samples.length, 'column length')
    check(column.every(Number.isFinite), 'values are finite')
  }
}
