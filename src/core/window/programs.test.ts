import { describe, expect, it } from 'vitest'
import { collectionsOf } from '../base/collections.ts'
import type { FileFacts } from '../formats/parsedFile.ts'
import { captureOf } from '../testing/captures.ts'
import type { Capture } from './capture.ts'
import { runsApart, severalPrograms } from './programs.ts'
import { readFile } from '../formats/readFile.ts'

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

  it('are told by when a process began that says no pid, as a page of counters does', () => {
    expect(of({ pid: 0, startedMs: 1e12 }, { pid: 0, startedMs: 1e12 + 60_000 })).toEqual(['file-0', 'file-1'])
    expect(of({ pid: 0, startedMs: 1e12 }, { pid: 7, startedMs: 1e12 + 400 })).toBeUndefined()
    expect(of({ pid: 0, startedMs: 0 }, { pid: 7, startedMs: 1e12 })).toBeUndefined()
  })

  it('are not told where two recorders look at one, or where one does not say it', () => {
    expect(of({ build: 'a' }, { build: 'a' }, undefined)).toBeUndefined()
    expect(of({ pid: 7, startedMs: 1e12 }, { pid: 7, startedMs: 1e12 + 40 }, { pid: 7, startedMs: 0 })).toBeUndefined()
    expect(of({ build: 'a' }, { pid: 7, startedMs: 0 })).toBeUndefined()
  })
})

describe('files of two collectors', () => {
  const secondsOf = (clock: 'world' | 'start', first: number, ...seconds: readonly number[]) => ({
    collections: collectionsOf(
      clock,
      seconds.map((at, index) => ({ number: first + index, timeMs: at * 1000 })),
    ),
  })
  const found = (...programs: readonly FileFacts['program'][]) => of(...programs) !== undefined

  it('are told by a collection that was at two times, or that was before an earlier one', () => {
    expect(found(secondsOf('world', 1, 10, 20, 30), secondsOf('world', 2, 21, 31, 41))).toBe(true)
    expect(found(secondsOf('world', 1, 10, 20, 30), secondsOf('world', 400, 25, 26, 27))).toBe(true)
    expect(found(secondsOf('start', 1, 0.1, 2), secondsOf('start', 1, 0.1, 1, 2))).toBe(true)
  })

  it('are one where a later file goes on, repeats, or is the end of a longer one', () => {
    expect(found(secondsOf('world', 1, 10, 20, 30), secondsOf('world', 2, 20, 30, 40))).toBe(false)
    expect(found(secondsOf('world', 1, 10, 20, 30), secondsOf('world', 1, 10, 20, 30))).toBe(false)
    expect(found(secondsOf('start', 1, 0.1, 2), secondsOf('start', 9, 2, 3, 4))).toBe(false)
    const long = Array.from({ length: 5000 }, (_, at) => at / 10)
    expect(found(secondsOf('start', 1, ...long), secondsOf('start', 4001, ...long.slice(4000)))).toBe(false)
    expect(found(secondsOf('start', 1, ...long), secondsOf('start', 4001, ...long.slice(3990)))).toBe(true)
  })

  it('are told by when each began, where their lines are dated, though their numbers never meet', () => {
    const began = (startedMs: number, first: number, ...seconds: readonly number[]) => ({
      collections: { ...secondsOf('start', first, ...seconds).collections, isLog: true as const, startedMs },
    })
    // An old pod beside a young one; the same process, stamped late and in two excerpts.
    expect(found(began(1e12, 1, 1, 2, 3), began(1e12 - 3.6e6, 5001, 3601, 3602))).toBe(true)
    expect(found(began(1e12, 1, 1, 2, 3), began(1e12 + 6000, 5001, 3601, 3602))).toBe(false)
  })

  it('may be of two where undated logs leave collections out between them, and are one where a log was rotated', () => {
    const log = (first: number, ...seconds: readonly number[]): FileFacts['program'] => ({
      collections: { ...secondsOf('start', first, ...seconds).collections, isLog: true },
    })
    const told = (...programs: readonly FileFacts['program'][]) =>
      severalPrograms(
        programs.map((program, at) => ({ file: `file-${at}`, facts: program === undefined ? {} : { program } })),
      )
    expect(told(log(400, 90, 91), log(1, 1, 2, 3))).toEqual({
      id: 'several-programs',
      files: ['file-1', 'file-0'],
      isOpen: true,
    })
    // The second of three; a torn line at the border.
    expect(told(log(1, 1, 2), log(6, 6, 7), log(3, 3, 4, 5))).toBeUndefined()
    expect(told(log(1, 1, 2), log(4, 4, 5))).toBeUndefined()
    // Single looks never have every collection between them.
    expect(told(secondsOf('start', 1, 1), secondsOf('start', 400, 90))).toBeUndefined()
  })

  it('of JVMs are told by times that no begin and end of a collection explain', async () => {
    const log = async (seconds: readonly number[], from = 0): Promise<FileFacts['program']> => {
      const text = seconds
        .map(
          (at, n) =>
            `[${at.toFixed(3)}s][info][gc] GC(${n + from}) Pause Young (Normal) (G1 Evacuation Pause) 30M->10M(100M) 2.2ms`,
        )
        .join('\n')
      const read = await readFile(new TextEncoder().encode(text), { fileName: 'gc.log', maxInflatedBytes: 1e9 })
      return read.ok ? read.value.facts.program : undefined
    }
    const first = await log([1, 5, 40, 90])
    expect(found(first, await log([1, 4, 18, 33]))).toBe(true)
    expect(found(first, await log([12, 20], 200))).toBe(true)
    // `gc*` has when a collection began; a rotated log goes on.
    expect(found(first, await log([0.9, 4.2, 39, 90]))).toBe(false)
    expect(found(first, await log([91, 95], 4))).toBe(false)
  })

  it('are no two for the world where the second began after the first had ended: it was started again', () => {
    expect(found(secondsOf('world', 1, 10, 20, 30), secondsOf('world', 1, 40, 50))).toBe(false)
    expect(found(secondsOf('world', 1, 10, 20), secondsOf('start', 1, 11, 21))).toBe(false)
  })

  it('are not subtracted from each other', () => {
    const [one, other] = [secondsOf('world', 1, 10, 20), secondsOf('world', 1, 15, 25)]
    const heap = (file: string) => captureOf({ kind: 'heap', from: 0, until: 0, text: 'main\n1', file })
    const runs = (second: FileFacts['program']) =>
      runsApart(
        [heap('a.txt'), heap('b.txt')],
        [
          { file: 'a.txt', facts: { program: one } },
          { file: 'b.txt', facts: second === undefined ? {} : { program: second } },
        ],
      ).map(({ hints }) => hints.run)
    expect(runs(other)).toEqual(['a.txt', 'b.txt'])
    expect(runs(one)).toEqual([undefined, undefined])
    expect(runs(undefined)).toEqual([undefined, undefined])
  })
})

