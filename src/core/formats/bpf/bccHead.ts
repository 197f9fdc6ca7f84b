/** The first line of BCC's tools: what they count, of whom, and for how long. */
export interface BccHead {
  readonly counts: 'samples' | 'microseconds'
  readonly hz?: number
  readonly seconds?: number
  /** Of one process, and not of one thread or a whole machine. */
  readonly isOfOneProcess: boolean
}

export function bccHeadOf(line: string): BccHead | undefined {
  if (line.length > 500) return undefined
  const [, what = '', whom = '', rest = ''] =
    /^(Sampling at .{1,40}|Tracing off-CPU time \(us\)) of (.{1,200}) by .{1,60} stack(.{0,100})$/.exec(line) ?? []
  if (what === '') return undefined
  const hz = Number(/^Sampling at (\d{1,6}) Hertz$/.exec(what)?.[1] ?? 0)
  const seconds = Number(/ for (\d{1,7}) secs\.$/.exec(rest)?.[1] ?? 0)
  return {
    counts: what.startsWith('Sampling') ? 'samples' : 'microseconds',
    ...(hz > 0 ? { hz } : {}),
    ...(seconds > 0 ? { seconds } : {}),
    isOfOneProcess: /^PID \[?\d{1,10}\]?$/.test(whom) && !rest.includes('CPU#'),
  }
}
