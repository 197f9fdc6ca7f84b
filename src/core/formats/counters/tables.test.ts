import { describe, expect, it } from 'vitest'
import { parsedText as read, readText as load } from '../../testing/readText.ts'

const refusal = async (text: string): Promise<string> => {
  const result = await load(text)
  return result.ok ? `read as ${result.value.format}` : result.error.what
}
/** Everything a reader keeps, as text: what must not be in it is not in it. */
const kept = async (text: string): Promise<string> => JSON.stringify(await read(text))

describe('a scrape of /metrics', () => {
  const go = `# HELP process_cpu_seconds_total Total user and system CPU time spent in seconds.
# TYPE process_cpu_seconds_total counter
process_cpu_seconds_total 20675.3
go_memstats_alloc_bytes_total 1.5e+12
go_goroutines 87
go_sched_gomaxprocs_threads 8
go_memstats_heap_alloc_bytes 4e+08
process_resident_memory_bytes 6e+08
process_max_fds 20000
`
  it('is levels and counters of one moment, and never a profile', async () => {
    const { format, parts, facts, about } = await read(go)
    expect([format, parts.length, facts.clock, about?.runtime]).toEqual(['metrics', 0, 'instant', 'go'])
    expect(facts).toMatchObject({
      processCpu: [{ seconds: 20675.3 }],
      allocatedTotals: [{ bytes: 1.5e12 }],
      threadCounts: [{ count: 87 }],
      rssPoints: [{ bytes: 6e8 }],
      cores: 8,
      bounds: [{ signal: 'live_heap_mb', high: 400 }],
    })
  })
  it('says when its process began, where it is of one', async () => {
    const start = 'process_start_time_seconds'
    expect((await read(`${go}${start} 1.795e9\n`)).facts.program).toEqual({ pid: 0, startedMs: 1.795e12 })
    expect((await read(`${go}${start}{w="1"} 1.795e9\n${start}{w="2"} 1.7e9\n`)).facts).not.toHaveProperty('program')
    expect((await read(go)).facts).not.toHaveProperty('program')
  })
  it('counts the time in the queue for a CPU: Go’s goroutines that were ready, and a container that was stopped', async () => {
    const { facts } = await read(`${go}go_sched_latencies_seconds_sum 12.5
container_cpu_cfs_periods_total{container="app",image="a"} 900
container_cpu_cfs_throttled_periods_total{container="app",image="a"} 300
container_cpu_cfs_throttled_seconds_total{container="app",image="a"} 40.5
`)
    expect(facts.runQueueTotals).toMatchObject([{ seconds: 12.5 }])
    expect(facts.throttling).toMatchObject([{ periods: 900, throttledPeriods: 300, throttledNs: 40.5e9 }])
    expect((await read(go)).facts).not.toHaveProperty('throttling')
  })
  it('lies in time where its samples carry stamps, in ms, or in s as OpenMetrics has them', async () => {
    const stamped = async (stamp: string) =>
      (await read(`# TYPE a counter\nprocess_cpu_seconds_total{a="b c"} 3 ${stamp}\n`)).facts
    expect((await stamped('1795837765192')).processCpu).toEqual([{ timeMs: 1_795_837_765_192, seconds: 3 }])
    expect((await stamped('1795837765.192')).processCpu).toEqual([{ timeMs: 1_795_837_765_192, seconds: 3 }])
    expect((await stamped('')).clock).toBe('instant')
  })
  it('knows Micrometer’s start and uptime, sums the pools of the heap, and leaves out what is no heap', async () => {
    const { facts, about } = await read(`# TYPE jvm_memory_used_bytes gauge
jvm_memory_used_bytes{area="heap",id="G1 Eden Space",} 3.0E7
jvm_memory_used_bytes{area="heap",id="G1 Old Gen",} 7.0E7
jvm_memory_used_bytes{area="nonheap",id="Metaspace",} 9.0E8
process_start_time_seconds 1.795837E9
process_uptime_seconds 65.5
process_cpu_seconds_total 12
jvm_gc_pause_seconds_sum{action="end of minor GC",} 0.25
jvm_threads_live_threads 40
jvm_threads_states_threads{state="blocked",} 30
jvm_threads_states_threads{state="waiting",} 4
jvm_threads_states_threads{state="timed-waiting",} 2
`)
    expect(about?.runtime).toBe('jvm')
    expect(facts).toMatchObject({
      processCpu: [{ timeMs: 1_795_837_065_500, seconds: 12 }],
      collectorPauseTotals: [{ seconds: 0.25 }],
      bounds: [
        { signal: 'live_heap_mb', high: 100 },
        { signal: 'lock_wait_pct', basis: { id: 'one-look', waiting: 30, threads: 40 } },
      ],
    })
    const look = facts.bounds?.[1]
    expect(look?.low).toBeCloseTo(61.6, 1)
    expect(look?.high).toBeUndefined()
  })
  it.each([
    ['Python', 'python_info{version="3.11.7"} 1.0', 'cpython'],
    ['Node', 'nodejs_heap_size_used_bytes 5000000', 'v8'],
    ['.NET', 'dotnet_gc_heap_total_allocated_bytes_total 1000', 'dotnet'],
  ])('tells %s by its own names', async (_, line, runtime) => {
    const { about } = await read(`# TYPE a gauge\n${line}\nprocess_cpu_seconds_total 1\n`)
    expect(about?.runtime).toBe(runtime)
  })
  it('of cAdvisor is of the container: without the pause container, with its quota as cores', async () => {
    const { facts, about } = await read(`# TYPE container_cpu_usage_seconds_total counter
container_cpu_usage_seconds_total{container="",id="/pods/a",image=""} 99 1795837765192
container_cpu_usage_seconds_total{container="POD",pod="shop-1",image="x"} 1 1795837765192
container_cpu_usage_seconds_total{container="app",pod="shop-1",image="y"} 50.5 1795837765192
container_spec_cpu_quota{container="app",pod="shop-1",image="y"} 150000
container_spec_cpu_period{container="app",pod="shop-1",image="y"} 100000
`)
    expect(facts).toMatchObject({ processCpu: [{ seconds: 50.5 }], cores: 1.5 })
    expect(about?.notes.join()).toContain('the container')
  })
  it('of several pods names none of them', async () => {
    expect(
      await refusal(`# TYPE container_cpu_usage_seconds_total counter
container_cpu_usage_seconds_total{container="app",pod="shop-1",image="y"} 50
container_cpu_usage_seconds_total{container="app",pod="shop-2",image="y"} 60
`),
    ).toContain('2 processes')
  })
  it('without a counter of a process is turned away with what to do', async () => {
    expect(await refusal('# TYPE http_requests_total counter\nhttp_requests_total 12\n')).toContain(
      'none of its counters',
    )
  })
})

