/** The three files of "100 MB of collapsed text, a 50 MB JFR and a 48 MB gzipped pprof", made on first use. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import { makeInput } from './seededProfile.ts'
import type { Measured } from './taskResult.ts'

export interface BigFile {
  readonly what: string
  readonly path: string
}

/** A recording of async-profiler as it left the machine, unpacked: chunks may be put one after the other, as the JVM does. */
const recorded = new URL(
  '../../../public/recordings/jvm-contention-async/order-gateway-async-0002.jfr.gz',
  import.meta.url,
)

export function bigFiles(): readonly BigFile[] {
  return [
    {
      what: 'folded text',
      path: makeInput({ id: 'big', samples: 133_700, nodes: 20_000 }, 'folded.txt'),
    },
    { what: 'JFR', path: repeatedJfr(50_000_000) },
    {
      what: 'gzipped pprof',
      path: makeInput({ id: 'big', samples: 3_330_000, nodes: 1_110_000, byStack: true }, 'pprof.pb.gz'),
    },
  ]
}

function repeatedJfr(bytes: number): string {
  const path = join(tmpdir(), 'trifold-bench', `big-${bytes}.jfr`)
  if (existsSync(path)) return path
  mkdirSync(dirname(path), { recursive: true })
  const once = gunzipSync(readFileSync(fileURLToPath(recorded)))
  writeFileSync(`${path}.part`, Buffer.concat(Array.from({ length: Math.ceil(bytes / once.length) }, () => once)))
  renameSync(`${path}.part`, path)
  return path
}

/** Of what the page keeps of the file: the columns of its profiles and their texts. Worked out in a process of its own. */
export function resultBytes(path: string): number {
  const script = fileURLToPath(new URL('task.ts', import.meta.url))
  const child = spawnSync(process.execPath, ['--import', 'tsx', script, 'columns', path], { encoding: 'utf8' })
  return (JSON.parse(child.stdout) as Measured).parts['bytes'] ?? Number.NaN
}
