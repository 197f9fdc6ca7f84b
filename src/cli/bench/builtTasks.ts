/**
 * The tasks as plain JavaScript, built once per run of the bench: what is measured is then the code that people run, not how long a
 * TypeScript loader takes to read it, of which peers are free.
 */
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'

const root = fileURLToPath(new URL('../../..', import.meta.url))
/** Inside the checkout, where the peers are found. */
const outDir = join(root, 'node_modules/.cache/trifold-bench')

/** @returns the file that runs one task: `node FILE TASK INPUT [HEAD]` */
export async function buildTasks(): Promise<string> {
  rmSync(outDir, { recursive: true, force: true })
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    publicDir: false,
    ssr: { target: 'node' },
    build: {
      ssr: 'src/cli/bench/task.ts',
      outDir,
      target: 'node20',
      minify: false,
      reportCompressedSize: false,
      rolldownOptions: { output: { entryFileNames: 'task.js', chunkFileNames: '[name]-[hash].js' } },
    },
  })
  return join(outDir, 'task.js')
}
