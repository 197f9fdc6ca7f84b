import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anyText } from '../testing/anyText.ts'
import { explainLoadError } from '../base/result.ts'
import { readFile } from './readFile.ts'
import { CancelledError } from './parsedFile.ts'
import { readers } from './readers.ts'
import { writePprof } from '../testing/pprofWriter.ts'
import { sampleBytes } from '../testing/samples.ts'

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)

async function say(bytes: Uint8Array, fileName = 'a.bin'): Promise<string> {
  const result = await readFile(bytes, { fileName, maxInflatedBytes: 1e7 })
  return result.ok ? result.value.format : explainLoadError(result.error)
}

const pprof = writePprof({ types: [['cpu', 'nanoseconds']], samples: [{ stack: ['main'], values: [1] }] })

describe('readFile', () => {
  it('goes by content and never by name', async () => {
    expect(await say(gzipSync(pprof), 'notes.txt')).toBe('pprof')
    expect(await say(pprof, 'x.folded')).toBe('pprof')
    expect(await say(bytesOf('main;work 1\nmain 2\n'), 'cpu.pb.gz')).toBe('collapsed')
  })

  it('says one line for a file it cannot use: which, what, and what to do', async () => {
    expect(await say(new Uint8Array())).toBe(
      'a.bin: the file is empty. Record it again; a profiler that was killed leaves such files.',
    )
    expect(await say(gzipSync(''))).toBe('a.bin: there is nothing inside. Record it again.')
    expect(await say(bytesOf('Dear diary,\nnothing happened.\n'))).toMatch(
      /^a\.bin: it is none of the formats read here; it looks like text\. Bring a profile \(pprof.{0,200}the README lists them all\.$/,
    )
  })

  it('says of a small gzip that was cut that it ends too early, and not that what comes after its end is no format', async () => {
    const whole = sampleBytes('pprof-go/block-delta.pb.gz')
    for (const share of [0.1, 0.5, 0.9]) {
      const end = Math.floor(whole.length * share)
      expect(await say(whole.subarray(0, end))).toContain(`the compressed data ends too early, at byte ${end}.`)
    }
    expect(await say(whole)).toBe('pprof')
  })

  it('refuses what only its own tool can read, with the command', async () => {
    expect(await say(bytesOf('PERFILE2\0\0\0\0'))).toMatch(
      /Run `perf script --header > out\.perf` where it was recorded/,
    )
    expect(await say(bytesOf('<?xml version="1.0"?>\n<svg width="1"></svg>'))).toMatch(
      /picture without the boxes of a flame graph/,
    )
    expect(await say(bytesOf('Nettrace\0'))).toMatch(/ends inside its header.*dotnet-trace collect/)
  })

  it.each([
    [
      'a JVM that crashed',
      '#\n# A fatal error has been detected by the Java Runtime Environment:\n#\n#  SIGSEGV (0xb)\n',
      'GC log',
    ],
    ['fprof', '%% Analysis results:\n{  analysis_options,\n [{callers, true}]}.\n', '+JPperf'],
    [
      'eprof',
      'FUNCTION   CALLS      %     TIME  [uS / CALLS]\n--------\napp:hot/1  6000010  54.61  2061263  [ 0.34]\n',
      '+JPperf',
    ],
    ['an Erlang crash dump', '=erl_crash_dump:0.5\nMon Nov 30 20:27:55 2026\nSlogan: crash here\n', 'Slogan'],
    [
      'xhprof as PHP',
      'a:2:{s:6:"main()";a:2:{s:2:"ct";i:1;s:2:"wt";i:40;}s:11:"main()==>hot";a:1:{s:2:"ct";i:4;}}',
      'Excimer',
    ],
    ['xhprof as JSON', '{"main()":{"ct":1,"wt":40},"main()==>hot":{"ct":4,"wt":30}}', 'Excimer'],
    [
      'a table of Excimer',
      '{"hot":{"file":"a.php","line":3,"function":"hot","self":227,"inclusive":227}}',
      'formatCollapsed',
    ],
    ['Ruby’s threads', "Thread TID-d4a w0\n/srv/c.rb:3:in `sleep'\n", 'rbspy record --pid'],
    [
      'Ruby’s threads, by Sidekiq 8',
      "2026-11-30T17:20:01.1Z pid=1 tid=a WARN: Thread TID-b p\n2026-11-30T17:20:01.1Z pid=1 tid=a WARN: /g/c.rb:3:in 'Kernel#sleep'\n",
      'vernier',
    ],
    ['rbspy', '% self  % total  name\n 33.33    58.94  hot - /srv/fn.rb:1\n', 'collapsed'],
    ['ruby-prof', 'Measure Mode: wall_time\nThread ID: 80\nFiber ID: 60\nTotal: 8.38\n', 'CallTreePrinter'],
    ['an error of a server', '{"error":"unauthorized"}', 'Ask again with a login'],
    [
      'a Status of Kubernetes',
      '{"kind":"Status","status":"Failure","message":"pods is forbidden","code":403}',
      'login',
    ],
    ['an HTTP error in text', '404 page not found\n', 'Look at the path and port'],
    ['net/http/pprof', 'Could not enable CPU profiling: cpu profiling already in use\n', 'what was wrong'],
    ['a failure in JSON', '{"code":502,"message":"no upstream"}', 'what was wrong'],
    ['google-pprof', 'Total: 492 samples\n     291  59.1%  59.1%      292  59.3% hot\n', '--collapsed'],
  ])('says of %s what works instead', async (_name, text, works) => {
    expect(await say(bytesOf(text))).toContain(works)
  })

  it.each([
    'Total: 492\nhot;warm 3\nhot 4\nhot;a 5\nhot;b 6\n',
    'Slogan;=erl_crash_dump:0.5 3\nmain;Measure Mode: wall 4\nmain;hot 12\nmain;warm 12\n',
  ])('takes nothing else for one of these', async (text) => {
    expect(await say(bytesOf(text))).toBe('collapsed')
  })

  it.each([
    '{"level":"error","error":"unauthorized","message":"x"}',
    '{"message":"hello"}',
    '{"error":null,"rows":[]}',
    '{"error":"unauthorized"}\n{"error":"forbidden"}\n',
    'Unauthorized people are asked to leave.\n',
  ])('takes no other text for the answer of a server', async (text) => {
    expect(await say(bytesOf(text))).toContain('none of the formats')
  })

  it('passes cancelling on and reports progress that only grows', async () => {
    const shares: number[] = []
    const file = gzipSync(Buffer.concat([pprof, Buffer.alloc(0)]))
    await readFile(file, { fileName: 'a', maxInflatedBytes: 1e7, onProgress: (share) => shares.push(share) })
    expect(shares.length).toBeGreaterThan(0)
    expect(shares).toEqual(shares.toSorted((a, b) => a - b))
    const cancelled = readFile(file, {
      fileName: 'a',
      maxInflatedBytes: 1e7,
      onProgress: () => {
        throw new CancelledError()
      },
    })
    await expect(cancelled).rejects.toThrow(CancelledError)
  })

  it('turns any bytes at all into a value or a sentence', async () => {
    const text = anyText({ maxLength: 200 }).map(bytesOf)
    const json = fc.jsonValue({ maxDepth: 3 }).map((value) => bytesOf(JSON.stringify(value)))
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.uint8Array({ maxLength: 400 }), text, json), async (bytes) => {
        expect(await say(bytes)).not.toBe('')
      }),
      { numRuns: 300 },
    )
  })

  it('every row has a name of its own kind and loads', async () => {
    for (const row of readers) if ('load' in row) expect(typeof (await row.load())).toBe('function')
  })
})
