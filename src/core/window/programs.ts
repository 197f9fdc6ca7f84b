/** Files of different programs, or of two processes, laid over each other: a verdict over both is about neither. */
import type { ThreadLook } from '../base/looks.ts'
import { isOther } from '../base/program.ts'
import type { FileFacts } from '../formats/parsedFile.ts'
import type { Capture } from './capture.ts'

export interface SeveralPrograms {
  readonly id: 'several-programs'
  /** One file of each of the first two, which may be one. */
  readonly files: readonly [string, string]
}

export function severalPrograms(
  facts: readonly { readonly file: string; readonly facts: FileFacts }[],
  looks: readonly { readonly capture: Capture; readonly look: ThreadLook }[] = [],
): SeveralPrograms | undefined {
  const known = facts.flatMap(({ file, facts: { program } }) => (program === undefined ? [] : [{ file, program }]))
  return (
    firstTwo(known, ({ program }, other) => isOther(program, other.program)) ??
    firstTwo(
      looks.flatMap(({ capture, look }) => {
        const mark = markOf(capture, look)
        return mark === undefined ? [] : [{ file: capture.file, mark, runtime: look.runtime }]
      }),
      (one, other) => one.runtime === other.runtime && one.mark !== other.mark,
    )
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
