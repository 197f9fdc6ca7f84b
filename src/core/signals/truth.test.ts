import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { diagnose } from '../../cli/diagnose/diagnose.ts'

/** Programs that measured themselves while they were profiled (e2e/samples): what they saw against what is derived. */
const samples = join(import.meta.dirname, '../../../e2e/samples')

async function signalsOf(
  ...words: readonly string[]
): Promise<Record<string, { value: number | null; low: number; high: number; bound?: string }>> {
  const { stdout } = await diagnose(['--json', ...words.slice(0, -1), join(samples, words.at(-1) ?? '')])
  return JSON.parse(stdout).signals
}

function truthOf(file: string): Record<string, unknown> {
  return JSON.parse(readFileSync(join(samples, file), 'utf8'))
}

describe('lock wait of Python against its own stopwatch', () => {
  const truth = truthOf('pyspy/truth.json') as {
    seconds: number
    threads: number
    lock_wait_seconds: Record<string, number>
  }
  const waited = Object.values(truth.lock_wait_seconds).reduce((sum, seconds) => sum + seconds, 0)
  const share = (100 * waited) / truth.seconds / truth.threads

  it.each(['pyspy/idle-native.speedscope.json', 'pyspy/idle-native.raw.txt'])(
    '%s is within two points',
    async (file) => {
      const { lock_wait_pct } = await signalsOf(file)
      expect(Math.abs(lock_wait_pct!.value! - share)).toBeLessThan(2)
    },
  )

  it('is bounded by a single dump, and is no value yet', async () => {
    const { lock_wait_pct } = await signalsOf('pyspy/dump-native-1.json')
    expect(lock_wait_pct!.value).toBeNull()
    expect(lock_wait_pct!.low).toBeLessThan(share)
    expect(lock_wait_pct!.high ?? 100).toBeGreaterThan(share)
  })
})

describe('lock wait of the JVM against its own stopwatch', () => {
  it.each([
    ['jfr/jdk17.jfr', 'jfr/jdk17.truth.json'],
    ['jfr/async.jfr', 'jfr/async.truth.json'],
  ])('%s is at most the truth and no less than nine tenths of it, without permits', async (file, truthFile) => {
    const truth = truthOf(truthFile) as Record<string, number>
    // A semaphore of two permits is a pool.
    const waited = (truth['monitor_wait_seconds'] ?? 0) + (truth['lock_wait_seconds'] ?? 0)
    const { lock_wait_pct } = await signalsOf('--threads', '10', file)
    const share = (100 * waited) / (truth['seconds'] ?? 1) / 10
    expect(lock_wait_pct!.value! / share).toBeGreaterThan(0.9)
    expect(lock_wait_pct!.value! / share).toBeLessThan(1.05)
  })
})

describe('CPU of Node against its own counter', () => {
  it('is within a tenth', async () => {
    const truth = truthOf('pprof-node/truth.json') as { cpuSeconds: number; seconds: number }
    const { cpu_user_pct } = await signalsOf('--cores', '1', 'pprof-node/wall.pb.gz')
    expect(cpu_user_pct!.value! / ((100 * truth.cpuSeconds) / truth.seconds)).toBeGreaterThan(0.8)
    expect(cpu_user_pct!.value! / ((100 * truth.cpuSeconds) / truth.seconds)).toBeLessThan(1.1)
  })
})

describe('CPU of Python 3.15 against the system’s counter, on a machine with more work than cores', () => {
  const truth = truthOf('tachyon/truth.json') as { cores: number; cores_used: Record<string, number> }

  it.each(['all.gecko.json.gz', 'cpu.bin'])('%s bounds it from above, whatever looks ready to run', async (file) => {
    const { cpu_user_pct } = await signalsOf('--cores', `${truth.cores}`, `tachyon/${file}`)
    expect(cpu_user_pct!.bound).toBe('upper')
    expect(cpu_user_pct!.value).toBeGreaterThan((100 * truth.cores_used[file]!) / truth.cores)
    const { stdout } = await diagnose(['--cores', `${truth.cores}`, join(samples, 'tachyon', file)])
    expect(stdout).toContain('CPU use is an upper bound')
    expect(stdout).not.toContain('must have been there')
  })

  it.each(['wall.bin', 'gil.bin', 'main.bin'])('%s does not say it', async (file) => {
    const { cpu_user_pct } = await signalsOf('--cores', `${truth.cores}`, `tachyon/${file}`)
    expect(cpu_user_pct!.value).toBeNull()
    const share = (100 * truth.cores_used[file]!) / truth.cores
    expect(cpu_user_pct!.low ?? 0).toBeLessThan(share)
    expect(cpu_user_pct!.high ?? 100).toBeGreaterThan(share)
  })
})
