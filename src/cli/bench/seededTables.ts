/** What tools and runtimes print in lines: stacks by the line, and tables and logs that repeat what one recorded run printed. */
import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import type { SeededTree } from './seededTree.ts'

const encoder = new TextEncoder()
const samples = new URL('../../../e2e/samples/', import.meta.url)

/** A recorded sample; the bench is built into one file, and runs in the repository all the same. */
function recorded(path: string): Uint8Array {
  const bytes = readFileSync(new URL(path, samples))
  return new Uint8Array(path.endsWith('.gz') ? gunzipSync(bytes) : bytes)
}

/** One page is what people have of it. */
export const onePage = (path: string) => (): Uint8Array => recorded(path)

/** What was printed again and again, as a loop in a shell does: a line of samples each. */
export const printedAgain =
  (text: string, linesEach: number) =>
  ({ leaf }: SeededTree): Uint8Array =>
    encoder.encode(text.repeat(Math.max(2, Math.ceil(leaf.length / linesEach))))

export const recordedAgain =
  (path: string, linesEach: number) =>
  (tree: SeededTree): Uint8Array =>
    printedAgain(`${new TextDecoder().decode(recorded(path))}\n`, linesEach)(tree)

const rootFirst = ({ parent, name, names }: SeededTree, node: number): string[] => {
  const path: string[] = []
  for (let at = node; at >= 0; at = parent[at]!) path.push(names[name[at]!]!)
  return path.reverse()
}

const join = (parts: readonly string[]): Uint8Array => encoder.encode(parts.join(''))

/** What async-profiler prints by itself: stacks, leaf first. */
export const toAsyncText = (tree: SeededTree): Uint8Array =>
  join([
    `--- Execution profile ---\nTotal samples       : ${tree.leaf.length}\n\n`,
    ...Array.from(tree.leaf, (node) => {
      const frames = rootFirst(tree, node).toReversed()
      return `--- 10000000 ns (0.01%), 1 sample\n${frames.map((name, at) => `  [${String(at).padStart(2)}] ${name}\n`).join('')}\n`
    }),
  ])

/** One pod with a long environment, a line of it per sample. */
export const toPodDescription = ({ leaf }: SeededTree): Uint8Array =>
  encoder.encode(
    `Name:             shop-1\nNamespace:        shop\nContainers:\n  shop:\n    Image:          shop:2\n    Restart Count:  0\n    Limits:\n      cpu:     500m\n      memory:  512Mi\n    Environment:\n${'      FEATURE:  on\n'.repeat(leaf.length)}`,
  )

export const toFil = (tree: SeededTree): Uint8Array =>
  join(
    Array.from(
      tree.leaf,
      (node, i) =>
        `${rootFirst(tree, node)
          .map((name) => `/srv/app.py:7 (${name})`)
          .join(';')} ${tree.weight[i]! * 512}\n`,
    ),
  )

/** One address per function; words of 64 bits. */
export function toGperftoolsCpu({ parent, name, names, leaf, weight }: SeededTree): Uint8Array {
  const words = [0, 3, 0, 10_000, 0]
  for (const [sample, node] of leaf.entries()) {
    const addresses: number[] = []
    for (let at = node; at >= 0; at = parent[at]!) addresses.push(0x1000 + name[at]! * 16)
    words.push(weight[sample]!, addresses.length, ...addresses)
  }
  words.push(0, 1, 0)
  const symbols = names.map((text, at) => {
    const address = (0x1000 + at * 16).toString(16).padStart(16, '0')
    return `0x${address} ${text}<${address}>\n`
  })
  const before = encoder.encode(`--- symbol\nbinary=shop\n${symbols.join('')}---\n--- profile\n`)
  const bytes = new Uint8Array(before.length + words.length * 8)
  bytes.set(before)
  const view = new DataView(bytes.buffer)
  for (const [at, word] of words.entries()) view.setUint32(before.length + at * 8, word, true)
  return bytes
}

export const toPySpyRaw = (tree: SeededTree): Uint8Array =>
  join(
    Array.from(
      tree.leaf,
      (node, i) =>
        `process 7:"python3 app.py";thread (0x${(i % 64) + 1}): "worker-${i % 64}";${rootFirst(tree, node)
          .map((name) => `${name} (app.py:7)`)
          .join(';')} ${tree.weight[i]}\n`,
    ),
  )

/** A tenth of the samples: a look is a hundred lines. */
export const toPySpyDump = (tree: SeededTree): Uint8Array =>
  join(
    Array.from({ length: Math.ceil(tree.leaf.length / 10) }, (_, i) => {
      const head = i % 20 === 0 ? 'Process 7: python3 app.py\nPython v3.11.7 (/usr/bin/python3.11)\n\n' : ''
      const stack = rootFirst(tree, tree.leaf[i]!).toReversed()
      return `${head}Thread ${100 + (i % 20)} (idle): "worker-${i % 20}"\n${stack.map((name) => `    ${name} (app.py:7)\n`).join('')}`
    }),
  )

export const toPythonDump = (tree: SeededTree): Uint8Array =>
  join(
    Array.from({ length: Math.ceil(tree.leaf.length / 10) }, (_, i) => {
      const which = i % 20 === 0 ? 'Stack dump for PID 7,' : 'Stack dump,'
      const stack = rootFirst(tree, tree.leaf[i]!)
      return `${which} thread ${100 + (i % 20)} (idle; most recent call last):\n${stack.map((name) => `  File "app.py", line 7, in ${name}\n`).join('')}\n`
    }),
  )

