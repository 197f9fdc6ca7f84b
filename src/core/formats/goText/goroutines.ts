/**
 * Go's goroutines with their states (`goroutine?debug=2`, or the dump of a crash):
 *
 *   goroutine 23 [sync.Mutex.Lock, 5 minutes]:
 *   goroutine 24 [chan send (leaked) labels:{"endpoint": "/pay", "tenant": "t-17"}]:      Go 1.27; labels are not read
 *   main.(*Book).post(0x1234, {0x5678?, 0x9})         leaf first; of the arguments only the first address is looked at
 *   	/srv/app/main.go:34 +0x5a
 *   created by main.main in goroutine 1
 */
import { ok } from '../../base/result.ts'
import { forEachLine } from '../lines.ts'
import type { FormatReader } from '../parsedFile.ts'
import type { DumpFrame } from '../threadDump/dumpedThread.ts'
import { LooksBuilder, type DumpKind } from '../threadDump/looksBuilder.ts'
import { HeapAddresses, mostPointers, pointersIn } from './heapAddresses.ts'
import { leakedOf, type LeakedEntry } from './leaked.ts'
import { OwedLines } from './owedLines.ts'
import { goLockOf, groupOfGoroutine, roleOfGoroutine, stateOfWords, turnOf } from './goroutineState.ts'

const goroutineDump: DumpKind = {
  format: 'goroutines',
  emitter: 'go',
  runtime: 'go',
  part: { kind: 'goroutines' },
  valueType: 'goroutine',
  todo: 'fetch /debug/pprof/goroutine?debug=2 again',
  sees: 'states',
  findsHolders: true,
}

interface Open {
  readonly id: string
  readonly words: string
  readonly leaked: boolean
  /** Printed from one minute on. */
  readonly minutes: number
  begunBy?: string
  /** The goroutine that made it. */
  begunIn?: string
  readonly frames: DumpFrame[]
  /** Arguments that may be addresses. */
  readonly pointers: number[]
  /** The function whose place comes on the next line. */
  call: string | undefined
  /** Its last lines are there: who made it and where, or `main`, which nobody did. */
  isWhole: boolean
}

/** A header carries labels of any length; a call carries its arguments. */
const longestHeader = 100_000
const placeLine = /^\t(.+):(\d+)(?: \+0x[0-9a-f]+)?$/
const longestLine = 5000

