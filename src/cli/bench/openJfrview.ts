/** Task: the stacks of a Flight Recorder file with jfrview, the only reader on npm; it gives names, and nothing else. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { initSync, interpret_jfr } from 'jfrview'
import type { TaskResult } from './taskResult.ts'

export function run(path: string): TaskResult {
  const wasm = createRequire(import.meta.url).resolve('jfrview/jfrview_bg.wasm')
  initSync({ module: readFileSync(wasm) })
  const startedAt = performance.now()
  const samples = interpret_jfr(readFileSync(path), false)
  let frames = 0
  for (const sample of samples) frames += sample.frames.length
  const ms = performance.now() - startedAt
  return { ms, parts: {}, total: samples.length, nodes: frames }
}
