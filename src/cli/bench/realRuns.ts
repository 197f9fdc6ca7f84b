/**
 * `npm run bench -- --power --real FOLDER`: FOLDER holds profiles of many runs of one unchanged program, one file a run. Every pair of them
 * goes through `compare`; nothing should be listed. With `--slower FOLDER --function NAME` also every run of the one against every run of the
 * other, in which that function became dearer: how often it stands first.
 */
import { readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { diagnose } from '../diagnose/diagnose.ts'

interface Row {
  readonly name: string
  readonly verdict: string
  readonly ratio: { readonly low: number; readonly value: number; readonly high: number }
}

export interface RealRuns {
  readonly runs: string
  readonly slower?: string
  /** Ends the name of the function that is dearer in `slower`. */
  readonly planted?: string
  /** 1.2: a fifth dearer. */
  readonly factor?: number
}

export async function printRealRuns({ runs, slower, planted, factor = 1.2 }: RealRuns): Promise<void> {
  const files = filesIn(runs)
  const alarms = new Map<string, number>()
  let pairs = 0
  let loud = 0
  for (const [at, base] of files.entries()) {
    for (const head of files.slice(at + 1)) {
      const listed = await compared(base, head)
      pairs++
      if (listed.length > 0) loud++
      for (const { name } of listed) alarms.set(name, (alarms.get(name) ?? 0) + 1)
    }
  }
  console.log(
    `\n${basename(runs)}: ${files.length} runs, ${pairs} pairs, ${loud} list a change (${percent(loud / pairs)})`,
  )
  for (const [name, count] of [...alarms].sort((a, b) => b[1] - a[1]).slice(0, 8)) console.log(`  ${count} × ${name}`)
  if (slower === undefined || planted === undefined) return
  let first = 0
  let held = 0
  let elsewhere = 0
  let all = 0
  for (const base of files) {
    for (const head of filesIn(slower)) {
      const [top] = await compared(base, head)
      all++
      if (top?.name.endsWith(planted)) {
        first++
        if (top.ratio.low <= factor && factor <= top.ratio.high) held++
      } else if (top) elsewhere++
    }
  }
  console.log(
    `${basename(slower)} against it: ${all} pairs; ${planted} stands first in ${percent(first / all)}, with the truth (× ${factor}) in its interval in ${percent(held / Math.max(1, first))} of these; another stands first in ${percent(elsewhere / all)}`,
  )
}

const percent = (part: number): string => `${(100 * part).toFixed(1)} %`

function filesIn(folder: string): readonly string[] {
  return readdirSync(folder)
    .filter((name) => !name.startsWith('.'))
    .sort()
    .map((name) => join(folder, name))
}

async function compared(base: string, head: string): Promise<readonly Row[]> {
  const { code, stdout, stderr } = await diagnose(['--json', '--base', base, '--head', head], 'compare')
  if (code !== 0) throw new Error(stderr)
  const said = JSON.parse(stdout) as { readonly changes: readonly Row[] }
  return said.changes
}