describe('a diagnostic report of Node', () => {
  const report = (cpu: number) =>
    JSON.stringify({
      header: {
        reportVersion: 4,
        dumpEventTimeStamp: '1795839233365',
        commandLine: ['node', '--secret=hunter2'],
        host: 'db-7',
        cpus: [{}, {}],
      },
      javascriptHeap: { usedMemory: 5_000_000 },
      resourceUsage: { userCpuSeconds: cpu, kernelCpuSeconds: 0.5, rss: 1e8 },
      environmentVariables: { TOKEN: 'hunter2' },
    })
  it('is CPU, memory and cores of one moment; garbage in the heap makes it an upper bound, never a slope', async () => {
    const { facts } = await read(report(2))
    expect(facts).toEqual({
      processCpu: [{ timeMs: 1_795_839_233_365, seconds: 2.5 }],
      rssPoints: [{ timeMs: 1_795_839_233_365, bytes: 1e8 }],
      cores: 2,
      coresFrom: expect.any(String),
      coresOfMachine: true,
      bounds: [expect.objectContaining({ signal: 'live_heap_mb', high: 5 })],
    })
  })
  it('leaves environment, command line and host where they are', async () => {
    const all = await kept(report(2))
    for (const secret of ['hunter2', 'TOKEN', 'db-7', 'secret']) expect(all).not.toContain(secret)
  })
})

