/**
 * `dotnet-stack report -p PID`: managed frames of every thread, without names of threads, states or owners.
 *
 *   Thread (0x48839B):
 *     [Native Frames]
 *     System.Private.CoreLib!System.Threading.Monitor.Enter(class System.Object,bool&)
 *     Desk!Desk.Ledger.Settle(int32)
 */
import { isBorrowing } from '../../frames/borrowing.ts'
import { forEachLine } from '../lines.ts'
import type { FormatReader } from '../parsedFile.ts'
import { nearestOwn, waitOf } from './doing.ts'
import type { DumpFrame } from './dumpedThread.ts'
import { LooksBuilder, type DumpKind } from './looksBuilder.ts'

const dotnetDump: DumpKind = {
  format: 'thread-dump',
  emitter: 'dotnet-stack',
  runtime: 'dotnet',
  part: { kind: 'threads' },
  valueType: 'threads',
  todo: 'take it again: `dotnet-stack report -p PID`',
  // A thread in native frames below no telling name may wait for anything.
  sees: 'names',
  findsHolders: true,
}

export const readDotnetStack: FormatReader = (bytes, options) => {
  const dump = new LooksBuilder(dotnetDump)
  let open: { readonly id: string; readonly frames: DumpFrame[]; native: boolean } | undefined
  let seen = new Set<string>()
  const finish = (): void => {
    if (open === undefined) return
    const names = open.frames.map(({ name }) => name)
    const waits = waitOf(names, 'dotnet', 8) ?? (open.native ? 'unknown' : 'running')
    const state = waits === 'condition' && isBorrowing(names) ? 'pool' : waits
    const lock = names.findLastIndex((name, at) => at < 8 && name.startsWith('System.Threading.'))
    const site = names[lock + 1]
    dump.thread({
      id: open.id,
      name: '',
      group: nearestOwn(names.toReversed()),
      role: 'application',
      state,
      frames: open.frames,
      ...(state === 'lock' ? { waitsFor: { kind: 'monitor', ...(site === undefined ? {} : { site }) } } : {}),
    })
    open = undefined
  }
  forEachLine(bytes, (line) => {
    if (line.length > 8000) return
    const head = /^Thread \((0x[0-9A-Fa-f]+)\):\s*$/.exec(line)
    if (head) {
      finish()
      const id = head[1] ?? ''
      if (seen.has(id) || !dump.looking) {
        dump.begin()
        seen = new Set()
      }
      seen.add(id)
      open = { id, frames: [], native: false }
      return
    }
    if (open === undefined || !/^\s+\S/.test(line)) return
    const text = line.trim()
    if (text === '[Native Frames]') open.native = true
    else open.frames.push(managedFrame(text))
  })
  finish()
  return dump.finish(options)
}

/** `Desk!Desk.Ledger.Settle(int32)` → `Desk.Ledger.Settle` of module Desk. */
function managedFrame(text: string): DumpFrame {
  const bang = text.indexOf('!')
  const open = text.indexOf('(', bang + 1)
  const name = text.slice(bang + 1, open < 0 ? undefined : open)
  return { name, module: bang < 0 ? '' : text.slice(0, bang) }
}
