/** One measurement in a process of its own: `node task.js open FILE` prints one line of JSON. */
import { readFileSync } from 'node:fs'
import type { Measured, TaskResult } from './taskResult.ts'

interface Task {
  readonly run: (path: string, headPath: string) => TaskResult | Promise<TaskResult>
}

const loaders: Readonly<Record<string, () => Promise<Task>>> = {
  open: () => import('./open.ts'),
  read: () => import('./read.ts'),
  readWithoutEdges: () => import('./readWithoutEdges.ts'),
  edgesCost: () => import('./edgesCost.ts'),
  compare: () => import('./compare.ts'),
  comparePprofFormat: () => import('./comparePprofFormat.ts'),
  columns: () => import('./columns.ts'),
  captures: () => import('./captures.ts'),
  services: () => import('./services.ts'),
  openFoldedUsual: () => import('./openFoldedUsual.ts'),
  floor: () => import('./floor.ts'),
  openPprofFormat: () => import('./openPprofFormat.ts'),
  openJfrview: () => import('./openJfrview.ts'),
  openTracemalloc: () => import('./openTracemalloc.ts'),
  openPickleparser: () => import('./openPickleparser.ts'),
}

/** Where Linux says it, of this program alone: what `resourceUsage` says begins with the memory of the process that started it. */
function peakBytes(): number {
  try {
    return Number(/^VmHWM:\s+(\d+) kB/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) * 1024
  } catch {
    return process.resourceUsage().maxRSS * 1024
  }
}

async function main(name: string, path: string, headPath: string): Promise<void> {
  const task = await loaders[name]?.()
  if (!task) throw new Error(`no task ${name}`)
  const before = process.cpuUsage()
  const result = await task.run(path, headPath)
  const cpu = process.cpuUsage(before)
  const measured: Measured = {
    ...result,
    cpuMs: result.cpuMs ?? (cpu.user + cpu.system) / 1000,
    peakMb: peakBytes() / 1e6,
  }
  process.stdout.write(`${JSON.stringify(measured)}\n`)
}

const [, , name = '', path = '', headPath = ''] = process.argv
await main(name, path, headPath)
