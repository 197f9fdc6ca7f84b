/** Task: as many services as said, four processes each, from the lines along time that a store gives to the list, the worst on top. */
import { triaged } from '../../core/analyst/triaged.ts'
import { calmPod, drawFleet } from '../../core/testing/drawnFleet.ts'
import type { TaskResult } from './taskResult.ts'

export function run(count: string): TaskResult {
  const services = Array.from({ length: Number(count) }, (_, index) => ({
    service: `service-${index}`,
    data: drawFleet([0, 1, 2, 3].map((pod) => calmPod(`pod-${index}-${pod}`, { cores: 0.1 + (index % 7) / 10 }))),
    options: {},
  }))
  const startedAt = performance.now()
  const cpuBefore = process.cpuUsage()
  const rows = triaged({ services })
  const cpu = process.cpuUsage(cpuBefore)
  return {
    ms: performance.now() - startedAt,
    cpuMs: (cpu.user + cpu.system) / 1000,
    parts: {},
    total: rows.length,
    nodes: rows.filter(({ verdict }) => verdict !== undefined).length,
  }
}
