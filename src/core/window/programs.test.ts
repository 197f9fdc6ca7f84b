import { describe, expect, it } from 'vitest'
import type { FileFacts } from '../formats/parsedFile.ts'
import { severalPrograms } from './programs.ts'

const of = (...programs: readonly FileFacts['program'][]) =>
  severalPrograms(
    programs.map((program, at) => ({ file: `file-${at}`, facts: program === undefined ? {} : { program } })),
  )?.files

describe('files of several programs', () => {
  it('are told by the build of a Go program, and by a JVM’s process and start', () => {
    expect(of({ build: 'a' }, undefined, { build: 'b' })).toEqual(['file-0', 'file-2'])
    expect(of({ pid: 7, startedMs: 1e12 }, { pid: 8, startedMs: 1e12 })).toEqual(['file-0', 'file-1'])
    // In a container every process is 1.
    expect(of({ pid: 1, startedMs: 1e12 }, { pid: 1, startedMs: 1e12 + 60_000 })).toEqual(['file-0', 'file-1'])
  })

  it('are not told where two recorders look at one, or where one does not say it', () => {
    expect(of({ build: 'a' }, { build: 'a' }, undefined)).toBeUndefined()
    expect(of({ pid: 7, startedMs: 1e12 }, { pid: 7, startedMs: 1e12 + 40 }, { pid: 7, startedMs: 0 })).toBeUndefined()
    expect(of({ build: 'a' }, { pid: 7, startedMs: 0 })).toBeUndefined()
  })
})
