/** The seeded tree as pages and pictures, and as JSON and text of runtimes: what people have by the kilobyte, some of them by the megabyte. */
import type { SeededTree } from './seededTree.ts'

const encoder = new TextEncoder()

/** Samples at each node and below it. */
function totals({ parent, leaf }: SeededTree): Float64Array {
  const total = new Float64Array(parent.length)
  for (const node of leaf) total[node]! += 1
  // A caller stands before what it calls.
  for (let node = parent.length - 1; node > 0; node -= 1) total[parent[node]!]! += total[node]!
  return total
}

/** As nested objects, each made of its node. */
function nested<T extends { readonly children: T[] }>(tree: SeededTree, of: (node: number) => T): T {
  const all = Array.from(tree.parent, (_, node) => of(node))
  for (let node = all.length - 1; node > 0; node -= 1) all[tree.parent[node]!]!.children.push(all[node]!)
  return all[0]!
}

interface Box {
  readonly name: string
  readonly value: number
  readonly children: Box[]
}

function boxes(tree: SeededTree): Box {
  const total = totals(tree)
  return nested<Box>(tree, (node) => ({
    name: `*${tree.names[tree.name[node]!]!} /srv/app.js:7:1`,
    value: total[node]!,
    children: [],
  }))
}

export function toZeroX(tree: SeededTree): Uint8Array {
  const data = { merged: { name: 'all stacks', value: tree.leaf.length, children: [boxes(tree)] } }
  return encoder.encode(`<!DOCTYPE html><html><script>visualizer(${JSON.stringify(data)})</script></html>`)
}

export function toClinic(tree: SeededTree): Uint8Array {
  const merged = { name: 'all stacks', value: tree.leaf.length, children: [boxes(tree)] }
  return encoder.encode(
    `<!DOCTYPE html><html><title>Clinic Flame</title><script>({"data.json":[function(){ module.exports={"merged":${JSON.stringify(merged)}} }]})</script></html>`,
  )
}

export function toMemrayPage(tree: SeededTree): Uint8Array {
  const { parent, name, names } = tree
  const children: number[][] = Array.from(parent, () => [])
  for (let node = 1; node < parent.length; node += 1) children[parent[node]!]!.push(node)
  const nodes = {
    name: Array.from(name, (row) => row),
    function: Array.from(name, (row) => row),
    filename: Array.from(name, () => names.length),
    lineno: Array.from(name, (row) => 10 + (row % 300)),
    value: [...totals(tree)],
    n_allocations: Array.from(name, () => 1),
    children,
  }
  const records = Array.from({ length: 1000 }, (_, i) => [1_795_850_424_384 + 10 * i, 45e6 + i, 9e6 + i])
  return encoder.encode(
    `<!DOCTYPE html><html><head><title>memray - flamegraph</title></head><script>const packed_data = ${JSON.stringify({ nodes, strings: [...names, '/srv/app.py'] })};\nconst memory_records = ${JSON.stringify(records)};</script></html>`,
  )
}

export function toTachyonPage(tree: SeededTree): Uint8Array {
  const { name, names } = tree
  interface Node {
    readonly value: number
    readonly filename: number
    readonly funcname: number
    readonly lineno: number
    readonly children: Node[]
  }
  const total = totals(tree)
  const root = nested<Node>(tree, (node) => ({
    value: total[node]!,
    filename: names.length,
    funcname: name[node]!,
    lineno: 7,
    children: [],
  }))
  const stats = { sample_interval_usec: 1000, duration_sec: 60, sample_rate: 1000, mode: 0 }
  const data = { ...root, name: 0, threads: [1], stats, strings: [...names, 'app.py'] }
  return encoder.encode(`<!DOCTYPE html><html><script>const EMBEDDED_DATA = ${JSON.stringify(data)};</script></html>`)
}

export function toFlameSvg(tree: SeededTree): Uint8Array {
  const { parent, depth, name, names } = tree
  const total = totals(tree)
  const scale = 1180 / total[0]!
  /** Where the next child of a node begins. */
  const free = new Float64Array(parent.length)
  const all = [
    '<?xml version="1.0" standalone="no"?>\n<svg version="1.1" width="1200" height="900" xmlns="http://www.w3.org/2000/svg">\n<text id="title" x="50%" y="24">CPU Flame Graph</text>\n',
  ]
  for (let node = 0; node < parent.length; node += 1) {
    const x = node === 0 ? 10 : free[parent[node]!]!
    const width = total[node]! * scale
    free[node] = x
    if (node > 0) free[parent[node]!]! += width
    all.push(
      `<g><title>${node === 0 ? 'all' : names[name[node]!]!} (${total[node]} samples, ${((100 * total[node]!) / total[0]!).toFixed(2)}%)</title><rect x="${x.toFixed(4)}" y="${880 - 16 * depth[node]!}" width="${width.toFixed(4)}" height="15" fill="rgb(1,2,3)"/></g>\n`,
    )
  }
  return encoder.encode(`${all.join('')}</svg>\n`)
}

