/**
 * `npm run bench -- --commands`: what each command of the built package costs as a whole process: until it ends, or until it answers
 * where it stays. Sizes of the package first. The run with the least CPU time is printed: everything above it is what else the machine did.
 */
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const command = 'dist-cli/trifold.js'
const orderbook = 'public/recordings/orderbook'
const paymentsApi = 'public/recordings/payments-api'
/** Node itself, which runs nothing. */
const nothing = ['-e', '0']

interface Cost {
  readonly ms: number
  readonly cpuMs: number
  readonly peakMb: number
}

/** The process itself says at its end what it used. */
const saysItsCost = `data:text/javascript,${encodeURIComponent(
  'import{writeSync}from"node:fs";process.on("exit",()=>{const{user,system}=process.cpuUsage();writeSync(3,JSON.stringify({cpuMs:(user+system)/1e3,peakMb:process.resourceUsage().maxRSS/1e3}))})',
)}`

function untilItEnds(words: readonly string[]): Cost | undefined {
  const asked = words === nothing ? words : [command, ...words]
  const startedAt = performance.now()
  const alone = spawnSync(process.execPath, asked, { stdio: 'ignore' })
  const ms = performance.now() - startedAt
  // Once more, for what it says of itself: to say it takes time too.
  const { status, output } = spawnSync(process.execPath, ['--import', saysItsCost, ...asked], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
  })
  if (status !== 0 || alone.status !== 0) return undefined
  return { ms, ...(JSON.parse(output[3] ?? '{}') as Omit<Cost, 'ms'>) }
}

/** `asked` is written to its standard input; the first line that it writes is its answer. */
async function untilItAnswers(words: readonly string[], asked?: string): Promise<Cost | undefined> {
  const startedAt = performance.now()
  const child = spawn(process.execPath, ['--import', saysItsCost, command, ...words], {
    stdio: ['pipe', 'pipe', 'ignore', 'pipe'],
  })
  if (asked !== undefined) child.stdin?.write(asked)
  let said = ''
  child.stdio[3]?.on('data', (data: Buffer) => (said += data.toString()))
  const ended = new Promise((done) => child.once('close', done))
  await Promise.race([ended, new Promise((heard) => child.stdout?.once('data', heard))])
  const ms = performance.now() - startedAt
  child.stdin?.end()
  if (asked === undefined) child.kill('SIGINT')
  await ended
  return said === '' ? undefined : { ms, ...(JSON.parse(said) as Omit<Cost, 'ms'>) }
}

const initialize = `${JSON.stringify({
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'bench', version: '1' } },
})}\n`

export async function benchCommands(runs: number): Promise<void> {
  if (!existsSync(command) || !existsSync('dist/index.html')) {
    console.log('Build it first: npm run build')
    return
  }
  printSizes()
  const work = mkdtempSync(join(tmpdir(), 'trifold-commands-'))
  const file = join(orderbook, 'cpu-0001.pb.gz')
  const rows: readonly (readonly [what: string, run: () => Cost | undefined | Promise<Cost | undefined>])[] = [
    ['nothing: Node itself', () => untilItEnds(nothing)],
    ['--version', () => untilItEnds(['--version'])],
    ['diagnose FILE (31 kB of pprof)', () => untilItEnds(['diagnose', file])],
    ['diagnose payments-api (as one file)', () => untilItEnds(['diagnose', paymentsApi])],
    ['diagnose RECORDING (104 files)', () => untilItEnds(['diagnose', orderbook])],
    [
      'compare two recordings',
      () =>
        untilItEnds(['compare', '--base', 'public/recordings/fast-path-a', '--head', 'public/recordings/fast-path-b']),
    ],
    ['snapshot RECORDING', () => untilItEnds(['snapshot', orderbook, '-o', join(work, 'a.html')])],
    ['record --help (what it loads)', () => untilItEnds(['record', '--help'])],
    ['FILE in the page, until its address', () => untilItAnswers([file, '--no-browser'])],
    ['serve --samples, until its address', () => untilItAnswers(['serve', '--samples', '--port', '0'])],
    ['mcp, until it answers the first call', () => untilItAnswers(['mcp', 'public/recordings'], initialize)],
  ]
  console.log(`\n${'trifold …'.padEnd(40)}${'wall'.padStart(10)}${'CPU'.padStart(10)}${'peak RSS'.padStart(12)}`)
  for (const [what, run] of rows) {
    let best: Cost | undefined
    for (let turn = 0; turn < runs; turn++) {
      const cost = await run()
      if (cost && (!best || cost.cpuMs < best.cpuMs)) best = cost
    }
    const figures = best
      ? [`${Math.round(best.ms)} ms`, `${Math.round(best.cpuMs)} ms`, `${Math.round(best.peakMb)} MB`]
      : ['failed', '', '']
    console.log(what.padEnd(40) + figures.map((text, at) => text.padStart(at === 2 ? 12 : 10)).join(''))
  }
  rmSync(work, { recursive: true, force: true })
  await printServer()
}

interface Packed {
  readonly size: number
  readonly unpackedSize: number
  readonly files: readonly { readonly path: string; readonly size: number }[]
}

function printSizes(): void {
  const { stdout } = spawnSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    encoding: 'utf8',
    maxBuffer: 1e8,
  })
  const [packed] = JSON.parse(stdout) as Packed[]
  if (!packed) return
  const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`
  const below = (folder: string): number =>
    packed.files.filter(({ path }) => path.startsWith(folder)).reduce((sum, { size }) => sum + size, 0)
  console.log(
    `package ${megabytes(packed.size)} packed, ${megabytes(packed.unpackedSize)} unpacked: recordings ${megabytes(below('public/'))}, page ${megabytes(below('dist/'))}, command ${megabytes(below('dist-cli/'))}`,
  )
}

/** Memory of `serve` before anybody came and after a thousand requests for everything that a visit loads. */
async function printServer(): Promise<void> {
  const child = spawn(process.execPath, [command, 'serve', '--samples', '--port', '0'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const url = await new Promise<string>((found) =>
    child.stdout.on('data', (data: Buffer) => found(/http:\S+/.exec(data.toString())?.[0] ?? '')),
  )
  const memory = (): string => {
    const status = existsSync(`/proc/${child.pid}/status`) ? readFileSync(`/proc/${child.pid}/status`, 'utf8') : ''
    const kilobytes = Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? Number.NaN)
    return Number.isNaN(kilobytes) ? 'unknown here' : `${Math.round(kilobytes / 1000)} MB`
  }
  const before = memory()
  const page = await (await fetch(url)).text()
  const assets = [...page.matchAll(/(?:src|href)="(?:\.\/)?(assets\/[^"]+)"/g)].map(([, path]) => path ?? '')
  const paths = ['', 'recordings/index.json', 'recordings/orderbook/recording.json', ...assets]
  for (let turn = 0; turn < 1000 / paths.length; turn++)
    await Promise.all(paths.map(async (path) => (await fetch(new URL(path, url))).arrayBuffer()))
  console.log(`\nserve in memory: ${before} at its start, ${memory()} after a thousand requests`)
  child.kill('SIGINT')
}
