/** Pages of counters and tables of pods as they lie beside profiles: several scrapes in a file, pages of exporters, limits of a pod. */
import { describe, expect, it } from 'vitest'
import { collectorTotals } from '../../signals/collectorBounds.ts'
import { parsedText as read, readText as load } from '../../testing/readText.ts'

const refusal = async (text: string): Promise<string> => {
  const result = await load(text)
  return result.ok ? `read as ${result.value.format}` : `${result.error.what}. ${result.error.todo}`
}

describe('several scrapes in one file', () => {
  const scrape = (cpu: number, more = '') =>
    `# TYPE process_cpu_seconds_total counter\nprocess_cpu_seconds_total ${cpu}${more}\ngo_goroutines 40${more}\n`
  it('are the last of them, never their sum', async () => {
    const { facts, about } = await read(scrape(10) + scrape(14))
    expect(facts).toMatchObject({ processCpu: [{ seconds: 14 }], threadCounts: [{ count: 40 }] })
    expect(about?.notes.join()).toContain('2 scrapes')
    expect((await read(scrape(10))).about?.notes.join()).not.toContain('scrapes')
  })
  it('of a dump with stamps, series by series, are the newest of each', async () => {
    const dump = 'process_cpu_seconds_total 10 1795837765192\nprocess_cpu_seconds_total 14 1795837795192\n'
    const { facts } = await read(
      `${dump}process_resident_memory_bytes 5e7 1795837765192\nprocess_resident_memory_bytes 6e7 1795837795192\n`,
    )
    expect(facts).toMatchObject({
      processCpu: [{ timeMs: 1_795_837_795_192, seconds: 14 }],
      rssPoints: [{ bytes: 6e7 }],
    })
  })
  it('are still summed over the series of one: a JVM has a line for each pool of its heap', async () => {
    const pools = 'jvm_memory_used_bytes{area="heap",id="Eden"} 3e7\njvm_memory_used_bytes{area="heap",id="Old"} 7e7\n'
    expect((await read(pools + pools)).facts.bounds).toMatchObject([{ signal: 'live_heap_mb', high: 100 }])
  })
})

describe('Go’s own names for its counters', () => {
  const printed = (between: string) =>
    [
      ['/gc/heap/allocs:bytes', '9623896'],
      ['/gc/heap/live:bytes', '2342616'],
      ['/sched/gomaxprocs:threads', '2'],
      ['/sched/goroutines:goroutines', '43'],
      ['/sync/mutex/wait/total:seconds', '812.5'],
      ['/memory/classes/total:bytes', '9223372036854775807'],
      ['/sched/pauses/total/gc:seconds', '{histogram}'],
    ]
      .map((row) => row.join(between))
      .join('\n')

  it.each([': ', ' ', '\t', ' = ', '=', ':\t\t'])('are read as those of /metrics, %j between', async (between) => {
    const { facts, about } = await read(printed(between))
    expect(about?.runtime).toBe('go')
    expect(facts).toMatchObject({
      clock: 'instant',
      allocatedTotals: [{ bytes: 9_623_896 }],
      liveHeapPoints: [{ bytes: 2_342_616 }],
      threadCounts: [{ count: 43 }],
      lockWaitTotals: [{ seconds: 812.5 }],
      cores: 2,
    })
  })

  it('are so in what expvar serves, of which nothing else is read', async () => {
    const vars = { cmdline: ['/srv/app', '-token=s3cret'], memstats: { TotalAlloc: 9_623_896, HeapAlloc: 3_000_000 } }
    const { facts } = await read(JSON.stringify(vars))
    expect(facts).toMatchObject({
      allocatedTotals: [{ bytes: 9_623_896 }],
      bounds: [{ signal: 'live_heap_mb', high: 3 }],
    })
    expect(JSON.stringify(facts)).not.toContain('s3cret')
    expect(await refusal(JSON.stringify({ cmdline: [], memstats: {} }))).not.toContain('read as')
  })

  it('are no paths: a path that ends in a number is none of them', async () => {
    expect(await refusal('/srv/gc/heap: 12\n/gc/heap 3\n')).not.toContain('read as metrics')
  })
})

describe('the page of an exporter', () => {
  const own = 'process_cpu_seconds_total 12\ngo_goroutines 9\nprocess_resident_memory_bytes 2e7\n'
  it.each(['node_exporter_build_info', 'redis_exporter_build_info', 'kube_state_metrics_build_info'])(
    'counts itself, not the service: %s',
    async (name) => expect(await refusal(`# TYPE ${name} gauge\n${name} 1\n${own}`)).toContain('of an exporter'),
  )
  it('says of containers what they used; of a service nothing else is taken', async () => {
    const container = 'container_cpu_usage_seconds_total{container="app",pod="shop-1",image="y"} 50\n'
    const { facts, about } = await read(
      `# TYPE cadvisor_version_info gauge\ncadvisor_version_info 1\n${own}${container}`,
    )
    expect(facts).toMatchObject({ processCpu: [{ seconds: 50 }] })
    expect(facts).not.toHaveProperty('threadCounts')
    expect(about?.runtime).toBeUndefined()
    expect((await read(own)).facts).toMatchObject({ processCpu: [{ seconds: 12 }] })
  })
})

