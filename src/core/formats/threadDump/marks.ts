/**
 * What frames anywhere on a thread's stack say of it, whatever it does at their end: that it runs a task of a pool, waits for the result
 * of one, is an event loop, looks a name up.
 */
import type { ThreadMark } from '../../base/looks.ts'

const rows: readonly (readonly [ThreadMark, RegExp])[] = [
  [
    'asks-future',
    /^java\.util\.concurrent\.(FutureTask\.(get|awaitDone)|AbstractExecutorService\.(invokeAll|invokeAny))$/,
  ],
  ['runs-future', /^java\.util\.concurrent\.FutureTask\.run$/],
  ['asks-completable', /^java\.util\.concurrent\.CompletableFuture\.(get|join|waitingGet|timedGet)$/],
  ['runs-completable', /^java\.util\.concurrent\.CompletableFuture\$Async(Run|Supply)\.\w+$/],
  ['asks-python', /^concurrent\.futures\._base\.(Future\.(result|exception)|wait|as_completed)$/],
  ['runs-python', /^concurrent\.futures\.thread\._WorkItem\.run$/],
  // A worker of Python’s in a task has both.
  [
    'free',
    /^java\.util\.concurrent\.(ThreadPoolExecutor\.getTask|ForkJoinPool\.awaitWork)$|^concurrent\.futures\.thread\._worker$/,
  ],
  ['loop', /^asyncio\.base_events\.BaseEventLoop\._run_once$|^io\.netty\.channel\.\w+\.\w*EventLoop\.run$/],
  [
    'lookup',
    /^net\.(\(\*Resolver\)\.\w+|cgoLookup\w+|_C2?func_getaddrinfo|_C_getaddrinfo)|^java\.net\.Inet(4|6)?Address(Impl)?\.(getAllByName\w*|getByName|getAddressesFromNameService|lookupAllHostAddr)$|^socket\.getaddrinfo$|^(__GI_)?getaddrinfo$|^socket_getaddrinfo$|^System\.Net\.(Dns|NameResolutionPal)\./,
  ],
  // Its futures are of answers over the network, and no thread runs them.
  ['answers', /^jdk\.internal\.net\.http\./],
]

const longest = 300
/** Below a web framework an event loop stands deep. */
const mostFrames = 500
const mostNames = 200_000

/** Of the threads of one file: each name and each stack is looked at once. */
export class Marks {
  readonly #byName = new Map<string, readonly ThreadMark[]>()
  readonly #byStack = new Map<number, readonly ThreadMark[]>()

  /** Empty for most threads. */
  of(stack: number, frames: readonly { readonly name: string }[]): readonly ThreadMark[] {
    const known = this.#byStack.get(stack)
    if (known !== undefined) return known
    const made = [...new Set(frames.slice(0, mostFrames).flatMap(({ name }) => this.#ofName(name)))]
    this.#byStack.set(stack, made)
    return made
  }

  #ofName(name: string): readonly ThreadMark[] {
    const known = this.#byName.get(name)
    if (known !== undefined) return known
    const made = name.length > longest ? [] : rows.flatMap(([mark, pattern]) => (pattern.test(name) ? [mark] : []))
    if (this.#byName.size < mostNames) this.#byName.set(name, made)
    return made
  }
}