describe('pprof -top', () => {
  const text = `File: desk
Type: cpu
Time: 2026-11-28 03:56:20 UTC
Duration: 20s, Total samples = 800ms ( 4.00%)
Showing nodes accounting for 600ms, 75.00% of 800ms total
Dropped 12 nodes (cum <= 0.04s)
      flat  flat%   sum%        cum   cum%
     400ms 50.00% 50.00%      500ms 62.50%  main.(*Store).Serve
     200ms 25.00% 75.00%      200ms 25.00%  runtime.nanotime (inline)
         0     0% 75.00%      320ms 40.00%  runtime.mallocgc
`
  it('says how much CPU there was: 4 % of one core', async () => {
    const { facts, parts } = await read(text)
    const cpu = facts.bounds?.find(({ signal }) => signal === 'cpu_user_pct')
    expect([cpu?.unit, (cpu?.low ?? 0) < 0.04, (cpu?.high ?? 0) > 0.04]).toEqual(['cores', true, true])
    expect(parts[0]).toMatchObject({ kind: 'cpu', window: { fromMs: Date.parse('2026-11-28T03:56:20Z') } })
  })
  it('of a service that did nothing is a bound as well: no sample in so long', async () => {
    const idle = text.slice(0, text.indexOf('     400ms')).replace('800ms ( 4.00%)', '0 ')
    const { facts, parts } = await read(idle)
    expect(parts).toEqual([])
    expect(facts.bounds).toMatchObject([{ signal: 'cpu_user_pct', unit: 'cores', low: 0 }])
    expect(facts.bounds?.[0]?.high).toBeCloseTo(3 / 2000, 6)
  })
  it('with CPU but without a function is no answer', async () => {
    expect(await refusal(text.slice(0, text.indexOf('     400ms')))).toMatch(/without a function/)
  })
  it('of delays is of those who let go of a lock, or of those who wait for it, by where it ends', async () => {
    const delay = (leaf: string): string =>
      `Type: delay\nTime: 2026-11-28 03:56:20 UTC\nShowing nodes accounting for 9s, 100% of 9s total\n      flat  flat%   sum%        cum   cum%\n        9s   100%   100%         9s   100%  ${leaf}\n         0     0%   100%         9s   100%  main.(*Table).Set\n`
    expect((await read(delay('sync.(*RWMutex).Unlock'))).parts[0]?.kind).toBe('lock')
    expect((await read(delay('sync.(*RWMutex).RLock'))).parts[0]?.kind).toBe('block')
  })
  it('is not what -tree and -peek print, and their refusal does not say that nothing is in it', async () => {
    const rule = `${'-'.repeat(58)}+${'-'.repeat(13)}\n`
    const tree = `${text.slice(0, text.indexOf('     400ms'))}${rule}      flat  flat%   sum%        cum   cum%   calls calls% + context\n${rule}                                             400ms   100% |   main.main\n`
    expect(await refusal(tree)).toMatch(/a tree, the traces or the callers/)
  })
  it('keeps what the list leaves out in a box of its own, so that the whole is the whole', async () => {
    const { parts } = await read(text)
    const profile = parts[0]?.profile
    expect(profile?.samples.values[0]?.reduce((sum, value) => sum + value, 0)).toBe(800e6)
    expect(profile?.strings).toContain('(not in the list)')
    expect(profile?.strings).toContain('runtime.nanotime')
  })
  it('bounds the allocator’s share from below by its largest function, and from above by nothing', async () => {
    const bound = (await read(text)).facts.bounds?.find(({ signal }) => signal === 'cpu_alloc_pct')
    expect(bound?.low).toBeGreaterThan(20)
    expect(bound?.low).toBeLessThan(40)
    expect(bound?.high).toBeUndefined()
  })
})

describe('pprof -svg', () => {
  it('is a graph and no flame graph: the sum of its legend is a bound', async () => {
    const graph = `<?xml version="1.0" encoding="UTF-8" standalone="no"?>
<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "x">
<svg width="100%" height="100%"><g id="graph0"><title>desk</title><polygon points="8,-80"/>
<text x="16" y="-63">File: desk</text><text x="16" y="-50">Type: cpu</text><text x="16" y="-40">Time: Nov 28, 2026 at 3:56am (UTC)</text>
<text x="16" y="-30">Duration: 20s, Total samples = 640ms ( 3.20%)</text><g id="node1"><title>N1</title><text>runtime</text></g></g></svg>`
    const { format, parts, facts } = await read(graph)
    expect([format, parts.length]).toEqual(['pprof-svg', 0])
    expect(facts.bounds).toMatchObject([{ signal: 'cpu_user_pct', unit: 'cores' }])
    expect(facts.bounds?.[0]?.window?.fromMs).toBe(Date.parse('2026-11-28T03:56:00Z'))
    expect(facts.bounds?.[0]?.low).toBeLessThan(0.032)
    expect(facts.bounds?.[0]?.high).toBeGreaterThan(0.032)
  })
})

