/**
 * Which function to name for a share of a tree. Leaves are memmove, mallocgc and Lock; roots are thread starters. The
 * name a person recognises lies between: the program's own innermost function, or where it enters a library.
 */
import type { CallTree } from '../profile/callTree.ts'
import type { Share } from '../units.ts'
import type { ViewKind } from '../window/windowProfiles.ts'

export interface Owner {
  readonly name: string
  readonly total: number
  readonly share: Share
}

/** The Go standard library by first path element; whatever else has no dot there is the program's. */
const goStandard = new Set(
  'archive bufio bytes cmp compress container context crypto database debug embed encoding errors expvar flag fmt go hash html image index internal io iter log maps math mime net os path plugin reflect regexp slices sort strconv strings structs sync syscall testing text time unicode unique unsafe vendor weak'.split(
    ' ',
  ),
)

const machinery =
  /^(runtime[./]|internal\/(runtime|bytealg|abi|race)|reflect\.|sync\/atomic\.|sync\.|internal\/sync\.|syscall\.|internal\/syscall|internal\/poll\.|\[?(unknown|kernel)|0x[0-9a-f]+$|_?_?(libc|GI)_|mem(move|cpy|set|clr)|aeshash|gc[A-Z]|(cmp|index)body$|java[./]lang[./]Thread\.run|threading\.(_bootstrap|run|_bootstrap_inner)|\(.*\)$)/

/** Frames that only take or release a lock: the function of interest is the one that called them. */
const lockPrimitive =
  /(^|[./:])(R?Lock|Unlock|RUnlock|lockSlow|rUnlockSlow|unlockSlow|acquire|release|__enter__|__exit__|wait_for_tstate_lock)$|^(RLock|Lock)\.acquire$|^mutex \(native\)$/

/** Where a frame's code comes from, for climbing out of a library: "json", "encoding/json", "java.util". */
export function packageOf(name: string, file: string): string {
  if (/\.pyw?$|^<frozen/.test(file)) return name.split('.')[0] ?? name
  const slash = name.lastIndexOf('/')
  const dot = name.indexOf('.', slash + 1)
  return dot < 0 ? name : name.slice(0, dot)
}

export function isLibrary(name: string, file: string): boolean {
  if (/\/(site-packages|dist-packages|lib\/python\d[\d.]*)\//.test(file) || file.startsWith('<frozen')) return true
  if (/^(java|javax|jdk|sun|com\.sun|scala|kotlin)[./]/.test(name)) return true
  const first = name.split(/[./]/, 1)[0] ?? ''
  const pathFirst = name.split('/', 1)[0] ?? ''
  if (name.includes('/') && pathFirst.includes('.')) return pathFirst.startsWith('golang.org')
  return file.endsWith('.go') || name.includes('(*') || name.includes('/') ? goStandard.has(first) : false
}

/** Owner of every node, by name index; −1 for nodes with nobody to name above them. */
function ownersOf(tree: CallTree, kind: ViewKind): Int32Array {
  const skip = tree.names.map((name) =>
    kind === 'lock' ? lockPrimitive.test(name) || machinery.test(name) : machinery.test(name),
  )
  const library = tree.names.map((name, index) => isLibrary(name, tree.files[index] ?? ''))
  const packages = tree.names.map((name, index) => packageOf(name, tree.files[index] ?? ''))
  const owner = new Int32Array(tree.length).fill(-1)
  for (let node = 1; node < tree.length; node++) {
    const name = tree.name[node] ?? 0
    const above = owner[tree.parent[node] ?? 0] ?? -1
    if (skip[name] === true) owner[node] = above
    else if (
      kind !== 'lock' &&
      above >= 0 &&
      library[name] === true &&
      library[above] === true &&
      packages[name] === packages[above]
    ) {
      // Still inside the library that was entered above: its entry is the name people know.
      owner[node] = above
    } else owner[node] = name
  }
  return owner
}

/** Functions to name, by what ends in them, largest first. */
export function topOwners(tree: CallTree, kind: ViewKind, count: number): readonly Owner[] {
  const all = tree.total[0] ?? 0
  if (all <= 0) return []
  const owner = ownersOf(tree, kind)
  const sums = new Map<number, number>()
  for (let node = 0; node < tree.length; node++) {
    const self = tree.self[node] ?? 0
    const name = owner[node] ?? -1
    if (self > 0 && name >= 0) sums.set(name, (sums.get(name) ?? 0) + self)
  }
  return [...sums]
    .sort((a, b) => b[1] - a[1])
    .slice(0, count)
    .map(([name, total]) => ({ name: tree.names[name] ?? '', total, share: total / all }))
}

/** Totals by function name; a recursive function counts once per path. */
export function totalsByName(tree: CallTree): ReadonlyMap<string, number> {
  const sums = new Map<string, number>()
  const open = new Int32Array(tree.names.length)
  const path: number[] = []
  for (let node = 1; node < tree.length; node++) {
    while (path.length > 0 && (tree.subtreeEnd[path.at(-1) ?? 0] ?? 0) <= node) {
      const closed = path.pop() ?? 0
      const name = tree.name[closed] ?? 0
      open[name] = (open[name] ?? 0) - 1
    }
    const name = tree.name[node] ?? 0
    if (open[name] === 0) {
      const text = tree.names[name] ?? ''
      sums.set(text, (sums.get(text) ?? 0) + (tree.total[node] ?? 0))
    }
    open[name] = (open[name] ?? 0) + 1
    path.push(node)
  }
  return sums
}