const dump = (...handlers: readonly string[]): string =>
  handlers
    .map(
      (tid, at) => `2026-11-30 11:25:4${at}
Full thread dump OpenJDK 64-Bit Server VM (17.0.15+6 mixed mode, sharing):

"Reference Handler" #2 daemon prio=10 os_prio=0 cpu=0.5ms elapsed=${10 + at}.0s tid=${tid} nid=0x7 waiting on condition  [0x1]
   java.lang.Thread.State: RUNNABLE
	at java.lang.ref.Reference.waitForReferencePendingList(java.base@17.0.15/Native Method)

"desk-1" #13 prio=5 os_prio=0 cpu=1.0ms elapsed=9.0s tid=0x00007f00000000${at}0 nid=0x8 runnable  [0x2]
   java.lang.Thread.State: RUNNABLE
	at app.Desk.post(Desk.java:7)
`,
    )
    .join('\n')

const goroutines = (file: string, line: number): string => `goroutine 1 [IO wait]:
main.main()
	${file}:${line} +0x306

goroutine 7 [sync.Mutex.Lock]:
sync.(*Mutex).Lock(...)
	/usr/local/go/src/sync/mutex.go:46
main.work()
	${file}:9 +0x10
`

/** As the gathering does: each look with the file it is from. */
async function ofTexts(...texts: readonly string[]): Promise<readonly string[] | undefined> {
  const looks = await Promise.all(
    texts.map(async (text, at) => {
      const file = `dump-${at}`
      const read = await readFile(new TextEncoder().encode(text), { fileName: file, maxInflatedBytes: 1e6 })
      const part = read.ok ? read.value.parts[0] : undefined
      if (part?.looks === undefined) throw new Error('no look')
      const capture = {
        hash: file,
        file,
        kind: 'threads' as const,
        covers: 'gauge' as const,
        hints: {},
        profile: part.profile,
      }
      return part.looks.map((look) => ({ capture, look }))
    }),
  )
  return severalPrograms([], looks.flat())?.files
}

