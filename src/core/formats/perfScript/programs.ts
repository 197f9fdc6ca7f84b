/**
 * Which threads of a whole machine are of one program, where the file does not say it by process: those of one name, and those that run
 * code of one executable. Threads of a JVM have a name each and share its library. What ran in the kernel only goes by its name, and `kworker/0:1` with `kworker/1:2`.
 *
 * Two services of one interpreter stay together: that is a sum, as it was, and no service is torn apart.
 */
import type { SampleHead } from './sampleLine.ts'

/** `(/usr/bin/python3.11)`, `(/tmp/perf-812.map)`, `(/opt/app/server (deleted))`: where a frame's code is from. */
const objectOf = /\((\/[^()]*?)(?: \(deleted\))?\)$/
const ofKernel = /\.ko(?:\.\w+)?$|\/vmlinux[^/]*$|^\/proc\/kcore$/
const sharedLibrary = /\.so(?:\.|$)/
/** Libraries that are a runtime: whoever runs their code is a thread of that program. */
const runtimeLibrary = /\/lib(?:jvm|python[\d.]*|node|coreclr|clrjit|ruby|mono)[^/]*\.so/
/** The kernel cuts names of threads to this many characters. */
const longestName = 15
/** A thousand threads of a machine have some hundred names, and as many executables; more are taken as they come. */
const mostNames = 10_000

/** Names of threads and executables, joined as they are seen together. */
export class Programs {
  /** Each points to another of its program, or to itself. Executables begin with a slash, and names are told from them by `nameOf`. */
  readonly #parent = new Map<string, string>()
  readonly #samples = new Map<string, number>()
  readonly #runsOwnCode = new Set<string>()
  #comm: string | undefined

  sample({ comm, frame, isIdle }: SampleHead): void {
    const isKnown = this.#samples.has(comm)
    this.#comm = isIdle || (!isKnown && this.#samples.size >= mostNames) ? undefined : comm
    if (this.#comm === undefined) return
    this.#samples.set(comm, (this.#samples.get(comm) ?? 0) + 1)
    if (frame !== undefined) this.frame(frame)
  }

  frame(line: string): void {
    const object = objectOf.exec(line.trimEnd())?.[1]
    if (this.#comm === undefined || object === undefined || ofKernel.test(object)) return
    this.#runsOwnCode.add(this.#comm)
    if (sharedLibrary.test(object) && !runtimeLibrary.test(object)) return
    if (this.#parent.has(object) || this.#parent.size < 2 * mostNames) this.#join(nameOf(this.#comm), object)
  }

  /** Name of a thread → name of its program: the thread that is called like one of its executables, else its busiest. */
  titles(): ReadonlyMap<string, string> {
    const executables = new Set([...this.#parent.keys()].map((key) => lastPart(key).slice(0, longestName)))
    const busiestFirst = [...this.#samples].toSorted(([, a], [, b]) => b - a).map(([comm]) => comm)
    const inOrder = [
      ...busiestFirst.filter((comm) => executables.has(comm)),
      ...busiestFirst.filter((comm) => !executables.has(comm)),
    ]
    const titles = new Map<string, string>()
    const programOf = (comm: string): string => this.#rootOf(nameOf(comm))
    for (const comm of inOrder) {
      if (!titles.has(programOf(comm)))
        titles.set(programOf(comm), this.#runsOwnCode.has(comm) ? comm : comm.replace(/(?<=.)\/.*/, ''))
    }
    return new Map(inOrder.map((comm) => [comm, titles.get(programOf(comm)) ?? comm]))
  }

  /** Halves the way that it goes, so that no chain of names stays long. */
  #rootOf(key: string): string {
    let at = key
    for (;;) {
      const next = this.#parent.get(at) ?? at
      if (next === at) return at
      const after = this.#parent.get(next) ?? next
      this.#parent.set(at, after)
      at = after
    }
  }

  #join(one: string, other: string): void {
    const [a, b] = [this.#rootOf(one), this.#rootOf(other)]
    this.#parent.set(b, b)
    this.#parent.set(a, b)
  }
}

const nameOf = (comm: string): string => `thread ${comm}`
const lastPart = (path: string): string => path.slice(path.lastIndexOf('/') + 1)
