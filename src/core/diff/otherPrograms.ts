/** Two windows whose CPU is in functions that only one of them has: two programs, or one whose build gave all functions other names. */
import type { Runtime, ViewKind } from '../base/vocabulary.ts'
import { describeFrame } from '../frames/hue.ts'
import { isWrapper } from './carried.ts'
import type { ComparabilityFact } from './comparabilityFact.ts'
import type { ComparedView } from './compareView.ts'
import type { Headline } from './comparison.ts'

/** Fewer samples on a side may have missed what both have. */
const fewestSamples = 200
/** Runtimes and standard libraries are in every program, and have a good part of the CPU of most. */
const mostShared = 0.4

/**
 * Of both sides: the part 0..1 of the samples that is in functions which the other side has as well. Of one process there is one program,
 * however little its windows have in common.
 */
export function otherPrograms(
  views: ReadonlyMap<ViewKind, ComparedView>,
  separateRuns: boolean,
  runtime?: Runtime,
): readonly Extract<ComparabilityFact, { readonly id: 'other-programs' }>[] {
  const fact = { level: 'warning', id: 'other-programs' } as const
  const cpu = views.get('cpu')
  if (!cpu) return []
  // What hardly computes waits or allocates: all profiles together may say enough. Two profilers of a JVM call its methods alike.
  const ofAll = (): ReturnType<typeof otherPrograms> => {
    const told = [...views.values()].filter(
      ({ testable, exposure }) => testable || (runtime === 'jvm' && !exposure.parts),
    )
    const shared = separateRuns ? ownShared(told, runtime) : undefined
    return shared && Math.max(shared.partA, shared.partB) < mostOwnShared ? [{ ...fact, ...shared, of: 'own' }] : []
  }
  // Others may name nothing alike, and what only holds what fell and what grew has nothing in both.
  if (cpu.exposure.parts) return []
  if (cpu.exposure.sharesOnly) return runtime === 'jvm' ? ofAll() : []
  const { base, head } = cpu.functions
  const sums = { a: 0, b: 0, sharedA: 0, sharedB: 0 }
  for (let name = 0; name < base.selfSamples.length; name++) {
    const [a, b] = [base.selfSamples[name]!, head.selfSamples[name]!]
    const isShared = base.totalSamples[name]! > 0 && head.totalSamples[name]! > 0
    sums.a += a
    sums.b += b
    if (isShared) sums.sharedA += a
    if (isShared) sums.sharedB += b
  }
  if (Math.min(sums.a, sums.b) < fewestSamples) return ofAll()
  const [partA, partB] = [sums.sharedA / sums.a, sums.sharedB / sums.b]
  if (Math.max(partA, partB) < mostShared) return [{ ...fact, partA, partB }]
  const own = ownShared([cpu], runtime)
  if (own && Math.max(own.partA, own.partB) < mostOwnShared) return [{ ...fact, ...own, of: 'own' }]
  const apart = own && separateRuns ? packagesApart(cpu, runtime) : undefined
  return apart ? [{ ...fact, ...apart, of: 'packages' }] : []
}

/** Refused as a comparison, and all there is to say of the two. */
export function otherRuntimes(
  facts: readonly ComparabilityFact[],
): Omit<Extract<Headline, { readonly id: 'other-programs' }>, 'id'> | undefined {
  const found = facts.find((fact) => fact.id === 'runtimes')
  return found && { partA: 0, partB: 0, of: 'runtimes', runtimes: { base: found.runtimeA, head: found.runtimeB } }
}

/** One package that took the place of another is a change of one program; with so many functions of its own it is a program. */
const fewestApart = 2
const fewestOfOne = 5
/** Of the packages of a side's own code. */
const mostPackagesShared = 0.5
/** Of what its functions are called without their packages: code that only moved keeps its names. */
const mostNamesShared = 0.2
/** Of its CPU: in one of them nearly all, and no little in the other. */
const leastApart = { one: 0.75, other: 0.25 } as const

/**
 * Two services of one house share what it builds all of them on, which is on every stack. What they are made of besides is in packages that
 * the other does not have.
 * @returns of both sides, the part 0..1 of its own code that is in such packages; undefined where they are of one program
 */
