/**
 * Task: what it costs to say who holds the locks of a flight recording. The same file is read with and without the edges in turn, in one
 * process, so that warmth and a busy machine are the same for both.
 */
import { LockWatch } from '../../core/formats/jfr/lockWatch.ts'
import { edgesOff } from './edgesOff.ts'
import { run as read } from './read.ts'
import type { TaskResult } from './taskResult.ts'
import { median } from './timed.ts'

const rounds = 7

/** `cpuMs` is the median with edges; `parts.ratio` the median of all rounds' ratios, `parts.first` that of the first, cold, pair. */
export async function run(path: string): Promise<TaskResult> {
  const { prototype } = LockWatch
  const edgesOn = Object.fromEntries(
    Object.keys(edgesOff).map((name) => [name, Object.getOwnPropertyDescriptor(prototype, name)?.value as unknown]),
  )
  const withMs: number[] = []
  const ratios: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    const on = await cpuMs(path)
    Object.assign(prototype, edgesOff)
    const off = await cpuMs(path)
    Object.assign(prototype, edgesOn)
    withMs.push(on)
    ratios.push(on / off)
  }
  const parts = { ratio: median(ratios), first: ratios[0] ?? Number.NaN }
  return { ms: median(withMs), cpuMs: median(withMs), parts, total: Number.NaN, nodes: 0 }
}

async function cpuMs(path: string): Promise<number> {
  const before = process.cpuUsage()
  await read(path)
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}