describe('tables of containers', () => {
  const head = 'CONTAINER ID   NAME       CPU %     MEM USAGE / LIMIT     MEM %     NET I/O       BLOCK I/O   PIDS'
  it('docker stats: cores, memory and threads of the one container', async () => {
    const { facts } = await read(
      `${head}\n6b1c5d2f3a4e   shop-1     31.25%    512MiB / 1.94GiB      26.4%     1.2kB / 0B    0B / 0B     27\n`,
    )
    expect(facts).toMatchObject({ rssPoints: [{ bytes: 512 * 1024 ** 2 }], threadCounts: [{ count: 27 }] })
    expect(facts.bounds?.[0]).toMatchObject({ signal: 'cpu_user_pct', unit: 'cores' })
    expect(facts.bounds?.[0]?.low).toBeCloseTo(0.3125, 3)
  })
  it('docker stats as JSON is the same', async () => {
    const { facts } = await read(
      '{"BlockIO":"0B / 0B","CPUPerc":"31.25%","Container":"6b1c","ID":"6b1c","MemPerc":"26%","MemUsage":"512MiB / 1.9GiB","Name":"shop-1","NetIO":"1kB / 0B","PIDs":"27"}\n',
    )
    expect(facts).toMatchObject({ rssPoints: [{ bytes: 512 * 1024 ** 2 }], threadCounts: [{ count: 27 }] })
  })
  it('kubectl top: millicores and mebibytes', async () => {
    const { facts } = await read('NAME        CPU(cores)   MEMORY(bytes)\nshop-7d9f   123m         456Mi\n')
    expect(facts.bounds?.[0]).toMatchObject({ low: 0.122, high: 0.124 })
    expect(facts.rssPoints).toEqual([{ timeMs: 0, bytes: 456 * 1024 ** 2 }])
  })
  it('of several names none, and a node is no pod', async () => {
    expect(await refusal('NAME   CPU(cores)   MEMORY(bytes)\na   1m   1Mi\nb   2m   2Mi\n')).toContain('2 containers')
    expect(await refusal('NAME   CPU(cores)   CPU%   MEMORY(bytes)   MEMORY%\nn1   1m   1%   1Mi   2%\n')).toContain(
      'of a node',
    )
  })
})

describe('tables of processes', () => {
  const screen = (
    at: string,
    cpu: number,
    time: string,
  ): string => `top - 04:13:${at} up  1:02,  0 users,  load average: 0.52
Threads:   2 total,   1 running,   1 sleeping,   0 stopped,   0 zombie
%Cpu(s): 96.0 us,  0.0 sy
  PID USER      PR  NI    VIRT    RES    SHR S  %CPU  %MEM     TIME+ COMMAND
14571 app       20   0 4118676  92964  24064 S  ${cpu}.0   0.4   0:1${time}.00 GC Thread#0
14572 app       20   0 4118676  92964  24064 S   5.0   0.4   0:02.00 hunter2-worker
`
  it('top -H: CPU of the later screens, and the collector’s threads by their own times', async () => {
    const text = `${screen('50', 99, '0')}\n${screen('53', 60, '2')}`
    const { facts } = await read(text)
    expect(facts.bounds?.[0]?.low).toBeCloseTo(0.649, 3)
    expect(facts.bounds?.[1]).toMatchObject({ signal: 'cpu_alloc_pct', basis: { cpuSeconds: 2, allCpuSeconds: 2 } })
    expect(facts).toMatchObject({ rssPoints: [{ bytes: 92_964 * 1024 }], threadCounts: [{ count: 2 }] })
    expect(await kept(text)).not.toContain('hunter2')
  })
  it('top of the whole machine says nothing of one process', async () => {
    const text = screen('50', 9, '0').replace('GC Thread#0', 'kworker/0:1')
    expect(await refusal(text)).toContain('whole machine')
  })
  it('ps: a counter of CPU, memory and threads, and no command line', async () => {
    const text = `  PID   RSS NLWP     TIME     ELAPSED COMMAND\n 4242 92964   27 01:02:03 1-00:00:00 java --password=hunter2 -jar app.jar\n`
    const { facts } = await read(text)
    expect(facts).toMatchObject({
      processCpu: [{ seconds: 3723 }],
      rssPoints: [{ bytes: 92_964 * 1024 }],
      threadCounts: [{ count: 27 }],
    })
    expect(await kept(text)).not.toContain('hunter2')
  })
  it('ps aux of everything says nothing of one process', async () => {
    expect(
      await refusal(
        'USER PID %CPU %MEM VSZ RSS TTY STAT START TIME COMMAND\nroot 1 0.1 0.0 1 2 ? S 05:46 0:13 /init\nroot 2 0.0 0.0 0 0 ? S 05:46 0:00 sh\n',
      ),
    ).toContain('several processes')
  })
})

describe('a file of mprof', () => {
  it('is the memory of a process by the clock of the world; its command line is not kept', async () => {
    const text =
      'CMDLINE python app.py --token=s3cr3t\nMEM 15.5 1796036984.5\nCHLD 77 3.0 1796036984.5\nMEM 16.0 1796036985.5\n'
    const { parts, facts, about } = await read(text)
    expect([parts.length, about?.runtime, facts.rssPoints]).toEqual([
      0,
      'cpython',
      [
        { timeMs: 1796036984500, bytes: 15.5 * 2 ** 20 },
        { timeMs: 1796036985500, bytes: 16 * 2 ** 20 },
      ],
    ])
    expect(about?.notes.join()).toContain('its children')
    expect(await kept(text)).not.toContain('s3cr3t')
  })
})
