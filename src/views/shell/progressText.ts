import { formatBytes } from '../../core/base/numbers.ts'
import type { Progress } from '../../state/worker/progress.ts'

/** "43 of 100 MB read, 43 %." or, where sizes are not known, "3 of 45 files, 8 %." */
export function progressText({ stage, done, of, share, bytes }: Progress): string {
  const percent = `${Math.floor(share * 100)} %`
  const verb = stage === 'taking' ? 'taken in' : 'read'
  if (bytes !== undefined && of === 1)
    return `${formatBytes(share * bytes)} of ${formatBytes(bytes)} ${verb}, ${percent}.`
  return `${done} of ${of} files, ${percent}.`
}
