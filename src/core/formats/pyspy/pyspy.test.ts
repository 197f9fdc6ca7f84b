import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { frameFlags } from '../../profile/profile.ts'
import { explainLoadError } from '../../base/result.ts'
import type { FormatReader, ReadOptions } from '../parsedFile.ts'
import { drawStacks, expectErrorOrValue } from '../../testing/drawStacks.ts'
import { readPySpyDumpJson, readPySpyDumpText } from './dump.ts'
import { readPySpyRaw } from './rawText.ts'

const options: ReadOptions = { fileName: 'wait.txt', maxInflatedBytes: 1e9 }
const utf8 = new TextEncoder()

function partOf(reader: FormatReader, text: string) {
  const read = reader(utf8.encode(text), options)
  if (!read.ok) throw new Error(explainLoadError(read.error))
  return read.value.parts[0]!
}

function neverThrows(reader: FormatReader, text: string): void {
  const whole = utf8.encode(text)
  for (let length = 0; length <= whole.length; length += 1)
    expectErrorOrValue(reader(whole.subarray(0, length), options))
  fc.assert(
    fc.property(fc.nat(whole.length - 1), fc.integer({ min: 0, max: 255 }), (at, byte) => {
      const changed = whole.slice()
      changed[at] = byte
      expectErrorOrValue(reader(changed, options))
    }),
    { numRuns: 1000 },
  )
}

describe('readPySpyRaw', () => {
  const idle = [
    'thread (11): worker; hot;[idle] (libc.so.6);run (/usr/lib/python3.11/threading.py:982);post (app.py:6);lock_PyThread_acquire_lock (libpython3.11.so.1.0);0x7f62 (libc.so.6) 40',
    'thread (11): worker; hot;run (/usr/lib/python3.11/threading.py:982);post (app.py:7);time_sleep (libpython3.11.so.1.0);clock_nanosleep (libc.so.6) 19',
    'thread (12): MainThread;<module> (app.py:35);clock_nanosleep (libc.so.6) 59',
  ].join('\n')

  it('keeps threads, names Python functions by module and marks machine code', () => {
    const part = partOf(readPySpyRaw, idle)
    expect(drawStacks(part.profile)).toEqual([
      '@worker; hot [idle];threading.run;app.post;lock_PyThread_acquire_lock;[libc.so.6] samples=40',
      '@worker; hot threading.run;app.post;time_sleep;clock_nanosleep samples=19',
      '@MainThread app.<module>;clock_nanosleep samples=59',
    ])
    const native = part.profile.strings.indexOf('lock_PyThread_acquire_lock')
    const frame = part.profile.frames.name.indexOf(native)
    expect(part.profile.frames.flags[frame]! & frameFlags.native).toBeTruthy()
    expect(part.profile.strings[part.profile.frames.module[frame]!]).toBe('libpython3.11.so.1.0')
  })

  it('calls it a wait profile only when every thread was seen at every tick', () => {
    expect(partOf(readPySpyRaw, idle)).toMatchObject({ kind: 'wall', profile: { meta: { ticks: 59 } } })
    const uneven = partOf(readPySpyRaw, idle.replace(' 59', ' 3'))
    expect(uneven.kind).toBeUndefined()
    expect(uneven.profile.meta.notes.join()).toContain('--gil')
  })

  it('leaves command lines of processes out, whatever is in them', () => {
    const part = partOf(readPySpyRaw, `process 7:"python app.py --token s3cr3t;x";thread (11): w;f (a.py:1) 2`)
    expect(part.profile.strings.join()).not.toContain('s3cr3t')
    expect(part.profile.threads).toEqual([{ id: '7/11', name: 'w' }])
    expect(drawStacks(part.profile)).toEqual(['@w a.f samples=2'])
  })

  it('says that several processes are added up in it, and of one nothing', () => {
    const own = 'process 7:"python app.py";f (a.py:1) 2\n'
    const child = 'process 7:"python app.py";process 9:"python app.py";f (a.py:1) 2\n'
    const notes = (text: string) => partOf(readPySpyRaw, text).profile.meta.notes.join()
    expect(notes(own + child + child)).toContain('2 processes are added up in it (--subprocesses)')
    expect(notes(own + own)).not.toContain('processes')
    // The parent is above its child, and did nothing itself.
    expect(notes(child)).not.toContain('processes')
  })

  it('says what is wrong when there is no stack at all', () => {
    const read = readPySpyRaw(utf8.encode('hello\n'), options)
    expect(!read.ok && read.error.code).toBe('malformed')
  })

  it('turns any prefix and any changed byte into a value or an error value', () => neverThrows(readPySpyRaw, idle))
})

