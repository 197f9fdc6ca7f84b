/** What a figure depends on beside the code: printed above the table, so that two of them are not held against each other blindly. */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { cpus, loadavg, totalmem } from 'node:os'

/** Peers measured beside this product's own readers. */
const peers = ['pprof-format', 'jfrview', 'pickleparser', 'speedscope']

export function printMachine(): void {
  const processors = cpus()
  const memory = `${Math.round(totalmem() / 2 ** 30)} GiB`
  const load = loadavg().map((one) => one.toFixed(1))
  const busy =
    (loadavg()[0] ?? 0) > processors.length ? ' (busier than it has cores: read the ratios, not the times)' : ''
  console.log(
    `${processors.length} × ${processors[0]?.model.trim() ?? 'an unknown processor'}, ${memory}, load ${load.join(' ')}${busy}`,
  )
  const versions = peers.map((name) => `${name} ${versionOf(name)}`)
  console.log(`Node ${process.versions.node} (V8 ${process.versions.v8}); ${versions.join(', ')}; ${goVersion()}`)
}

function versionOf(name: string): string {
  try {
    const file = new URL(`../../../node_modules/${name}/package.json`, import.meta.url)
    return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version
  } catch {
    return 'not installed'
  }
}

function goVersion(): string {
  const { stdout } = spawnSync('go', ['version'], { encoding: 'utf8' })
  return /go version (\S+)/.exec(stdout ?? '')?.[1] ?? 'no go here'
}
