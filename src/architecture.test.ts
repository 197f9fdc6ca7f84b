/** The law of the rooms: who may import whom. The compiler holds part of it (core knows no DOM); this holds the rest. */
import { readFileSync, readdirSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'

const root = resolve(import.meta.dirname, '..')

const law: Readonly<Record<string, { readonly rooms: readonly string[]; readonly packages: readonly RegExp[] }>> = {
  core: { rooms: ['core'], packages: [/^@noble\/hashes/, /^fzstd$/] },
  workers: { rooms: ['core', 'workers'], packages: [] },
  sources: { rooms: ['core', 'sources'], packages: [/^@noble\/hashes/] },
  state: { rooms: ['core', 'sources', 'state'], packages: [/^zustand/, /^@tanstack\/react-query$/, /^react$/] },
  views: {
    rooms: ['core', 'state', 'views'],
    packages: [/^react(-dom)?(\/|$)/, /^zustand/, /^d3$/, /^d3-flame-graph$/, /^@tanstack\/react-query$/],
  },
  // The bench measures the built page outside src, and finds a browser like the tests do.
  cli: { rooms: ['core', 'sources', 'cli', '..'], packages: [/./] },
}

/** The rooms inside core, state and views, one direction: a room imports only what stands before it. */
const innerOrder: Readonly<Record<'core' | 'state' | 'views', readonly string[]>> = {
  core: [
    'base',
    'frames',
    'profile',
    'draw',
    'formats',
    'window',
    'signals',
    'link',
    'diagnosis',
    'fleet',
    'diff',
    'analysis',
    'snapshot',
    'analyst',
  ],
  state: ['view', 'worker', 'sources', 'queries', 'sharing', 'start'],
  views: [
    'theme',
    'names',
    'controls',
    'flame',
    'pane',
    'table',
    'panes',
    'functions',
    'timeline',
    'header',
    'banner',
    'why',
    'share',
    'record',
    'phone',
    'compare',
    'fleet',
    'help',
    'shell',
  ],
}

interface Import {
  readonly file: string
  readonly from: string
}

function filesUnder(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    // What only tests use may read the disk.
    if (entry.isDirectory()) return entry.name === 'testing' ? [] : filesUnder(path)
    return /\.tsx?$/.test(entry.name) && !/\.(test|d)\.tsx?$/.test(entry.name) ? [path] : []
  })
}

