/** Builds and starts the Go service beside this file. Where there is no Go, tests that need it are skipped and say so. */
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

export const hasGo = spawnSync('go', ['version']).status === 0

export interface GoService {
  readonly url: string
  close(): void
}

export interface GoProgram {
  start(...flags: readonly string[]): Promise<GoService>
  remove(): void
}

export function buildGoService(): GoProgram {
  const folder = mkdtempSync(join(tmpdir(), 'trifold-go-'))
  const program = join(folder, 'testservice')
  const source = fileURLToPath(new URL('go/', import.meta.url))
  execFileSync('go', ['build', '-trimpath', '-o', program, '.'], { cwd: source })
  return {
    async start(...flags) {
      const child = spawn(program, flags, { stdio: ['pipe', 'pipe', 'inherit'] })
      for await (const line of createInterface({ input: child.stdout })) {
        return { url: line, close: () => void child.kill() }
      }
      throw new Error('the Go service ended before it printed its address')
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}