/** Tables and a total a function: as long as the program has functions. */
export const toTachyonJsonl = ({ names }: SeededTree): Uint8Array =>
  join(
    [
      { type: 'meta', v: 0, run_id: '1', sample_interval_usec: 1000, mode: 'wall' },
      { type: 'string_table', strings: ['app.py', ...names].map((value, str_id) => ({ str_id, value })) },
      {
        type: 'frame_table',
        frames: names.map((_, i) => ({ frame_id: i, path_str_id: 0, func_str_id: i + 1, line: 7 })),
      },
      { type: 'agg', kind: 'frame', entries: names.map((_, i) => ({ frame_id: i, self: 1 + i, cumulative: 9 + i })) },
      { type: 'end' },
    ].map((one) => `${JSON.stringify(one)}\n`),
  )

export const toThreadDump = (tree: SeededTree): Uint8Array =>
  join(
    Array.from({ length: Math.ceil(tree.leaf.length / 10) }, (_, i) => {
      const head =
        i % 20 === 0
          ? '2026-11-28 04:13:53\nFull thread dump OpenJDK 64-Bit Server VM (17.0.9+9 mixed mode, sharing):\n\n'
          : ''
      const stack = rootFirst(tree, tree.leaf[i]!).toReversed()
      const at = stack.map((name) => `\tat com.shop.Cart.${name.replaceAll(/\W/g, '')}(Cart.java:9)\n`).join('')
      return `${head}"worker-${i % 20}" #${10 + (i % 20)} prio=5 os_prio=0 cpu=1${i % 7}.00ms elapsed=9.1s tid=0x00007f00000${100 + (i % 20)} nid=0x${100 + (i % 20)} waiting for monitor entry  [0x00007f0]\n   java.lang.Thread.State: BLOCKED (on object monitor)\n${at}\n`
    }),
  )

export const toPerfScript = (tree: SeededTree): Uint8Array =>
  join([
    '# ========\n# event : name = cpu-clock, , type = 1, size = 128, { sample_period, sample_freq } = 10000000\n# ========\n#\n',
    ...Array.from(tree.leaf, (node, i) => {
      const stack = rootFirst(tree, node).toReversed()
      return `app     7/${(i % 64) + 1}     ${(i / 100).toFixed(6)}:   10000000 cpu-clock:u: \n${stack.map((name, k) => `\t    55d0${1000 + k} ${name}+0x1a (/srv/app)\n`).join('')}\n`
    }),
  ])

export const toBpftrace = (tree: SeededTree): Uint8Array =>
  join([
    'Attaching 1 probe...\n\n',
    ...Array.from(tree.leaf, (node, i) => {
      const stack = rootFirst(tree, node).toReversed()
      return `@[\n${stack.map((name) => `    ${name}+81\n`).join('')}]: ${1 + (i % 9)}\n`
    }),
  ])

export const toTracemallocText = ({ names }: SeededTree): Uint8Array =>
  join([
    '[ Top 100000 ]\n',
    ...names.map(
      (_, i) => `/srv/app/module${i}.py:${10 + (i % 300)}: size=${4855 + i} KiB, count=${9 + i}, average=125 B\n`,
    ),
  ])

export const toGoText = (tree: SeededTree): Uint8Array =>
  join([
    'heap profile: 1: 64 [1: 64] @ heap/1048576\n',
    ...Array.from(tree.leaf, (node, i) => {
      const stack = rootFirst(tree, node).toReversed()
      return `${1 + (i % 9)}: ${64 * (1 + (i % 9))} [9: 576] @ ${stack.map((_, k) => `0x${(4096 + k).toString(16)}`).join(' ')}\n${stack
        .map((name, k) => `#\t0x${(4096 + k).toString(16)}\t${name}+0x1a\t/srv/app/main.go:34\n`)
        .join('')}\n`
    }),
  ])

const mapped = '\nMAPPED_LIBRARIES:\n55d000000000-55d0f0000000 r-xp 00000000 fe:00 11    /srv/app\n'
const addresses = ({ parent, name }: SeededTree, node: number): string => {
  let text = ''
  for (let at = node; at >= 0; at = parent[at]!) text += ` 0x${(0x55d0_0000_0000 + 64 * name[at]!).toString(16)}`
  return text
}

export const toJemalloc = (tree: SeededTree): Uint8Array =>
  join([
    'heap_v2/524288\n  t*: 9: 576 [0: 0]\n',
    ...Array.from(
      tree.leaf,
      (node, i) => `@${addresses(tree, node)}\n  t*: ${1 + (i % 9)}: ${640 * (1 + (i % 9))} [0: 0]\n`,
    ),
    mapped,
  ])

export const toGperftools = (tree: SeededTree): Uint8Array =>
  join([
    'heap profile: 1: 64 [1: 64] @ heapprofile\n',
    ...Array.from(
      tree.leaf,
      (node, i) => ` ${1 + (i % 9)}: ${64 * (1 + (i % 9))} [9: 576] @${addresses(tree, node)}\n`,
    ),
    mapped,
  ])

/** A report each two seconds of a day is what a long run leaves; as one file it is one report with many threads' worth of spaces. */
export function toNodeReport({ leaf }: SeededTree): Uint8Array {
  const report = JSON.parse(new TextDecoder().decode(recorded('counters/node-report.json'))) as Record<string, unknown>
  const shown = Array.from(leaf, (_, i) => ({ name: `library-${i}.so`, address: i }))
  return encoder.encode(JSON.stringify({ ...report, libuv: shown }))
}

/** Largest sites of an allocation: memray lists as many as it is asked for. */
export function toMemrayStats({ names }: SeededTree): Uint8Array {
  const stats = JSON.parse(new TextDecoder().decode(recorded('memray/stats.json'))) as Record<string, unknown>
  const top = names.map((name, i) => ({ location: `${name}:/srv/app.py:${i}`, size: 1000 + i }))
  return encoder.encode(JSON.stringify({ ...stats, top_locations_by_size: top }))
}