describe('dumps of several processes', () => {
  const one = '0x00007fa59c17ef40'
  const other = '0x00007fe1b417efb0'

  it('are told by the one thread that a JVM has from its beginning to its end', async () => {
    expect(await ofTexts(dump(one), dump(one), dump(other))).toEqual(['dump-0', 'dump-2'])
    expect(await ofTexts(dump(one, other))).toEqual(['dump-0', 'dump-0'])
  })

  it('are not told of three dumps of one, of whatever else began and ended, or where no address is printed', async () => {
    expect(await ofTexts(dump(one, one), dump(one))).toBeUndefined()
    const without = dump(other).replace(/"Reference Handler"[^"]+/, '')
    expect(await ofTexts(dump(one), without)).toBeUndefined()
    expect(await ofTexts(dump(one), dump(other).replaceAll(/tid=\S+/g, ''))).toBeUndefined()
  })

  it('are told of Go by the file that its main is in, and not by where in it that stands', async () => {
    expect(await ofTexts(goroutines('/srv/a/main.go', 88), goroutines('/srv/b/main.go', 88))).toEqual([
      'dump-0',
      'dump-1',
    ])
    expect(await ofTexts(goroutines('/srv/a/main.go', 88), goroutines('/srv/a/main.go', 91))).toBeUndefined()
  })

  it('are told of one build of Go by goroutines of one number that began elsewhere, and by where the heap lies', async () => {
    const two = (first: string, second: string, argument = '0xc000012340'): string =>
      [first, second]
        .map(
          (root, at) => `goroutine ${at + 18} [chan receive, 5 minutes]:
${root}(${Array.from({ length: 3 }, () => argument).join(', ')})
	/srv/app/main.go:${at + 30} +0x5a
created by main.main in goroutine 1
	/srv/app/main.go:70 +0x88
`,
        )
        .join('\n')
    const one = two('main.poll', 'main.flush')
    expect(await ofTexts(one, two('main.flush', 'main.poll'))).toEqual(['dump-0', 'dump-1'])
    expect(await ofTexts(one, one, two('main.poll', 'main.flush', '0xc0f0012340'))).toBeUndefined()
    // A dump that was cut may lack where its last goroutine began.
    expect(await ofTexts(one, two('main.poll', 'main.drain'))).toBeUndefined()
    const placed = (heap: string): string => two('main.poll', 'main.flush', heap)
    expect(await ofTexts(placed('0x37e1577f2000'), placed('0x1ac0577f2000'))).toEqual(['dump-0', 'dump-1'])
    expect(await ofTexts(placed('0x37e1577f2000'), placed('0x37e2577f2000'))).toBeUndefined()
    // What may be stale says nothing.
    expect(await ofTexts(placed('0x37e1577f2000?'), placed('0x1ac0577f2000?'))).toBeUndefined()
  })

  it('are told of profiles of Go by where the kernel put its page, not of what a store merged', () => {
    const profileAt = (kernelPage: number | undefined, hints = {}): Capture =>
      captureOf({
        kind: 'cpu',
        from: 0,
        until: 30,
        runtime: 'go',
        text: 'main\n1',
        hints,
        file: `at-${kernelPage}`,
        meta: kernelPage === undefined ? {} : { kernelPage },
      })
    const files = (...captures: readonly Capture[]) => severalPrograms([], [], captures)?.files
    expect(files(profileAt(undefined), profileAt(7), profileAt(7), profileAt(9))).toEqual(['at-7', 'at-9'])
    expect(files(profileAt(7), profileAt(7), profileAt(undefined))).toBeUndefined()
    expect(files(profileAt(7), profileAt(9, { merged: true }), profileAt(8, { run: 'b' }))).toBeUndefined()
  })

  it('are told by what they run on, not where native code or a merge of a store is beside', () => {
    const on = (runtime: Capture['profile']['meta']['runtime'], hints = {}): Capture =>
      captureOf({
        kind: 'cpu',
        from: 0,
        until: 30,
        text: 'main\n1',
        hints,
        file: `${runtime}.pb`,
        ...(runtime && { runtime }),
      })
    const found = (...captures: readonly Capture[]) => severalPrograms([], [], captures)
    expect(found(on('go'), on('go'), on('jvm'))).toMatchObject({ files: ['go.pb', 'jvm.pb'], runtimes: ['go', 'jvm'] })
    expect(found(on('cpython'), on('native'), on(undefined))).toBeUndefined()
    expect(found(on('go'), on('v8', { merged: true }))).toBeUndefined()
  })

  it('are not told between a JVM and a Go program: each is read by itself', async () => {
    expect(await ofTexts(dump(one), goroutines('/srv/a/main.go', 88))).toBeUndefined()
  })
})