describe('readPySpyDumpText', () => {
  const dump = `Process 163: python app.py --password hunter2
Python v3.11.7 (/usr/bin/python3.11)

Thread 163 (idle): "MainThread"
    <module> (app.py:35)
Thread 0x7F62 (active+gil): "burn"
    dumps (json/__init__.py:231)
        Arguments:
            secret: "hunter2"
    burn (app.py:15)
        Locals:
            pin: 1234
`
  it('reads leaf-first stacks with the state, without locals, arguments or command lines', () => {
    const part = partOf(readPySpyDumpText, dump)
    expect(part).toMatchObject({ kind: 'wall', covers: 'gauge' })
    expect(drawStacks(part.profile)).toEqual([
      '@MainThread app.<module> samples=1',
      '@burn app.burn;json.dumps samples=1',
    ])
    expect(part.profile.labelSets).toEqual([[{ key: 'state', value: 'idle' }], [{ key: 'state', value: 'active+gil' }]])
    expect(JSON.stringify(part.profile)).not.toMatch(/hunter2|1234|secret/)
  })

  it('counts several dumps in one file as several observations', () => {
    const part = partOf(readPySpyDumpText, dump + dump + dump)
    expect(part.profile.meta.ticks).toBe(3)
    expect(drawStacks(part.profile)[0]).toBe('@MainThread app.<module> samples=3')
  })

  it('takes processes apart: three of one look are not three looks of one', () => {
    const workers = [163, 171, 170].map((pid) => dump.replace('Process 163', `Process ${pid}`))
    const read = readPySpyDumpText(utf8.encode(`${workers.join('\n---\n')}\n${workers.join('\n')}`), options)
    if (!read.ok) throw new Error(read.error.what)
    const { parts, resources, facts } = read.value
    // The parent waits for the others and comes last.
    expect(resources?.map(({ title }) => title)).toEqual(['process 170', 'process 171', 'process 163'])
    expect(parts.map(({ looks, profile }) => [looks?.length, profile.meta.ticks])).toEqual([2, 2, 2].map((n) => [n, n]))
    expect(facts).toEqual({})
    expect(JSON.stringify(read.value)).not.toContain('hunter2')
    // One process twice is two looks of it, and no choice.
    const one = readPySpyDumpText(utf8.encode(dump + dump), options)
    expect(one.ok && [one.value.resources, one.value.facts]).toEqual([
      undefined,
      { program: { pid: 163, startedMs: 0 } },
    ])
  })

  it('turns any prefix and any changed byte into a value or an error value', () => neverThrows(readPySpyDumpText, dump))
})

describe('readPySpyDumpJson', () => {
  const thread = (name: string, state: object, ...frames: object[]) => ({
    pid: 5,
    thread_id: 1399,
    thread_name: name,
    os_thread_id: name === 'main' ? 5 : 6,
    ...state,
    frames,
    process_info: { pid: 5, command_line: 'python --token s3cr3t', parent: null },
  })
  const python = (name: string, filename: string, line: number) => ({
    name,
    filename,
    module: null,
    short_filename: filename,
    line,
    locals: [{ name: 'card', addr: 1, arg: true, repr: '"4111"' }],
  })
  const native = {
    name: 'clock_nanosleep',
    filename: '/lib/libc.so.6',
    module: '/lib/libc.so.6',
    line: 0,
    locals: null,
  }
  const dump = [
    thread('main', { active: false, owns_gil: false }, native, python('<module>', '/srv/app/app.py', 3)),
    thread('w', { active: true, owns_gil: true }, python('burn', '/srv/app/app.py', 15)),
  ]

  it('reads one dump, several after another, and an array of them', () => {
    const one = partOf(readPySpyDumpJson, JSON.stringify(dump, undefined, 2))
    expect(drawStacks(one.profile)).toEqual(['@main app.<module>;clock_nanosleep samples=1', '@w app.burn samples=1'])
    const text = JSON.stringify(dump)
    for (const several of [`${text}\n${text}`, `[${text},${text}]`]) {
      const two = partOf(readPySpyDumpJson, several)
      expect(two.profile.meta.ticks).toBe(2)
      expect(drawStacks(two.profile)[1]).toBe('@w app.burn samples=2')
    }
    expect(JSON.stringify(one.profile)).not.toMatch(/4111|s3cr3t|card/)
  })

  it('takes processes apart, in one array or in several', () => {
    const other = dump.map((one) => ({ ...one, pid: 9 }))
    for (const text of [JSON.stringify([...dump, ...other]), JSON.stringify(dump) + JSON.stringify(other)]) {
      const read = readPySpyDumpJson(utf8.encode(text), options)
      expect(read.ok && read.value.resources?.map(({ title }) => title)).toEqual(['process 9', 'process 5'])
      expect(read.ok && read.value.parts.map(({ looks }) => looks?.length)).toEqual([1, 1])
    }
  })

  it('says when waits for locks cannot be seen', () => {
    const part = partOf(readPySpyDumpJson, JSON.stringify([dump[1]]))
    expect(part.profile.meta.notes.join()).toContain('without --native')
  })

  it('turns any prefix and any changed byte into a value or an error value', () =>
    neverThrows(readPySpyDumpJson, JSON.stringify(dump)))

  it('survives any JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) =>
        expectErrorOrValue(readPySpyDumpJson(utf8.encode(JSON.stringify(value)), options)),
      ),
    )
  })
})
