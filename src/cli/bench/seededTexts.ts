/** The seeded tree in the formats that people have by the megabyte rather than by the hundred: one function a format. */
import { writeTachyonBinary } from '../../core/testing/tachyonWriter.ts'
import type { SeededTree } from './seededTree.ts'

const encoder = new TextEncoder()

/** Functions from the root to a node. */
function pathTo({ parent, name, names }: SeededTree, node: number): string[] {
  const path: string[] = []
  for (let at = node; at >= 0; at = parent[at]!) path.push(names[name[at]!]!)
  return path.reverse()
}

function lines(count: number, lineAt: (i: number) => string, head = ''): Uint8Array {
  const all = [head]
  for (let i = 0; i < count; i += 1) all.push(lineAt(i))
  return encoder.encode(all.join(''))
}

export function toAustin(tree: SeededTree): Uint8Array {
  const { leaf, weight } = tree
  const line = (i: number): string =>
    `P4711;T0:${(i % 64) + 1};${pathTo(tree, leaf[i]!)
      .map((name) => `/srv/app.py:${name}:7`)
      .join(';')} ${weight[i]! * 10_000}\n`
  return lines(leaf.length, line, '# austin: 3.7.0\n# interval: 10000\n# mode: wall\n\n')
}

export function toTachyonCollapsed(tree: SeededTree): Uint8Array {
  const { leaf, weight } = tree
  const line = (i: number): string =>
    `tid:${(i % 64) + 1};${pathTo(tree, leaf[i]!)
      .map((name) => `app.py:${name}:7`)
      .join(';')} ${weight[i]}\n`
  return lines(leaf.length, line)
}

/** A fifth of the samples: the writer of the tests looks each frame up. */
export function toTachyonBinary(tree: SeededTree): Uint8Array {
  const { leaf } = tree
  return writeTachyonBinary(
    Array.from({ length: Math.floor(leaf.length / 5) }, (_, i) => ({
      thread: (i % 64) + 1,
      at: i * 1000,
      status: 3,
      stack: pathTo(tree, leaf[i]!).map((name) => `app.py:${name}:7`),
    })),
  )
}

export function toChromeTrace({ parent, name, names, leaf }: SeededTree): Uint8Array {
  const place = { pid: 7, tid: 7, ph: 'P', id: '0x1', cat: 'disabled-by-default-v8.cpu_profiler' }
  const nodes = Array.from(name, (row, node) => ({
    id: node + 1,
    ...(node === 0 ? {} : { parent: parent[node]! + 1 }),
    callFrame: { functionName: names[row]!, url: 'file:///srv/app.js', lineNumber: 10 + (row % 300) },
  }))
  const chunks = Array.from({ length: Math.ceil(leaf.length / 100) }, (_, i) => {
    const some = leaf.subarray(i * 100, (i + 1) * 100)
    return {
      ...place,
      name: 'ProfileChunk',
      args: {
        data: {
          cpuProfile: { ...(i === 0 ? { nodes } : {}), samples: Array.from(some, (node) => node + 1) },
          timeDeltas: Array.from(some, () => 1000),
        },
      },
    }
  })
  const start = { ...place, name: 'Profile', args: { data: { startTime: 1000 } } }
  return encoder.encode(JSON.stringify({ traceEvents: [start, ...chunks] }))
}

export function toStackprof({ parent, name, names, leaf, weight }: SeededTree): Uint8Array {
  const raw: number[] = []
  for (const [i, node] of leaf.entries()) {
    const path: number[] = []
    for (let at = node; at >= 0; at = parent[at]!) path.push(name[at]! + 1)
    raw.push(path.length, ...path.reverse(), weight[i]!)
  }
  const samples = weight.reduce((sum, one) => sum + one, 0)
  const frames = names.map((text, i) => [
    i + 1,
    { name: text, file: '/srv/app.rb', line: 7, samples: 1, total_samples: 1 },
  ])
  const about = { version: 1.2, mode: 'wall', interval: 10_000, samples, gc_samples: 0, missed_samples: 0 }
  return encoder.encode(JSON.stringify({ ...about, frames: Object.fromEntries(frames), raw }))
}

export function toVernier({ parent, name, names, leaf }: SeededTree): Uint8Array {
  const functions = names.map((_, i) => i)
  const thread = {
    name: 'main',
    tid: 1,
    pid: 1,
    samples: {
      stack: [...leaf],
      time: Array.from(leaf, (_, i) => i * 10),
      weight: Array.from(leaf, () => 1),
      weightType: 'samples',
      length: leaf.length,
    },
    stackTable: { frame: [...name], prefix: Array.from(parent, (at) => (at < 0 ? null : at)), length: name.length },
    frameTable: { func: functions, line: functions.map((i) => 10 + (i % 300)), length: names.length },
    funcTable: { name: functions, fileName: functions.map(() => names.length), length: names.length },
    markers: { name: [], startTime: [], endTime: [], phase: [], category: [], data: [], length: 0 },
    stringArray: [...names, 'app.rb'],
  }
  const meta = { interval: 10, startTime: 1_795_305_600_000, product: 'Ruby/Vernier', preprocessedProfileVersion: 47 }
  return encoder.encode(JSON.stringify({ meta, libs: [], threads: [thread] }))
}

