/** One measurement in a process of its own: `tsx task.ts open FILE` prints one line of JSON. */
import { pathToFileURL } from 'node:url'
import type { Measured, TaskResult } from './taskResult.ts'

interface Task {
  readonly run: (path: string, headPath: string) => TaskResult | Promise<TaskResult>
}

const loaders: Readonly<Record<string, () => Promise<Task>>> = {
  open: () => import('./open.ts'),
  compare: () => import('./compare.ts'),
  comparePprofFormat: () => import('./comparePprofFormat.ts'),
  columns: () => import('./columns.ts'),
  floor: () => import('./floor.ts'),
  openPprofFormat: () => import('./openPprofFormat.ts'),
  openJfrview: () => import('./openJfrview.ts'),
  openTracemalloc: () => import('./openTracemalloc.ts'),
  openPickleparser: () => import('./openPickleparser.ts'),
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
    peakMb: process.resourceUsage().maxRSS / 1000,
  }
  process.stdout.write(`${JSON.stringify(measured)}\n`)
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [, , name = '', path = '', headPath = ''] = process.argv
  await main(name, path, headPath)
}