function packagesApart({ functions, aligned: { union, base, head } }: ComparedView, runtime: Runtime | undefined) {
  const packageOf = (name: number): string | undefined => {
    const text = union.names[name]!
    const { own, package: of } = describeFrame(text, union.files[name], union.modules[name])
    return own && of !== '' && isProgram(text, runtime) ? of : undefined
  }
  if (!mayBeApart(functions, union.names, packageOf)) return undefined
  const names = union.names.map((_, name) => packageOf(name))
  const sides = [
    { of: functions.base, self: base.selfSamples, packages: new Map<string, Set<string>>(), all: 0, apart: 0 },
    { of: functions.head, self: head.selfSamples, packages: new Map<string, Set<string>>(), all: 0, apart: 0 },
  ]
  for (const { of, packages } of sides)
    for (const [name, text] of names.entries()) {
      if (text === undefined || !(of.totalSamples[name]! > 0)) continue
      const inside = packages.get(text) ?? new Set()
      packages.set(text, inside.add(nameInside(union.names[name]!, text)))
    }
  const isShared = (text: string): boolean => sides.every(({ packages }) => packages.has(text))
  const apart = sides.map(({ packages }) => [...packages].filter(([text]) => !isShared(text)))
  // Asked before any sample is: nearly all that is compared is of one program.
  const isOne = sides.some(({ packages }, side) => {
    const alone = apart[side]!
    const [only] = alone
    const tooFew = alone.length < fewestApart && !(only && only[1].size >= fewestOfOne && !hasMoved(apart))
    return tooFew || alone.length < (1 - mostPackagesShared) * packages.size
  })
  if (isOne) return undefined
  // Whose each sample is: the own function nearest to its leaf.
  const whose: (string | undefined)[] = []
  for (let node = 1; node < union.length; node++) {
    const nearest = names[union.name[node]!] ?? whose[union.parent[node]!]
    whose[node] = nearest
    if (nearest === undefined) continue
    for (const side of sides) {
      side.all += side.self[node]!
      if (!isShared(nearest)) side.apart += side.self[node]!
    }
  }
  const few = sides.some(({ all }) => all < fewestSamples)
  const [partA = 0, partB = 0] = sides.map(({ apart, all }) => apart / all)
  return few || Math.max(partA, partB) < leastApart.one || Math.min(partA, partB) < leastApart.other
    ? undefined
    : { partA, partB }
}

/**
 * A package that one side alone has is of functions that one side alone has: where those are few, nothing has to be asked of the thousands
 * that both have, and of two windows of one program they are.
 */
function mayBeApart(
  { base, head }: ComparedView['functions'],
  names: readonly string[],
  packageOf: (name: number) => string | undefined,
): boolean {
  return [base, head].every((side) => {
    const other = side === base ? head : base
    const packages = new Map<string, number>()
    for (let name = 0; name < names.length; name++) {
      if (!(side.totalSamples[name]! > 0) || other.totalSamples[name]! > 0) continue
      const of = packageOf(name)
      if (of !== undefined) packages.set(of, (packages.get(of) ?? 0) + 1)
    }
    return packages.size >= fewestApart || [...packages.values()].some((functions) => functions >= fewestOfOne)
  })
}

/** Not what every program begins with; nor, of a managed one, the machine that it runs on. */
const isProgram = (name: string, runtime: Runtime | undefined): boolean =>
  !isWrapper(name) && (runtime === undefined || runtime === 'native' || !name.includes('::'))

/** "(*Book).Place" of "house/book.(*Book).Place". */
function nameInside(name: string, of: string): string {
  const at = name.indexOf(of)
  return at < 0 ? name : name.slice(at + of.length).replace(/^\W/, '')
}

/** Packages were split, put together or named anew: what is in them is called as before. */
function hasMoved(apart: readonly (readonly (readonly [string, ReadonlySet<string>])[])[]): boolean {
  const [a, b] = apart.map((packages) => new Set(packages.flatMap(([, names]) => [...names])))
  const fewer = Math.min(a!.size, b!.size)
  return fewer > 0 && [...a!].filter((name) => b!.has(name)).length > mostNamesShared * fewer
}

/** Functions of each side's own code that say which program it is: one renamed function is a change. */
const fewestOwn = 3
const mostOwnShared = 0.05

/**
 * Two services of one runtime share what the runtime does, which may be most of it; of their own code they share nothing.
 * @returns of both sides, the part 0..1 that both have of its own functions, each as long as it was on a stack; undefined where those are too few to tell
 */
function ownShared(views: readonly ComparedView[], runtime: Runtime | undefined) {
  const seen = new Map<string, readonly [inA: number, inB: number]>()
  for (const { functions, aligned } of views) {
    const { names, files, modules } = aligned.union
    for (const [name, text] of names.entries()) {
      const [inA, inB] = [functions.base.totalSamples[name]!, functions.head.totalSamples[name]!]
      if (inA <= 0 && inB <= 0) continue
      if (!isProgram(text, runtime) || !describeFrame(text, files[name], modules[name]).own) continue
      const [a, b] = seen.get(text) ?? [0, 0]
      seen.set(text, [a + inA, b + inB])
    }
  }
  const [a, b] = [0, 1].map((side) => {
    const own = [...seen.values()].filter((samples) => samples[side]! > 0)
    const sum = (of: typeof own): number => of.reduce((all, samples) => all + samples[side]!, 0)
    return { count: own.length, all: sum(own), shared: sum(own.filter((samples) => samples[1 - side]! > 0)) }
  }) as [Own, Own]
  const tells = [a, b].every(({ count, all }) => count >= fewestOwn && all >= fewestSamples)
  return tells ? { partA: a.shared / a.all, partB: b.shared / b.all } : undefined
}

interface Own {
  readonly count: number
  readonly all: number
  readonly shared: number
}
