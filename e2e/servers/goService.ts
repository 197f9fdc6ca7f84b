/**
 * Builds and starts the Go service beside this file. Where there is no Go, tests that need it are skipped and say so. Built it is kept: linking
 * it takes a second, and four files of tests start it.
 */
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

const version = spawnSync('go', ['version'])
export const hasGo = version.status === 0
const kept = join(import.meta.dirname, '../../node_modules/.cache/trifold-go')
const source = join(import.meta.dirname, 'go')

export interface GoService {
  readonly url: string
  close(): void
}

export interface GoProgram {
  start(...flags: readonly string[]): Promise<GoService>
}

export function buildGoService(): GoProgram {
  const made = createHash('sha256').update(version.stdout)
  for (const name of readdirSync(source).toSorted()) made.update(readFileSync(join(source, name)))
  const program = join(kept, made.digest('hex').slice(0, 16))
  if (!existsSync(program)) {
    mkdirSync(kept, { recursive: true })
    // Another process may do the same: what stands under the name is whole.
    const mine = `${program}-${process.pid}`
    execFileSync('go', ['build', '-trimpath', '-o', mine, '.'], { cwd: source })
    renameSync(mine, program)
  }
  return {
    async start(...flags) {
      const child = spawn(program, flags, { stdio: ['pipe', 'pipe', 'inherit'] })
      for await (const line of createInterface({ input: child.stdout })) {
        return { url: line, close: () => void child.kill() }
      }
      throw new Error('the Go service ended before it printed its address')
    },
  }
}
