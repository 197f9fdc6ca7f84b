/** Files of different programs, or of two processes, laid over each other: a verdict over both is about neither. */
import type { FileFacts } from '../formats/parsedFile.ts'

export interface SeveralPrograms {
  readonly id: 'several-programs'
  /** One file of each of the first two. */
  readonly files: readonly [string, string]
}

type Program = NonNullable<FileFacts['program']>

/** Two recorders of one process do not agree to the millisecond on when it began. */
const slackMs = 5000

export function severalPrograms(
  facts: readonly { readonly file: string; readonly facts: FileFacts }[],
): SeveralPrograms | undefined {
  const known = facts.flatMap(({ file, facts: { program } }) => (program === undefined ? [] : [{ file, program }]))
  const [first] = known
  const other = known.find(({ program }) => isOther(first?.program, program))
  return first && other && { id: 'several-programs', files: [first.file, other.file] }
}

/** What is said in different ways is not compared: a build is none of a process. */
function isOther(one: Program | undefined, other: Program): boolean {
  if (one === undefined) return false
  if ('build' in one) return 'build' in other && one.build !== other.build
  if ('build' in other) return false
  const areTimed = one.startedMs > 0 && other.startedMs > 0
  return one.pid !== other.pid || (areTimed && Math.abs(one.startedMs - other.startedMs) > slackMs)
}