function importsOf(file: string): Import[] {
  const text = readFileSync(file, 'utf8')
  const found = [
    ...text.matchAll(/^(?:import|export)\b[^'"`;]*?\bfrom\s*['"]([^'"]+)['"]/gm),
    ...text.matchAll(/^import\s*['"]([^'"]+)['"]/gm),
    ...text.matchAll(/\bimport\(\s*['"]([^'"]+)['"]\s*\)/g),
    ...text.matchAll(/new URL\(\s*['"]([^'"]+)['"],\s*import\.meta\.url/g),
  ]
  return found.map((match) => ({ file, from: match[1] ?? '' }))
}

const roomOf = (file: string): string => relative(join(root, 'src'), file).split('/')[0] ?? ''

describe('the law of the rooms', () => {
  for (const [room, allowed] of Object.entries(law)) {
    const imports = filesUnder(join(root, 'src', room)).flatMap(importsOf)

    it(`${room} imports only ${allowed.rooms.join(', ')}`, () => {
      const broken = imports
        .filter(({ from }) => from.startsWith('.'))
        .map(({ file, from }) => ({ file, target: resolve(dirname(file), from) }))
        // State starts two workers by their addresses and imports nothing of them.
        .filter(
          ({ file, target }) =>
            !(
              room === 'state' &&
              file.endsWith('worker/analyst.ts') &&
              target.endsWith('workers/analysis.worker.ts')
            ) && !(room === 'state' && file.endsWith('worker/hashing.ts') && target.endsWith('workers/hash.worker.ts')),
        )
        .filter(({ target }) => !allowed.rooms.includes(roomOf(target)))
        .map(({ file, target }) => `${relative(root, file)} → ${relative(root, target)}`)
      expect(broken).toEqual([])
    })

    it(`${room} uses only the packages it is meant to use`, () => {
      const broken = imports
        .filter(({ from }) => !from.startsWith('.') && !from.startsWith('node:'))
        .filter(({ from }) => !allowed.packages.some((pattern) => pattern.test(from)))
        .map(({ file, from }) => `${relative(root, file)} → ${from}`)
      expect(broken).toEqual([])
    })
  }

  it('core and everything the browser runs stays away from Node', () => {
    const broken = ['core', 'workers', 'state', 'views', 'sources']
      .flatMap((room) => filesUnder(join(root, 'src', room)).flatMap(importsOf))
      .filter(({ from }) => from.startsWith('node:'))
    expect(broken).toEqual([])
  })

  it('only one file knows d3-flame-graph', () => {
    const users = filesUnder(join(root, 'src'))
      .flatMap(importsOf)
      .filter(({ from }) => from === 'd3-flame-graph')
    expect(users.map(({ file }) => relative(root, file))).toEqual(['src/views/flame/chart/d3FlameGraph.ts'])
  })

  it('only `step` changes the view', () => {
    const writers = ['core', 'state', 'views', 'sources']
      .flatMap((room) => filesUnder(join(root, 'src', room)))
      .filter((file) => /\bappStore\.setState\(/.test(readFileSync(file, 'utf8')))
    expect(writers.map((file) => relative(root, file))).toEqual(['src/state/view/store.ts'])
  })

  it('no files of src import each other in a circle, types included', () => {
    const next = new Map<string, string[]>()
    for (const { file, from } of filesUnder(join(root, 'src')).flatMap(importsOf)) {
      // A worker is started by its address.
      if (!from.startsWith('.') || from.endsWith('.worker.ts')) continue
      const name = relative(root, file)
      next.set(name, [...(next.get(name) ?? []), relative(root, resolve(dirname(file), from))])
    }
    expect(next.size).toBeGreaterThan(700)
    expect(circles(next)).toEqual([])
  })

  it('core asks nobody for the time or for chance', () => {
    const broken = filesUnder(join(root, 'src/core')).filter((file) =>
      /\bDate\.now\(|\bMath\.random\(|\bnew Date\(\)/.test(readFileSync(file, 'utf8')),
    )
    expect(broken).toEqual([])
  })
})

describe('the tests', () => {
  it('have no early end that lets one pass without having looked', () => {
    const early = /^ +if \(.+\) return;?$/
    const found = ['src', 'e2e']
      .flatMap((folder) => tests(join(root, folder)))
      .filter((file) => {
        // Helpers at the left edge may end where they like; what is inside a test may not.
        const inTests = readFileSync(file, 'utf8')
          .split(/^(?=describe|it|test)/m)
          .filter((part) => /^(?:describe|it|test)/.test(part))
        return inTests.some((part) =>
          part
            .split(/^[})]/m)[0]
            ?.split('\n')
            .some((line) => early.test(line)),
        )
      })
    expect(found.map((file) => relative(root, file))).toEqual([])
  })
})

describe.each(Object.entries(innerOrder))('the order of the rooms inside %s', (outer, order) => {
  const folder = join(root, 'src', outer)
  const arrows = filesUnder(folder)
    .flatMap(importsOf)
    .map(({ file, from }) => ({
      from: relative(folder, file),
      to: relative(folder, resolve(dirname(file), from)),
      name: from,
    }))
    .filter(({ name, to }) => name.startsWith('.') && !to.startsWith('..'))
  const innerRoom = (path: string): string => path.split('/')[0] ?? ''

  it('knows every room', () => {
    const folders = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory())
    const rooms = new Set(arrows.flatMap(({ from, to }) => [innerRoom(from), innerRoom(to)]))
    for (const { name } of folders) if (name !== 'testing') rooms.add(name)
    expect([...rooms].filter((room) => !order.includes(room))).toEqual([])
    expect(arrows.length).toBeGreaterThan(50)
  })

  it('has no arrow that runs up', () => {
    const up = arrows.filter(({ from, to }) => order.indexOf(innerRoom(to)) > order.indexOf(innerRoom(from)))
    expect(up.map(({ from, to }) => `${from} → ${to}`)).toEqual([])
  })

  it('has no circle of files, types included', () => {
    const next = new Map<string, string[]>()
    for (const { from, to } of arrows) next.set(from, [...(next.get(from) ?? []), to])
    expect(circles(next)).toEqual([])
  })
})

/** Strips files that import nothing any more until none can be stripped: what is left is on a circle, or leads to one. */
function circles(next: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const left = new Map(next)
  for (;;) {
    const done = [...left].filter(([, to]) => !to.some((file) => left.has(file)))
    if (done.length === 0) return [...left.keys()]
    for (const [file] of done) left.delete(file)
  }
}

function tests(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(?:test|spec)\.ts$/.test(file) && !file.includes('node_modules'))
    .map((file) => join(folder, file))
}