export function toCallgrind({ parent, name, names }: SeededTree): Uint8Array {
  const line = (node: number): string => {
    const fn = `fn=(${name[node]! + 1})${node < names.length ? ` ${names[node % names.length]}` : ''}\n`
    const above = parent[node]! < 0 ? '' : `cfn=(${name[parent[node]!]! + 1})\ncalls=3 7\n9 400\n`
    return `${fn}${10 + (node % 300)} ${node % 97}\n+1 5\n${above}`
  }
  return lines(
    name.length,
    line,
    `version: 1\ncreator: callgrind-3.19.0\npid: 1\ncmd: ./app\npositions: line\nevents: Ir\n\nfl=(1) app.c\n${names
      .map((text, i) => `fn=(${i + 1}) ${text}\n1 1\n`)
      .join('')}`,
  )
}

export function toHeaptrack({ parent, name, names, leaf }: SeededTree): Uint8Array {
  const hex = (value: number): string => value.toString(16)
  const all = ['v 10500 3\nX ./app\nI 1000 5e298d\ns 5 ./app\n']
  for (const text of names) all.push(`s ${hex(text.length)} ${text}\n`)
  names.forEach((_, i) => all.push(`i ${hex(0x7f00 + i * 16)} 1 ${hex(i + 2)}\n`))
  for (let node = 0; node < name.length; node += 1) all.push(`t ${hex(name[node]! + 1)} ${hex(parent[node]! + 1)}\n`)
  for (let node = 0; node < name.length; node += 1) all.push(`a ${hex(64 + (node % 500))} ${hex(node + 1)}\n`)
  for (const [i, node] of leaf.entries()) {
    if (i % 100 === 0) all.push(`c ${hex(i)}\n`)
    all.push(`+ ${hex(node)}\n`)
    if (i % 2 === 0) all.push(`- ${hex(node)}\n`)
  }
  return encoder.encode(all.join(''))
}

interface PyFrame {
  function: string
  file_path: string
  file_path_short: string
  line_no: number
  time: number
  await_time: number
  is_application_code: boolean
  children: PyFrame[]
}

export function toPyinstrument({ parent, name, names }: SeededTree): Uint8Array {
  const frames = Array.from(name, (row): PyFrame => ({
    function: names[row]!,
    file_path: 'app.py',
    file_path_short: 'app.py',
    line_no: 10 + (row % 300),
    time: 0.01,
    await_time: 0,
    is_application_code: true,
    children: [],
  }))
  // A caller stands before what it calls.
  for (let node = frames.length - 1; node > 0; node -= 1) {
    const above = frames[parent[node]!]!
    above.children.push(frames[node]!)
    above.time += frames[node]!.time
  }
  const [root] = frames
  const about = { start_time: 1_795_850_431, duration: root?.time, sample_count: frames.length, cpu_time: 1 }
  return encoder.encode(JSON.stringify({ ...about, target_description: 'Program: app.py', root_frame: root }))
}

export function toScalene({ names }: SeededTree): Uint8Array {
  const row = (line: string, lineno: number): object => ({
    line,
    lineno,
    n_cpu_percent_python: 100 / names.length,
    n_cpu_percent_c: 0,
    n_sys_percent: 0,
    n_malloc_mb: 1,
  })
  const files = Object.fromEntries(
    Array.from({ length: 20 }, (_, file) => [
      `/srv/app${file}.py`,
      { functions: names.map((name, i) => row(`${name}${file}`, i)), lines: names.map((name, i) => row(name, i)) },
    ]),
  )
  const about = { elapsed_time_sec: 60, start_time_absolute: 1_795_000_000, growth_rate: 0, program: 'app.py' }
  return encoder.encode(JSON.stringify({ ...about, files }))
}

/** A tenth of the samples: nobody has five thousand goroutines ten times over. */
export function toGoroutines(tree: SeededTree): Uint8Array {
  const { leaf } = tree
  const goroutine = (i: number): string =>
    `goroutine ${i + 1} [chan send (leaked), 5 minutes labels:{"tenant": "t-${i % 90}"}]:\n${pathTo(tree, leaf[i]!)
      .toReversed()
      .map((name) => `${name}(0xc000${i % 9}, {0xc0001, 0x7})\n\t/srv/app/main.go:34 +0x5a\n`)
      .join('')}created by main.price in goroutine 1\n\t/srv/app/main.go:12 +0x1\n\n`
  return lines(Math.floor(leaf.length / 10), goroutine)
}

export function toGcLog({ leaf }: SeededTree): Uint8Array {
  const line = (i: number): string =>
    `[${(i / 10).toFixed(3)}s][info][gc] GC(${i}) Pause Young (Normal) (G1 Evacuation Pause) ${30 + (leaf[i]! % 50)}M->10M(100M) 2.225ms\n[${(i / 10).toFixed(3)}s][info][gc,cpu] GC(${i}) User=0.02s Sys=0.01s Real=0.01s\n`
  return lines(leaf.length, line, '[0.003s][info][gc] Using G1\n')
}

export function toDotnetCounters({ leaf }: SeededTree): Uint8Array {
  const line = (i: number): string => {
    const at = new Date(Date.UTC(2026, 10, 28, 4) + i * 1000).toISOString()
    const shown = `11/28/2026 ${at.slice(11, 19)}`
    return `${shown},System.Runtime,CPU Usage (%),Metric,${leaf[i]! % 100}\n${shown},System.Runtime,Allocation Rate (B / 1 sec),Rate,1000000\n`
  }
  // Eighteen hours at most: the table has dates of one day.
  return lines(Math.min(64_000, leaf.length), line, 'Timestamp,Provider,Counter Name,Counter Type,Mean/Increment\n')
}
