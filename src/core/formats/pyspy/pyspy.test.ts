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
