/**
 * What tools print of containers: `docker stats` as a table or as JSON lines, `kubectl top pod`. A number of a moment with few digits;
 * of one container, or nothing says which is meant.
 */
import type { PrintingTool, SignalBound } from '../../base/bounds.ts'
import { forEachLine } from '../lines.ts'
import type { FileFacts, FormatReader } from '../parsedFile.ts'
import { factsOnly, noNumbers } from './factsOnly.ts'
import { humanBytes } from './numbers.ts'

interface Reading {
  /** Name of the container or pod: to tell one from several, never kept. */
  readonly of: string
  readonly cores: number
  /** Half of the last printed digit. */
  readonly half: number
  readonly bytes?: number
  readonly pids?: number
}

/** Stand beside the program in every pod of a mesh or a cluster, and are never the one meant. */
export const sidecar: RegExp =
  /^(?:istio-proxy|linkerd-proxy|envoy|kuma-sidecar|consul-dataplane|vault-agent|daprd|cloud-?sql-proxy|fluent-?bit|filebeat)$/

export const readDockerStats: FormatReader = (bytes, options) => {
  const readings: Reading[] = []
  forEachLine(
    bytes,
    (line) => {
      if (line.length > 2000) return
      const plain = withoutEscapes(line)
      const reading = plain.startsWith('{') ? dockerJson(plain) : dockerRow(plain)
      if (reading && readings.length < 100_000) readings.push(reading)
    },
    options.onProgress,
  )
  return factsOf(readings, 'docker stats', options.fileName)
}

export const readKubectlTop: FormatReader = (bytes, options) => {
  const readings: Reading[] = []
  let ofNodes = false
  let columns = 0
  forEachLine(bytes, (line) => {
    if (line.length > 2000) return
    if (/^\s*(?:POD\s+)?NAME\s+CPU\(cores\)/.test(line)) {
      ofNodes ||= line.includes('CPU%')
      columns = line.trim().startsWith('POD') ? 4 : 3
      return
    }
    const words = line.trim().split(/\s+/)
    const cpu = /^(\d{1,9})(m|n|u)?$/.exec(words[columns - 2] ?? '')
    const size = humanBytes(words[columns - 1] ?? '')
    if (words.length !== columns || !cpu || size === undefined) return
    if (columns === 4 && sidecar.test(words[1] ?? '')) return
    const unit = cpu[2] === undefined ? 1 : cpu[2] === 'm' ? 1e-3 : cpu[2] === 'u' ? 1e-6 : 1e-9
    readings.push({ of: words.slice(0, -2).join('/'), cores: Number(cpu[1]) * unit, half: unit, bytes: size })
  })
  if (ofNodes) {
    return noNumbers(
      options.fileName,
      'it is of a node, not of a pod',
      'take that of the pod: kubectl top pod NAME --containers > top.txt',
    )
  }
  return factsOf(readings, 'kubectl top', options.fileName)
}

function factsOf(readings: readonly Reading[], tool: PrintingTool, fileName: string): ReturnType<FormatReader> {
  const names = new Set(readings.map(({ of }) => of))
  if (names.size !== 1) {
    return noNumbers(
      fileName,
      names.size === 0
        ? `no line of it is one of \`${tool}\``
        : `it holds ${names.size} containers, and nothing says which is meant`,
      'keep the line of this service’s container alone',
    )
  }
  const cores = readings.map((reading) => reading.cores)
  const half = Math.max(...readings.map((reading) => reading.half))
  const last = readings.at(-1)
  const bound: SignalBound = {
    signal: 'cpu_user_pct',
    unit: 'cores',
    low: Math.max(0, Math.min(...cores) - half),
    high: Math.max(...cores) + half,
    basis: { id: 'printed-reading', tool },
  }
  const facts: FileFacts = {
    clock: 'instant',
    bounds: [bound],
    ...(last?.bytes === undefined ? {} : { rssPoints: [{ timeMs: 0, bytes: last.bytes }] }),
    ...(last?.pids === undefined ? {} : { threadCounts: [{ timeMs: 0, count: last.pids }] }),
  }
  const container = 'counted for the container, which may run more than the service'
  const several =
    readings.length > 1 ? [`${readings.length} readings: CPU lies between the lowest and the highest`] : []
  return factsOnly({ format: 'container-table', emitter: tool, facts, notes: [container, ...several] })
}

const escape = String.fromCodePoint(0x1b)

/** `docker stats` without --no-stream moves the cursor home before each table. */
function withoutEscapes(line: string): string {
  return line
    .split(escape)
    .map((part, index) => (index === 0 ? part : part.replace(/^\[[0-9;]{0,8}[A-Za-z]/, '')))
    .join('')
}

const row =
  /^([0-9a-f]{12,64})\s+(\S{1,200})\s+(\d{1,7}\.\d{1,2})%\s+(\d[\d.]{0,12}[kKMGTi]{0,2}B)\s+\/\s+\S{1,20}\s+\d{1,3}\.\d{1,2}%\s.{0,100}?\s(\d{1,7})\s*$/

function dockerRow(line: string): Reading | undefined {
  const found = row.exec(line)
  if (!found) return undefined
  const [, , name = '', percent, size = '', pids] = found
  return reading(name, Number(percent), size, Number(pids))
}

function dockerJson(line: string): Reading | undefined {
  const field = (name: string): string | undefined => new RegExp(`"${name}":"([^"]{0,200})"`).exec(line)?.[1]
  const percent = /^(\d{1,7}\.\d{2})%$/.exec(field('CPUPerc') ?? '')
  if (!percent) return undefined
  return reading(
    field('Name') ?? '',
    Number(percent[1]),
    (field('MemUsage') ?? '').split('/')[0] ?? '',
    Number(field('PIDs') ?? Number.NaN),
  )
}

function reading(of: string, percent: number, size: string, pids: number): Reading {
  const bytes = humanBytes(size)
  return {
    of,
    cores: percent / 100,
    half: 0.00005,
    ...(bytes === undefined ? {} : { bytes }),
    ...(pids > 0 ? { pids } : {}),
  }
}
