import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readFile } from './readFile.ts'
import { assertSound, expectErrorOrValue } from '../testing/drawStacks.ts'
import { readSample, sampleBytes, sampleFolders, sampleNames } from '../testing/samples.ts'

/** What recognises a folder's files; `refused` holds those that are turned away with a sentence. */
const formats: Readonly<Record<string, readonly string[]>> = {
  austin: ['austin', 'austin-mojo'],
  callgrind: ['callgrind'],
  counters: [
    'jvm-gc-log',
    'go-gctrace',
    'v8-trace-gc',
    'node-report',
    'pprof-top',
    'class-histogram',
    'jstat',
    'metrics',
  ],
  firefox: ['firefox'],
  flamebearer: ['flamebearer'],
  folded: ['collapsed'],
  'go-heaps': ['pprof'],
  'go-leak': ['pprof', 'go-text', 'goroutines'],
  heaptrack: ['heaptrack'],
  jfr: ['jfr'],
  otlp: ['otlp'],
  jemalloc: ['jemalloc', 'gperftools-heap', 'collapsed'],
  legacy: ['pprof', 'go-text', 'goroutines', 'gperftools-heap'],
  bpf: ['bpf-stacks'],
  'perf-script': ['perf-script'],
  picture: ['flame-svg', 'async-html', 'clinic-html', 'memray-html', 'pyinstrument', 'collapsed'],
  'thread-dumps': ['thread-dump', 'goroutines', 'go-text', 'py-spy-dump'],
  'pprof-go': ['pprof', 'go-text', 'goroutines'],
  'pprof-node': ['pprof'],
  'pprof-rust': ['pprof'],
  pstats: ['pstats'],
  pyspy: ['py-spy-raw', 'py-spy-dump', 'speedscope'],
  tachyon: ['tachyon-gecko', 'tachyon-binary', 'tachyon-collapsed', 'tachyon-jsonl', 'python-dump'],
  tracemalloc: ['tracemalloc'],
  v8: ['cpuprofile', 'heapprofile', 'heapsnapshot'],
}
/** Recognised, and refused with what to do instead. */
const refused = /\.(chrometrace\.json|cpu)$|^memray\/mem\.csv/

describe.each(sampleFolders())('the recordings in %s', (folder) => {
  const names = sampleNames(folder)

  it('are each read by their own format, or refused with what to do', async () => {
    for (const name of names) {
      const result = await readSample(`${folder}/${name}`)
      if (folder === 'refused' || refused.test(`${folder}/${name}`)) {
        expect(result.ok ? name : result.error.code, name).toMatch(/needs-conversion|unsupported|too-large/)
        continue
      }
      expect(result.ok ? '' : result.error.what, name).toBe('')
      if (!result.ok) continue
      const known = formats[folder]
      if (known) expect(known, name).toContain(result.value.format)
      const { parts, facts } = result.value
      expect(parts.length + Object.keys(facts).length, name).toBeGreaterThan(0)
      for (const part of result.value.parts) assertSound(part.profile)
    }
  })

  it('become a value or an error value whatever is cut off or changed', async () => {
    for (const name of names) {
      const whole = sampleBytes(`${folder}/${name}`)
      // Large files cost time, not insight.
      if (whole.length > 400_000) continue
      const read = (bytes: Uint8Array) => readFile(bytes, { fileName: name, maxInflatedBytes: 5e7 })
      for (const share of [0.1, 0.5, 0.9])
        expectErrorOrValue(await read(whole.subarray(0, Math.floor(whole.length * share))))
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.tuple(fc.nat(whole.length - 1), fc.integer({ min: 0, max: 255 })), {
            minLength: 1,
            maxLength: 8,
          }),
          async (changes) => {
            const changed = whole.slice()
            for (const [at, byte] of changes) changed[at] = byte
            expectErrorOrValue(await read(changed))
          },
        ),
        { numRuns: 3 },
      )
    }
  }, 240_000)
})