export const readGoroutines: FormatReader = (bytes, options) => {
  const dump = new LooksBuilder(goroutineDump)
  let open: Open | undefined
  let seen = new Set<string>()
  let leakedNow: LeakedEntry[] = []
  let profilers = new Set<string>()
  let addresses = new HeapAddresses()
  let isWhole = true
  let allAsleep = false
  /** Lines of a stack before the first goroutine: those above are gone, as with the last lines of a log. */
  let beginsWithin = false
  let isAtTop = true
  let owed = new OwedLines()
  const finish = (): void => {
    if (open === undefined) return
    isWhole = open.isWhole
    const { id, words, leaked, minutes, frames, pointers, begunBy = '', begunIn = '' } = open
    open = undefined
    const names = frames.map(({ name }) => name)
    // Several dumps in one file: a goroutine seen again begins the next, and whoever writes one stands first in it.
    const writes = words === 'running' && names[0] === 'runtime/pprof.writeGoroutineStacks'
    if (seen.has(id) || writes || !dump.looking) {
      dump.heapAt(addresses.most())
      if (owed.isLacking()) dump.cut()
      owed = owed.next()
      dump.begin({ ...(allAsleep ? { allAsleep } : {}), ...(beginsWithin ? { isCut: true as const } : {}) })
      allAsleep = false
      beginsWithin = false
      addresses = new HeapAddresses()
      seen = new Set()
      profilers = new Set()
      leakedNow = []
    }
    seen.add(id)
    addresses.add(pointers)
    if (leaked) leakedNow.push({ names, count: 1, words, begunBy })
    const state = stateOfWords(words, names)
    const turn = words === 'sync.RWMutex.Lock' ? 'writer' : turnOf(state, names)
    // net/http starts a reader of the connection with every request, and so with that for this dump.
    const isReader = profilers.has(begunIn) && begunBy === 'net/http.(*connReader).startBackgroundRead'
    const role = isReader ? 'profiler' : roleOfGoroutine(names)
    if (role === 'profiler') profilers.add(id)
    owed.goroutine(id, names, begunBy, begunIn)
    dump.thread({
      id,
      name: '',
      group: groupOfGoroutine(names),
      role,
      state,
      printed: words,
      frames,
      ...(leaked ? { labels: [{ key: 'leaked', value: 'yes' }] } : {}),
      ...(state === 'lock' ? { waitsFor: goLockOf(frames) } : {}),
      ...(turn === undefined ? {} : { turn }),
      ...(minutes > 0 ? { standsMs: minutes * 60_000 } : {}),
    })
  }
  forEachLine(
    bytes,
    (line) => {
      if (line.startsWith('goroutine ')) {
        const head = line.length > longestHeader ? undefined : headOf(line)
        if (head !== undefined) {
          finish()
          open = head
          isAtTop = false
          return
        }
      }
      if (line.startsWith('fatal error: all goroutines are asleep - deadlock!')) allAsleep = true
      owed.line(line)
      if (open === undefined && isAtTop) {
        if (line === '') isAtTop = false
        else if (line.length < longestLine && placeLine.test(line)) beginsWithin = true
      }
      if (open === undefined || line.length > longestLine) return
      const place = placeLine.exec(line)
      if (place) {
        const { call } = open
        if (call !== undefined) open.frames.push(frameOf(call, place[1] ?? '', Number(place[2])))
        open.isWhole = call === undefined || call === 'main.main()'
        open.call = undefined
      } else if (line.startsWith('created by ')) {
        open.begunBy = line.slice('created by '.length).replace(/ in goroutine \d+$/, '')
        open.begunIn = / in goroutine (\d+)$/.exec(line)?.[1] ?? ''
        open.call = undefined
      } else if (line === '') finish()
      else {
        open.call = line
        if (open.pointers.length < mostPointers) open.pointers.push(...pointersIn(line))
      }
    },
    options.onProgress,
  )
  finish()
  dump.heapAt(addresses.most())
  if (!isWhole || owed.isLacking()) dump.cut()
  dump.profile.note('one instant, without a time in it')
  const file = dump.finish(options)
  if (!file.ok || leakedNow.length === 0) return file
  // Of the last dump in the file: what leaked before is in it still.
  return ok({ ...file.value, facts: { ...file.value.facts, leakedGoroutines: leakedOf(leakedNow) } })
}

/** What stands in brackets is the state, how long it lasts, and labels, which may hold brackets themselves: those are left out. */
function headOf(line: string): Open | undefined {
  const head = /^goroutine (\d+) (?:gp=\S+ m=\S+ (?:mp=\S+ )?)?\[/.exec(line)
  if (head === null || !line.endsWith(']:')) return undefined
  const inside = line.slice(head[0].length, -2)
  const labels = inside.indexOf(' labels:{')
  const said = labels < 0 ? inside : inside.slice(0, labels)
  const [first = ''] = said.split(',', 1)
  const words = first.replace(/ \((leaked|durable|scan)\)/g, '')
  if (words === '' || words.length > 100) return undefined
  const minutes = Number(/, (\d{1,9}) minutes/.exec(said)?.[1] ?? 0)
  const leaked = first.includes(' (leaked)')
  return { id: head[1] ?? '', words, leaked, minutes, frames: [], pointers: [], call: undefined, isWhole: false }
}

/** Objects of the standard library tell no locks of the program apart; a hundred thousand connections have one each. */
const library =
  /^(net|internal\/poll|runtime|io|bufio|os|crypto|encoding|database|context|time|log|syscall|reflect)[./]/

/** `net/http.(*conn).serve(0x174cd2394120, {0x7ac2c8, …})`: the last group in parentheses are the arguments. */
function frameOf(call: string, file: string, line: number): DumpFrame {
  const open = openOfArguments(call)
  if (open < 0) return { name: call, file, line }
  if (library.test(call)) return { name: call.slice(0, open), file, line }
  const receiver = /^\((0x[0-9a-f]+)[,)]/.exec(call.slice(open, open + 40))?.[1]
  return { name: call.slice(0, open), file, line, ...(receiver === undefined ? {} : { receiver }) }
}

function openOfArguments(call: string): number {
  if (!call.endsWith(')')) return -1
  let depth = 0
  for (let at = call.length - 1; at >= 0; at -= 1) {
    if (call[at] === ')') depth += 1
    else if (call[at] === '(') {
      depth -= 1
      if (depth === 0) return at
    }
  }
  return -1
}
