/**
 * A package that moved is no change: `api/v1` in one build, `api/v2` in the next, with the same functions in it. Told only where a
 * package is on one side alone, its functions are nearly all found again in one package that is on the other side alone, and the two
 * names say so as well (another version or place, the same last part); or where so many functions agree that it cannot be chance.
 */
import { describeFrame } from '../frames/hue.ts'
import { normaliseForComparison } from '../frames/normaliseName.ts'
import type { CallTree } from '../profile/callTree.ts'

export interface RenamedPackage {
  readonly base: string
  readonly head: string
}

export interface Renamed {
  readonly packages: readonly RenamedPackage[]
  /** Names as found in base → the same function as head calls it. */
  readonly names: ReadonlyMap<string, string>
}

/** Part of the samples of both packages that must be in functions they share. */
const mostShared = 0.7
/** Without a resemblance of the names: this many functions, and nearly everything. */
const manyFunctions = 5
const nearlyAll = 0.9
/** Names of one side alone that are looked into; a build with more has nothing in common with the other. */
const mostNames = 20_000

interface Package {
  readonly name: string
  /** Function without its package, normalised → its full name and its samples. */
  readonly functions: Map<string, { readonly name: string; readonly weight: number }>
  weight: number
}

export function renamedPackages(base: CallTree, head: CallTree): Renamed {
  const none: Renamed = { packages: [], names: new Map() }
  const only = { base: onlyIn(base, head), head: onlyIn(head, base) }
  if (only.base.length === 0 || only.head.length === 0) return none
  if (only.base.length > mostNames || only.head.length > mostNames) return none
  const from = packagesOf(base, only.base)
  const to = packagesOf(head, only.head)
  for (const [own, other] of [
    [from, head],
    [to, base],
  ] as const)
    for (const name of packagesOn(other, [...own.keys()])) own.delete(name)
  const withFunction = new Map<string, Package[]>()
  for (const one of to.values())
    for (const rest of one.functions.keys()) withFunction.set(rest, [...(withFunction.get(rest) ?? []), one])
  const packages: RenamedPackage[] = []
  const names = new Map<string, string>()
  const taken = new Set<string>()
  for (const one of [...from.values()].sort((a, b) => b.weight - a.weight)) {
    const target = bestTarget(one, withFunction, taken)
    if (!target) continue
    taken.add(target.name)
    packages.push({ base: one.name, head: target.name })
    for (const [rest, { name }] of one.functions) {
      const found = target.functions.get(rest)
      // A function that only base saw moved with its package all the same.
      names.set(name, found?.name ?? target.name + name.slice(one.name.length))
    }
  }
  return { packages, names }
}

function bestTarget(
  one: Package,
  withFunction: ReadonlyMap<string, readonly Package[]>,
  taken: ReadonlySet<string>,
): Package | undefined {
  const shared = new Map<Package, { count: number; base: number; head: number }>()
  for (const [rest, { weight }] of one.functions) {
    for (const target of (withFunction.get(rest) ?? []).slice(0, 20)) {
      const sum = shared.get(target) ?? { count: 0, base: 0, head: 0 }
      sum.count++
      sum.base += weight
      sum.head += target.functions.get(rest)?.weight ?? 0
      shared.set(target, sum)
    }
  }
  let best: { readonly target: Package; readonly part: number } | undefined
  for (const [target, { count, base, head }] of shared) {
    const part = Math.min(base / one.weight, head / target.weight)
    const enough = resemble(one.name, target.name) ? part >= mostShared : count >= manyFunctions && part >= nearlyAll
    if (enough && !taken.has(target.name) && (!best || part > best.part)) best = { target, part }
  }
  return best?.target
}

/** Another version of one path, or the same last part somewhere else. */
function resemble(a: string, b: string): boolean {
  const partsOf = (name: string): readonly string[] =>
    name
      .split(/[/.:]+/)
      .map((part) => part.replace(/[-_]?v\d+(?:(?:alpha|beta)\d*)?$/i, ''))
      .filter((part) => part !== '')
  return partsOf(a).at(-1) === partsOf(b).at(-1) && partsOf(a).length > 0
}

/** Indexes of the names that the other tree does not have. */
function onlyIn(tree: CallTree, other: CallTree): readonly number[] {
  const known = new Set(other.names)
  return [...tree.names.keys()].filter((index) => !known.has(tree.names[index]!))
}

function packagesOf(tree: CallTree, names: readonly number[]): Map<string, Package> {
  const weights = new Float64Array(tree.names.length)
  for (let node = 1; node < tree.length; node++)
    weights[tree.name[node]!]! += Math.max(0, tree.selfSamples[node]!) + Math.max(0, tree.totalSamples[node]!)
  const found = new Map<string, Package>()
  for (const index of names) {
    const name = tree.names[index]!
    const { package: of } = describeFrame(name, tree.files[index], tree.modules[index])
    // A module that is told by the file alone is not in the name.
    if (of === '' || name.length <= of.length || !name.startsWith(of)) continue
    const one = found.get(of) ?? { name: of, functions: new Map(), weight: 0 }
    found.set(of, one)
    const weight = weights[index]! + 1
    one.functions.set(normaliseForComparison(name.slice(of.length)), { name, weight })
    one.weight += weight
  }
  return found
}

/** Which of these packages the tree has functions of: every beginning of a name that ends where a package could. */
function packagesOn(tree: CallTree, packages: readonly string[]): ReadonlySet<string> {
  const asked = new Set(packages)
  const longest = Math.max(0, ...packages.map(({ length }) => length))
  const found = new Set<string>()
  for (const name of tree.names) {
    const until = Math.min(name.length - 1, longest)
    for (let at = 1; at <= until; at++) {
      if (!/[.:/!]/.test(name[at]!)) continue
      const prefix = name.slice(0, at)
      if (asked.has(prefix)) found.add(prefix)
    }
  }
  return found
}