export function toFlamebearer(tree: SeededTree): Uint8Array {
  const { parent, depth, name, names, leaf } = tree
  const total = totals(tree)
  const self = new Float64Array(parent.length)
  for (const node of leaf) self[node]! += 1
  const free = new Float64Array(parent.length)
  const levels: (readonly [x: number, row: readonly number[]])[][] = []
  for (let node = 0; node < parent.length; node += 1) {
    const x = node === 0 ? 0 : free[parent[node]!]!
    free[node] = x
    if (node > 0) free[parent[node]!]! += total[node]!
    const level = (levels[depth[node]!] ??= [])
    level.push([x, [total[node]!, self[node]!, name[node]! + 1]])
  }
  const rows = levels.map((level) => {
    let until = 0
    return level
      .toSorted((a, b) => a[0] - b[0])
      .flatMap(([x, row]) => {
        const gap = x - until
        until = x + row[0]!
        return [gap, ...row]
      })
  })
  return encoder.encode(
    JSON.stringify({
      version: 1,
      flamebearer: { names: ['total', ...names], levels: rows, numTicks: total[0], maxSelf: Math.max(...self) },
      metadata: { format: 'single', spyName: 'gospy', sampleRate: 100, units: 'samples', name: 'cpu' },
      timeline: { startTime: 1_795_000_000, samples: [0], durationDelta: 10 },
    }),
  )
}

export function toCpuProfile({ parent, name, names, leaf }: SeededTree): Uint8Array {
  const children: number[][] = Array.from(parent, () => [])
  for (let node = 1; node < parent.length; node += 1) children[parent[node]!]!.push(node + 1)
  const nodes = Array.from(name, (row, node) => ({
    id: node + 1,
    callFrame: {
      functionName: node === 0 ? '(root)' : names[row]!,
      scriptId: '1',
      url: 'file:///srv/app.js',
      lineNumber: row % 300,
      columnNumber: 1,
    },
    hitCount: 1,
    children: children[node],
  }))
  const samples = Array.from(leaf, (node) => node + 1)
  return encoder.encode(
    JSON.stringify({
      nodes,
      startTime: 1,
      endTime: 1 + 1000 * leaf.length,
      samples,
      timeDeltas: samples.map(() => 1000),
    }),
  )
}

export function toHeapProfile(tree: SeededTree): Uint8Array {
  interface Node {
    readonly callFrame: object
    readonly selfSize: number
    readonly id: number
    readonly children: Node[]
  }
  const head = nested<Node>(tree, (node) => ({
    callFrame: {
      functionName: node === 0 ? '(root)' : tree.names[tree.name[node]!]!,
      scriptId: '1',
      url: 'file:///srv/app.js',
      lineNumber: 3,
      columnNumber: 1,
    },
    selfSize: 64 * (node % 40),
    id: node + 1,
    children: [],
  }))
  return encoder.encode(JSON.stringify({ head, samples: [] }))
}

/** One object a node, each held by the one before it. */
export function toHeapSnapshot({ parent, names }: SeededTree): Uint8Array {
  const count = parent.length
  const nodes = Array.from({ length: count }, (_, i) => [3, 1 + (i % names.length), i * 2 + 1, 64, 1, 0, 0]).flat()
  const edges = Array.from({ length: count }, (_, i) => [2, 1 + (i % names.length), 7 * ((i + 1) % count)]).flat()
  const meta = {
    node_fields: ['type', 'name', 'id', 'self_size', 'edge_count', 'trace_node_id', 'detachedness'],
    node_types: [
      ['hidden', 'array', 'string', 'object', 'code', 'closure'],
      'string',
      'number',
      'number',
      'number',
      'number',
      'number',
    ],
    edge_fields: ['type', 'name_or_index', 'to_node'],
    edge_types: [['context', 'element', 'property'], 'string_or_number', 'node'],
    trace_function_info_fields: [],
    trace_node_fields: [],
    sample_fields: [],
    location_fields: [],
  }
  const snapshot = { meta, node_count: count, edge_count: count, trace_function_count: 0 }
  return encoder.encode(
    JSON.stringify({
      snapshot,
      nodes,
      edges,
      trace_function_infos: [],
      trace_tree: [],
      samples: [],
      locations: [],
      strings: ['', ...names],
    }),
  )
}

export function toSpeedscope({ parent, name, names, leaf, weight }: SeededTree): Uint8Array {
  const samples = Array.from(leaf, (node) => {
    const path: number[] = []
    for (let at = node; at >= 0; at = parent[at]!) path.push(name[at]!)
    return path.toReversed()
  })
  const weights = [...weight]
  return encoder.encode(
    JSON.stringify({
      $schema: 'https://www.speedscope.app/file-format-schema.json',
      shared: { frames: names.map((text) => ({ name: text, file: 'app.py', line: 7 })) },
      profiles: [
        {
          type: 'sampled',
          name: 'main',
          unit: 'milliseconds',
          startValue: 0,
          endValue: weights.reduce((sum, one) => sum + one, 0),
          samples,
          weights,
        },
      ],
      exporter: 'speedscope@1.22.2',
    }),
  )
}
