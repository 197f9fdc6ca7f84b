/** What a thread does, told from the names on its stack, leaf first. */
import type { Doing, LookState } from '../../base/looks.ts'
import type { Runtime } from '../../base/vocabulary.ts'
import { describeFrame } from '../../frames/hue.ts'
import { classifyWaitFrame, type WaitClass } from '../../frames/framePatterns.ts'

/** Frames from the leaf within which a wait shows itself. */
const deepest = 40

const stateOfKind: Readonly<Record<WaitClass, LookState>> = {
  lock: 'lock',
  'lock-or-cond': 'lock',
  'kernel-lock': 'unknown',
  // Letting go of a lock is work.
  'lock-holder': 'running',
  'runtime-lock': 'running',
  gil: 'gil',
  cond: 'condition',
  join: 'condition',
  chan: 'idle',
  idle: 'idle',
  io: 'io',
  sleep: 'sleep',
  pool: 'pool',
}

/** Waiting for whoever comes next, not for an answer: nothing is to be done there. */
const awaitingWork =
  /(^|[.:)])(accept[04]?|Accept|acceptFrom\w*|implAccept|serve_forever|backgroundRead|timedAccept)$|^net\/http\.\(\*persistConn\)\.(readLoop|writeLoop)$|^sun\.nio\.ch\.\w*SelectorImpl\.(doSelect|lockAndDoSelect|select)|^io\.netty\.channel\.\w+\.\w*EventLoop\.\w*(select|[wW]ait)\w*$|^_?(GI_)*_*epoll_p?wait2?$|^selectors\.\w+\.select$|^asyncio\.\S+\._run_once$|^http\.server\.BaseHTTPRequestHandler\.handle_one_request$|^net\/http\.\(\*conn\)\.readRequest$/

/** Between a connection that waits for work and the system call stands what deciphers it. */
const besideLibrary = /^(crypto|vendor\/golang\.org|golang\.org\/x)\//

/** A connection of Go's server between two requests: no handler is on its stack. */
const isKeepAlive = (names: readonly string[]): boolean =>
  names.some((name) => name === 'net/http.(*conn).serve') && !names.some((name) => name.endsWith('ServeHTTP'))

/**
 * Only of what stands between the leaf and the program: a handler that waits for bytes was called by a loop that awaits work, and a consumer
 * of Java's streams is called `accept` as well.
 */
export function isAwaitingWork(names: readonly string[]): boolean {
  if (isKeepAlive(names)) return true
  return names.slice(0, programIn(names) + 1).some((name) => name.length < 200 && awaitingWork.test(name))
}

/** Where the program begins, leaf first; the deepest frame that is looked at where it does not. */
function programIn(names: readonly string[]): number {
  const at = names.slice(0, deepest).findIndex((name) => isOwnName(name) && !besideLibrary.test(name))
  return at < 0 ? deepest - 1 : at
}

/** What the names say a thread waits for; undefined when none of them means waiting. */
export function waitOf(names: readonly string[], runtime: Runtime, depth: number = deepest): LookState | undefined {
  const program = programIn(names)
  const matches = names.slice(0, depth).flatMap((name, at) => {
    const found = classifyWaitFrame(name, runtime)
    // Where a pool began its task.
    return found === undefined || (found.kind === 'idle' && at > program) ? [] : [found]
  })
  // A managed frame says more than the futex below it.
  const match = matches.find(({ native }) => !native) ?? matches[0]
  if (match === undefined) return undefined
  const state = stateOfKind[match.kind]
  return state === 'io' && isAwaitingWork(names) ? 'idle' : state
}

const disk =
  /^(java\.io\.(FileOutputStream|FileInputStream|RandomAccessFile|FileDescriptor)\.|sun\.nio\.ch\.(FileChannelImpl|FileDispatcherImpl|UnixFileDispatcherImpl|SimpleAsynchronousFileChannelImpl)\.(\w*force\w*|implWrite|implRead|p?(write|read)v?0?|write|read)|os\.\(\*File\)\.(Sync|Write|WriteString|Read|ReadAt|WriteAt|Close|ReadFrom)$|os\.(OpenFile|CreateTemp|Remove|ReadFile|WriteFile|openFileNolog)$|internal\/poll\.\(\*FD\)\.(Fsync|Pwrite|Pread)$|(syscall|internal\/syscall\/unix)\.(Fsync|Fdatasync|Pwrite|Pread|Openat?)$|System\.IO\.(FileStream|RandomAccess|Strategies)\b)|^_*(GI_+)?(fsync|fdatasync|sync_file_range|msync|pwrite(64|v2?)?|pread(64|v2?)?)$|^os_fsync(_impl)?$/

const network =
  /^(java\.net\.(Socket|PlainSocket)\w*\.|sun\.nio\.ch\.(NioSocketImpl|SocketChannelImpl|Net|SocketDispatcher)\.|java\.net\.\w*Inet\w*Address\.|net\.\(\*(netFD|conn|Resolver|Dialer)\)\.|net\.lookup|net\/http\.\(\*(Transport|persistConn|Client)\)\.|socket\.(socket\.)?\w+$|ssl\.|System\.Net\.)|^_*(GI_+)?(recv|recvfrom|recvmsg|send|sendto|sendmsg|connect|getaddrinfo)$|^sock_\w+$/

/** Frames of runtimes and of their standard libraries: whoever asks what a thread does wants the program’s own word for it. */
const library =
  /^(java|javax|jdk|sun|com\.sun|kotlin|scala|System|Microsoft)\.|^Interop[+./]|^(runtime|internal|sync|syscall|os|net|io|time|bufio|context|reflect|log)(\/\w+)*\.|^(threading|logging|queue|selectors|socket|socketserver|ssl|concurrent|asyncio|time)\.|^(std|__gnu_cxx|boost)::|^_|^(\?\?|operator\(\)|clone3?|start_thread|futex_wait|lll_\w+|pthread_\w+|usleep|(?:clock_)?nanosleep|sleep|p?(?:read|write)v?(?:64)?|p?poll|epoll_p?wait2?|p?select|recv(?:from|msg)?|send(?:to|msg)?|accept4?|connect|fsync|fdatasync|syscall|wait(?:4|pid)|main)$|^System\.Private\./

export const isOwnName = (name: string): boolean => name !== '' && !library.test(name)

/** The function of the program nearest to the leaf; the leaf itself where there is none. */
export function nearestOwn(names: readonly string[]): string {
  return names.find(isOwnName) ?? names[0] ?? ''
}

/** Whose answer a thread waits for is told by what the program asked, and not by the client of HTTP or of a database that asks for it. */
export function nearestAsker(names: readonly string[]): string {
  return names.slice(0, deepest).find((name) => isOwnName(name) && describeFrame(name).own) ?? nearestOwn(names)
}

const kindOfState: Readonly<Partial<Record<LookState, Doing['kind']>>> = {
  lock: 'lock',
  'external-lock': 'lock',
  pool: 'pool',
  condition: 'condition',
  sleep: 'sleep',
  idle: 'idle',
  running: 'cpu',
}

export function doingOf(names: readonly string[], state: LookState): Doing {
  const name = nearestOwn(names)
  // Bytes go to a disk or to a socket whatever the thread’s state is called: a Go program in a system call counts as running.
  if (state === 'io' || state === 'running' || state === 'unknown' || state === 'condition') {
    for (const one of names.slice(0, deepest)) {
      if (one.length > 300) continue
      if (disk.test(one)) return { kind: 'disk', name }
      if (network.test(one)) return { kind: 'network', name }
    }
  }
  return { kind: kindOfState[state] ?? 'unknown', name }
}
