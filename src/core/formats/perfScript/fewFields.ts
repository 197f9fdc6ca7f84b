/**
 * Heads of samples that `-F` left without a name or a thread (`-F time,event,ip,sym`), or without anything at all (`-F ip,sym`: a blank
 * line). What they look like says nothing; that a stack stands below them does.
 */
import { type SampleHead, isTenWide } from './sampleLine.ts'

/** perf writes addresses sixteen wide behind a tab, which nobody else does. */
export const isStackLine = (line: string): boolean => /^\t[ \da-f]{15}[\da-f](?: |$)/.test(line)

/** No recorder says which event it was; without a name nothing is measured by it. */
export const noEvent = ''

export function headOfFewFields(line: string): SampleHead {
  const words = line.trim().split(/\s+/)
  const event = /^[A-Za-z_]\S*:$/.test(words.at(-1) ?? '') ? words.pop()!.slice(0, -1) : noEvent
  const at = words.findIndex((word) => /^\d+\.\d+:$/.test(word))
  const [time, period] = at < 0 ? [] : words.splice(at)
  const cpu = words.findLastIndex((word) => /^\[\d+\]$/.test(word))
  if (cpu >= 0) words.splice(cpu, 1)
  const ownPeriod = time === undefined && event !== noEvent && isTenWide(line) ? words.pop() : period
  const [, pid, tid] = /^(\d+)(?:\/(\d+))?$/.exec(words.at(-1) ?? '') ?? []
  if (pid !== undefined) words.pop()
  return {
    comm: words.join(' '),
    pid: tid === undefined ? undefined : pid,
    thread: tid === undefined ? (pid ?? '') : `${pid}/${tid}`,
    seconds: time === undefined ? undefined : Number(time.slice(0, -1)),
    period: ownPeriod === undefined ? undefined : Number(ownPeriod),
    event,
    frame: undefined,
    isIdle: words[0] === 'swapper' && (pid === undefined || pid === '0'),
  }
}