describe('Go’s classes of CPU', () => {
  /** Beside busy neighbours, 20 s: 2 s of CPU by the kernel; the profile has 3 % in the collector. */
  const recorded = (mark: number, user: number, pause: number) =>
    [
      ['gc_mark_assist', mark / 10],
      ['gc_mark_dedicated', (9 * mark) / 10],
      ['gc_mark_idle', mark],
      ['gc_pause', pause],
      ['gc_total', 2 * mark + pause],
      ['idle', 100],
      ['total', 100 + user + 2 * mark + pause],
    ]
      .map(([name, value]) => `go_cpu_classes_${name}_cpu_seconds_total ${value}\n`)
      .join('')
  const boundOf = async (texts: readonly string[]) => {
    const files = await Promise.all(texts.map((text) => read(`# TYPE a counter\ngo_goroutines 9\n${text}`)))
    const entries = files.map(({ facts }, index) => ({
      facts: {
        ...facts,
        collectorTimeTotals: (facts.collectorTimeTotals ?? []).map((one) => ({ ...one, timeMs: 20_000 * index })),
        processCpu: (facts.processCpu ?? []).map((one) => ({ ...one, timeMs: 20_000 * index })),
      },
    }))
    return collectorTotals(entries, { fromMs: 0, untilMs: 20_000 }, undefined)
  }
  it('are of a clock that runs on while threads wait: of the CPU, marking is what it is of all that processors had', async () => {
    const [bound, ...more] = await boundOf([recorded(1, 5, 1), recorded(1.74, 14.2, 1.76)])
    expect(bound?.signal).toBe('cpu_alloc_pct')
    // 0.74 of 11.4 s, less a fifth; all of the class by the kernel’s 2 s were 113 %.
    expect(bound?.low).toBeCloseTo(5.17, 1)
    expect(more).toEqual([])
  })
  it('where the CPU is known, are CPU but for what the processors were taken for beyond it', async () => {
    const cpu = (seconds: number) => `process_cpu_seconds_total ${seconds}\n`
    // Of 16 s that processors ran 15.6 were CPU: of 4 s of marking at least 3.6.
    const room = await boundOf([recorded(0, 0, 0) + cpu(1), recorded(4, 8, 0) + cpu(16.6)])
    expect(room[0]?.low).toBeCloseTo((100 * 3.6) / 15.6)
    // Of 16 s only 4 were: all that waited may have been marking, and what is left is its share of the processors’ time.
    const busy = await boundOf([recorded(0, 0, 0) + cpu(1), recorded(4, 8, 0) + cpu(5)])
    expect(busy[0]?.low).toBeCloseTo((80 * 4) / 16)
  })
  it('say nothing where one of them is missing', async () => {
    const some = 'go_cpu_classes_gc_total_cpu_seconds_total 4\nprocess_cpu_seconds_total 3\n'
    expect(await boundOf([some, some.replace('4', '9')])).toEqual([])
  })
})

describe('kubectl describe pod', () => {
  const container = (name: string, limits = true) => `  ${name}:
    Container ID:   containerd://0a1b
    Image:          registry/hunter2:v2
    State:          Running
      Started:      Mon, 30 Nov 2026 19:20:01 +0530
    Last State:     Terminated
      Reason:       OOMKilled
      Exit Code:    137
    Ready:          True
    Restart Count:  3
${limits ? '    Limits:\n      cpu:     500m\n      memory:  512Mi\n    Requests:\n      cpu:        250m\n' : ''}    Environment:
      PASSWORD:  hunter2
`
  const pod = (...containers: readonly string[]) => `Name:             orders-7d9f
Namespace:        shop
Init Containers:
${container('setup').replaceAll('500m', '4')}Containers:
${containers.join('')}Conditions:
  Type              Status
  Ready             True
`
  it('says what the container may use, and that it was ended for its memory', async () => {
    const { facts, about, parts } = await read(pod(container('orders')))
    expect(parts).toEqual([])
    expect(facts).toMatchObject({ cores: 0.5, container: { memoryLimitBytes: 512 * 1024 ** 2 } })
    expect(about?.notes.join()).toMatch(/started anew 3 times.*OOMKilled/)
    expect(JSON.stringify({ facts, about })).not.toContain('hunter2')
  })
  it('leaves out what stands beside it in every pod, and names no one of two', async () => {
    const beside = container('istio-proxy').replace('500m', '2')
    expect((await read(pod(beside, container('orders')))).facts.cores).toBe(0.5)
    expect(await refusal(pod(container('orders'), container('worker')))).toContain('2 containers')
  })
  it('without a limit says that there is none, and no number', async () => {
    const { facts, about } = await read(pod(container('orders', false)))
    expect(facts.cores).toBeUndefined()
    expect(about?.notes.join()).toContain('no CPU limit')
  })
  it('of kubectl top the sidecar is left out as well', async () => {
    const { facts } = await read(
      'POD   NAME   CPU(cores)   MEMORY(bytes)\na-1   orders   48m   120Mi\na-1   istio-proxy   5m   40Mi\n',
    )
    expect(facts.bounds?.[0]).toMatchObject({ low: 0.047, high: 0.049 })
  })
})
