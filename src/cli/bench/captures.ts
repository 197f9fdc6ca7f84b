/** Task: as many captures of one window as said, ten seconds each: read, gather, diagnose, and the line along time. */
import { Analyst } from '../../core/analyst/analyst.ts'
import { explainLoadError } from '../../core/base/result.ts'
import { writePprof } from '../../core/testing/pprofWriter.ts'
import type { TaskResult } from './taskResult.ts'

const startMs = 1_795_000_000_000
const captureMs = 10_000
const functions = 400

function capture(index: number): ArrayBuffer {
  const samples = Array.from({ length: 300 }, (_, row) => {
    const leaf = (row * 7 + index * 13) % functions
    const stack = ['main', 'serve', `package.Type${leaf % 40}.handle`, `package.function${leaf}`]
    return { stack, values: [1, 10_000_000 + index] }
  })
  return writePprof({
    types: [
      ['samples', 'count'],
      ['cpu', 'nanoseconds'],
    ],
    periodType: ['cpu', 'nanoseconds'],
    period: 10_000_000,
    timeNanos: (startMs + index * captureMs) * 1e6,
    durationNanos: captureMs * 1e6,
    samples,
  }).buffer
}

export async function run(count: string): Promise<TaskResult> {
  const files = Array.from({ length: Number(count) }, (_, index) => capture(index))
  const startedAt = performance.now()
  const cpuBefore = process.cpuUsage()
  const analyst = new Analyst()
  const captureIds: string[] = []
  for (const [index, bytes] of files.entries()) {
    const loaded = await analyst.load({ bytes, fileName: `cpu-${index}.pb`, hints: {} })
    if (!loaded.ok) throw new Error(explainLoadError(loaded.error))
    captureIds.push(...loaded.value.captures.map(({ id }) => id))
  }
  const window = { fromMs: startMs, untilMs: startMs + files.length * captureMs }
  const settings = { cores: 2, coresFrom: 'given' } as const
  const analysis = analyst.analyse({ captureIds, window, settings, zone: 'UTC' })
  await analyst.timeline(captureIds, settings)
  const cpu = process.cpuUsage(cpuBefore)
  return {
    ms: performance.now() - startedAt,
    cpuMs: (cpu.user + cpu.system) / 1000,
    parts: {},
    total: captureIds.length,
    nodes: analysis.warnings.length,
  }
}
