import { describe, expect, it } from 'vitest'
import { frameFlags } from '../../profile/profile.ts'
import { explainLoadError } from '../../base/result.ts'
import type { ReadOptions } from '../parsedFile.ts'
import { drawStacks } from '../../testing/drawStacks.ts'
import { parsedSample, sampleBytes, totalOf } from '../../testing/samples.ts'
import { readFile } from '../readFile.ts'
import { readPerfScript } from './perfScript.ts'

const options: ReadOptions = { fileName: 'out.perf', maxInflatedBytes: 1e9 }
function read(text: string) {
  const result = readPerfScript(new TextEncoder().encode(text), options)
  if (!result.ok) throw new Error(explainLoadError(result.error))
  return result.value
}

const header = `# ========
# captured on    : Sun Nov 22 13:13:41 2026
# hostname : secret-host
# nrcpus online : 4
# cmdline : /usr/bin/perf record --token s3cr3t
# event : name = cycles, , id = { 79 }, type = 0, { sample_period, sample_freq } = 100, sample_type = IP, freq = 1, task = 1
# sample duration :   2000.000 ms
# ========
#
`
const block = (first: string, ...frames: string[]): string =>
  `${first}\n${frames.map((frame) => `\t${frame}\n`).join('')}\n`

describe('a perf script without a sample', () => {
  const recorded = (command: string) => header.replace(/# cmdline.*/, `# cmdline : ${command}`)
  it('bounds the CPU of a service that did nothing by how long perf was told to sleep', () => {
    const { parts, facts } = read(recorded('/usr/bin/perf record -F 100 -g -p 12 --token s3cr3t -- sleep 5 '))
    expect(parts).toEqual([])
    expect(facts.bounds).toMatchObject([{ signal: 'cpu_user_pct', unit: 'cores', high: 3 / 500 }])
    expect(JSON.stringify(facts)).not.toContain('s3cr3t')
  })
  it('of unknown length, or of an event that is no CPU, is one sentence', () => {
    const refused = (text: string) => {
      const result = readPerfScript(new TextEncoder().encode(text), options)
      return result.ok ? '' : explainLoadError(result.error)
    }
    expect(refused(recorded('/usr/bin/perf record -F 100 -g -p 12'))).toMatch(/no sample/)
    expect(refused(recorded('perf record -- sleep 5').replace('name = cycles', 'name = page-faults'))).toMatch(
      /no sample/,
    )
  })
})

describe('readPerfScript', () => {
  it('reads leaf-first stacks, kernel, inlined and unresolved frames, and the period of a clock', () => {
    const { parts } = read(
      block(
        'my prog 812/815 [003]  11.500: 5000000 cpu-clock:uhH:',
        'ffffffff81 do_futex+0x13 ([kernel.kallsyms])',
        '97aec std::vector<int, std::allocator<int> >::push_back(int&&)+0x78c (/srv/app/bin)',
        '0 sort+0x1 (inlined)',
        '0 [unknown] (/usr/lib/libx.so.1)',
        '7f Lcom/acme/Shop;::total+0x2 (/tmp/perf-812.map)',
      ),
    )
    const { profile } = parts[0]!
    expect(drawStacks(profile)).toEqual([
      '@my prog com.acme.Shop.total;[libx.so.1];sort;std::vector<int, std::allocator<int> >::push_back(int&&);do_futex cpu=5000000 samples=1',
    ])
    expect(profile.threads).toEqual([{ id: '812/815', name: 'my prog' }])
    const flagsOf = (name: string): number =>
      profile.frames.flags[profile.frames.name.indexOf(profile.strings.indexOf(name))]!
    expect(flagsOf('do_futex')).toBe(frameFlags.kernel | frameFlags.native)
    expect(flagsOf('sort')).toBe(frameFlags.inlined | frameFlags.native)
    expect(flagsOf('com.acme.Shop.total')).toBe(0)
  })

  it('takes the CPUs, the duration and the frequency from the header, and nothing about the machine', () => {
    const file = read(header + block('a 1 1.0: 123456 cycles:', '1 main+0x1 (/srv/a)'))
    expect(file.facts).toEqual({
      cores: 4,
      coresFrom: 'perf’s header: CPUs of the host that are online',
      coresOfMachine: true,
    })
    expect(file.parts[0]!.profile.meta).toMatchObject({ durationMs: 2000, period: 1e7, cores: 4 })
    // Cycles are no time: a hundred samples a second make 10 ms each.
    expect(drawStacks(file.parts[0]!.profile)).toEqual(['@a main cpu=10000000 samples=1'])
    expect(JSON.stringify(file)).not.toMatch(/secret-host|s3cr3t/)
  })

  it('keeps the event that measures CPU, whichever comes first', () => {
    const { parts } = read(
      block('a 1 1.0: 1 page-faults:', '1 f+0x1 (/a)') + block('a 1 1.1: 1000 task-clock:', '1 g+0x1 (/a)'),
    )
    expect(drawStacks(parts[0]!.profile)).toEqual(['@a g cpu=1000 samples=1'])
    expect(parts[0]!.profile.meta.notes.join()).toContain('left out: page-faults')
  })

  it('counts samples where there are no periods, and does not call them CPU when they are not', () => {
    expect(drawStacks(read(block('a 1 1.0: cpu-clock:', '1 f+0x1 (/a)')).parts[0]!.profile)).toEqual(['@a f samples=1'])
    expect(read(block('a 1 1.0: 1 sched:sched_switch:', '1 f+0x1 (/a)')).parts[0]!.kind).toBeUndefined()
  })

  it('asks which of several programs it is, the busiest first, each by itself and over the time of the whole file', () => {
    const file = read(
      header +
        block('worker 812/815 10.0: 1 cpu-clock:', '1 build+0x1 (/a)') +
        block('shop 700/700 10.5: 3000000 cpu-clock:', '1 serve+0x1 (/srv/shop)') +
        block('pool-1 700/733 11.0: 4000000 cpu-clock:', '1 price+0x1 (/srv/shop)') +
        block('make 812/812 11.5: 2000000 cpu-clock:', '1 fork+0x1 (/a)'),
    )
    expect(file.resources?.map(({ title, cpuNs, samples }) => [title, cpuNs, samples])).toEqual([
      ['shop (process 700)', 7e6, 2],
      ['make (process 812)', 2_000_001, 2],
    ])
    expect(file.parts.map(({ resource }) => resource)).toEqual(file.resources?.map(({ key }) => key))
    expect(drawStacks(file.parts[0]!.profile)).toEqual([
      '@shop serve cpu=3000000 samples=1',
      '@pool-1 price cpu=4000000 samples=1',
    ])
    expect(file.parts.map(({ profile }) => profile.meta.durationMs)).toEqual([2000, 2000])
  })

  it('asks nothing of one process with many threads, nor where no line says whose a thread is', () => {
    const one =
      block('shop 700/700 1.0: 3 cpu-clock:', '1 f+0x1 (/a)') +
      block('pool-1 700/733 2.0: 4 cpu-clock:', '1 g+0x1 (/a)')
    const unsaid =
      block('shop 700 1.0: 3 cpu-clock:', '1 f+0x1 (/a)') + block('make 812 2.0: 4 cpu-clock:', '1 g+0x1 (/a)')
    for (const text of [one, unsaid]) {
      const { parts, resources } = read(text)
      expect(resources).toBeUndefined()
      expect(parts.length).toBe(1)
      expect(drawStacks(parts[0]!.profile).length).toBe(2)
    }
  })

  it('tells the programs of a whole machine apart by what they run where no line says whose a thread is', () => {
    const file = read(
      block('swapper 0 1.0: 1 cpu-clock:', 'ff8 default_idle+0x1 ([kernel.kallsyms])') +
        block(
          'http-nio-8080 31 1.1: 5000000 cpu-clock:',
          '7f1 Shop.total+0x1 (/tmp/perf-30.map)',
          '7f2 JavaMain+0x1 (/usr/lib/jvm/lib/server/libjvm.so)',
        ) +
        block(
          'GC Thread#0 32 1.2: 4000000 cpu-clock:',
          '7f3 G1Evacuate+0x1 (/usr/lib/jvm/lib/server/libjvm.so)',
          '7f4 start_thread+0x1 (/usr/lib/libc.so.6)',
        ) +
        block(
          'java 30 1.3: 1000000 cpu-clock:',
          '7f5 main+0x1 (/usr/bin/java)',
          '7f6 JLI_Launch+0x1 (/usr/lib/jvm/lib/server/libjvm.so)',
        ) +
        block(
          'nginx 40 1.4: 3000000 cpu-clock:',
          '556 ngx_http_process+0x1 (/usr/sbin/nginx)',
          '7f4 start_thread+0x1 (/usr/lib/libc.so.6)',
        ) +
        block('kworker/0:1-ev 9 1.5: 2000000 cpu-clock:', 'ff9 process_one_work+0x1 ([kernel.kallsyms])') +
        block('ksoftirqd/0 10 1.6: 500000 cpu-clock:', 'ffa __do_softirq+0x1 ([kernel.kallsyms])'),
    )
    expect(file.resources?.map(({ title, cpuNs }) => [title, cpuNs])).toEqual([
      ['java', 1e7],
      ['nginx', 3e6],
      ['kworker', 2e6],
      ['ksoftirqd', 5e5],
    ])
    expect(file.parts.map(({ profile }) => profile.samples.length)).toEqual([3, 1, 1, 1])
  })

  it('believes the command line that it was of a whole machine, and tears no service apart that was recorded alone', () => {
    const two = block('a 1 1.0: 3 cpu-clock:', '1 f+0x1 (/srv/a)') + block('b 2 1.1: 9 cpu-clock:', '1 g+0x1 (/srv/b)')
    const ofMachine = read(
      `# ========\n# captured on    : Sun\n# cmdline : /usr/bin/perf record -F 99 -a -g -- sleep 30\n${two}`,
    )
    expect(ofMachine.resources?.map(({ title }) => title)).toEqual(['b', 'a'])
    const ofOne = read(
      `# ========\n# captured on    : Sun\n# cmdline : /usr/bin/perf record -F 99 -g -p 1 -- sleep 30\n${two}`,
    )
    expect(ofOne.resources).toBeUndefined()
    expect(drawStacks(ofOne.parts[0]!.profile).length).toBe(2)
  })

  it('agrees with perf’s own report about the share of each function', async () => {
    const { profile } = (await parsedSample('perf-script/zoo.txt')).parts[0]!
    const total = profile.samples.values[0]!.reduce((a, b) => a + b, 0)
    const report = new TextDecoder().decode(sampleBytes('perf-script/zoo.report.txt'))
    const rows = [...report.matchAll(/^\s+([\d.]+)%\s+\S+\s+\S+\s+\[(?:\.|k)\] (\S+)$/gm)]
    expect(rows.length).toBeGreaterThan(10)
    const self = new Map<string, number>()
    for (let row = 0; row < profile.samples.length; row += 1) {
      const name = profile.strings[profile.frames.name[profile.stacks.frame[profile.samples.stack[row]!]!]!]!
      self.set(name, (self.get(name) ?? 0) + profile.samples.values[0]![row]!)
    }
    for (const [, percent, name] of rows) {
      if (name!.includes('@')) continue
      expect(((self.get(name!) ?? 0) / total) * 100, name).toBeCloseTo(Number(percent), 1)
    }
  })

  it('finds the same samples with and without a header', async () => {
    const [withHeader] = (await parsedSample('perf-script/zoo.txt')).parts
    expect(totalOf(withHeader!, 'cpu')).toBe(totalOf(withHeader!, 'samples') * 5_025_125)
  })
})

describe('what -F leaves out of a line', () => {
  it('may be the time, with and without a header; the samples stay', () => {
    const timeless = block(
      'pricing   812 cpu-clock: ',
      '4011a3 price_book (/srv/pricing)',
      '4018c2 main (/srv/pricing)',
    )
    for (const text of [timeless, header + timeless]) {
      const [part] = read(text).parts
      expect(drawStacks(part!.profile)[0]).toContain('main;price_book')
      expect(part!.kind).toBe('cpu')
    }
  })

  it('may be the stack: names padded with spaces are no frames', () => {
    const line = (comm: string, pid: number, name: string): string =>
      `${comm.padStart(16)}  ${pid}  7.010000:   10101010 cpu-clock:      56131604f17e ${name}+0x11 (/srv/shop)\n`
    const { profile } = read(line('http-worker', 4711, 'render') + line('cafe', 4712, 'parse')).parts[0]!
    expect(drawStacks(profile)).toEqual([
      '@http-worker render cpu=10101010 samples=1',
      '@cafe parse cpu=10101010 samples=1',
    ])
    expect(profile.meta.notes.join()).toContain('recorded without -g')
  })
})

describe('of several events', () => {
  const cycles = block('a 1 1.0: 1000 cycles:', '1 waits+0x1 (/a)')
  const instructions = block('a 1 1.0: 900 instructions:', '1 sums+0x1 (/a)')

  it('cycles stand for CPU time before instructions, whichever comes first', () => {
    expect(drawStacks(read(instructions + cycles).parts[0]!.profile)).toEqual(['@a waits events=1000 samples=1'])
    expect(read(instructions).parts[0]!.kind).toBeUndefined()
  })

  it('the cycles of both kinds of core of a hybrid CPU are one', () => {
    const hybrid = cycles.replace('cycles', 'cpu_core/cycles/') + cycles.replace('cycles', 'cpu_atom/cycles/')
    expect(drawStacks(read(hybrid).parts[0]!.profile)).toEqual(['@a waits events=2000 samples=2'])
  })

  it('each sample counts for its period, and time sampled at a frequency is shared out by it', () => {
    const short = block('a 1 1.0: 1 cycles:', '1 returns+0x1 (/a)')
    const { profile } = read(header + short + block('a 1 1.1: 999 cycles:', '1 parses+0x1 (/a)')).parts[0]!
    // Two samples at 100 Hz are 20 ms, nearly all of them where the cycles went.
    expect(drawStacks(profile)).toEqual(['@a returns cpu=20000 samples=1', '@a parses cpu=19980000 samples=1'])
    const faults =
      block('a 1 1.0: 1 page-faults:', '1 clears+0x1 (/a)') + block('a 1 1.1: 250 page-faults:', '1 parses+0x1 (/a)')
    expect(drawStacks(read(faults).parts[0]!.profile)).toEqual([
      '@a clears page-faults=1 samples=1',
      '@a parses page-faults=250 samples=1',
    ])
  })

  it('idle CPUs of a whole machine are nobody’s work; a process that is called alike is', () => {
    const idle = block('swapper 0 [000] 1.0: 10000000 cpu-clock:', '1 cpuidle_enter+0x1 ([kernel.kallsyms])')
    const work = block('swapper-daemon 812 [000] 1.0: 10000000 cpu-clock:', '1 swaps+0x1 (/a)')
    const { profile } = read(idle + idle + work).parts[0]!
    expect(drawStacks(profile)).toEqual(['@swapper-daemon swaps cpu=10000000 samples=1'])
    expect(profile.meta.notes.join()).toContain('2 samples of idle CPUs')
  })
})

describe('what is beside the samples', () => {
  it('leaves out the stack of an idle CPU with its sample, and calls no line of it lost', () => {
    const { parts } = read(
      block(
        'swapper     0 [000] 1.000: 1000000 cpu-clock:',
        'ff81 default_idle ([kernel])',
        'ff82 do_idle ([kernel])',
      ) + block('app 12/12 [000] 1.001: 1000000 cpu-clock:', '10 work (/usr/bin/app)'),
    )
    expect(drawStacks(parts[0]!.profile)).toEqual(['@app work cpu=1000000 samples=1'])
    expect(parts[0]!.profile.meta.notes).toEqual([
      '1 samples of idle CPUs (swapper) are left out',
      'one frame a sample, nobody knows who called it: recorded without -g, or without frame pointers (then --call-graph dwarf)',
    ])
  })

  it('reads a tracepoint by its stack, takes its fields for no frame, and calls it no CPU', async () => {
    const text = block(
      'app 12/12 [000] 1.001: syscalls:sys_enter_openat: dfd: 0x3, filename: "/home/jo/secret"',
      '7f00 openat (/lib/libc.so)',
      '1000 main (/usr/bin/app)',
    )
    const file = await readFile(new TextEncoder().encode(text), options)
    const [part] = file.ok ? file.value.parts : []
    expect(part?.kind).toBe(undefined)
    expect(part && drawStacks(part.profile)).toEqual(['@app main;openat syscalls:sys_enter_openat=1 samples=1'])
    expect(JSON.stringify(file)).not.toContain('secret')
  })
})
