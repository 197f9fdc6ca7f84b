/**
 * What a recorder writes down of a machine beside the profile never enters the model: command lines, environment, host, user, the way to a
 * home folder, arguments, request labels, lines of source. One row a format: a file of that format with a secret at each place that the
 * format has for such things. A reader without a row fails the test; a format with no such place says so.
 */
import { describe, expect, it } from 'vitest'
import { explainLoadError } from '../base/result.ts'
import { joined, text16, numbers, writeNettrace } from '../testing/nettraceWriter.ts'
import { writeOtlp, writeOtlpJson } from '../testing/otlpWriter.ts'
import { writePprof } from '../testing/pprofWriter.ts'
import { writeTachyonGecko } from '../testing/tachyonWriter.ts'
import {
  changedJson,
  dotnetCounters,
  frame,
  home,
  looks,
  mojo,
  planted,
  resources,
  secret,
  tachyonPage,
  textOf,
  v8Place,
  vernier,
} from '../testing/plantedSecrets.ts'
import { readFile } from './readFile.ts'
import { readers } from './readers.ts'

const files: Readonly<Record<string, readonly (string | Uint8Array)[]>> = {
  otlp: [writeOtlp(resources), writeOtlpJson(resources)],
  nettrace: [
    writeNettrace(
      [
        {
          of: 'Microsoft-DotNETCore-EventPipe ProcessInfo',
          at: 0,
          payload: joined(text16(`shop --token ${secret}`), text16(secret), text16(home)),
        },
        { of: 'Microsoft-DotNETCore-SampleProfiler ThreadSample', at: 1e6, stack: [0x10], payload: numbers([32, 2]) },
        { of: 'Microsoft-DotNETCore-SampleProfiler ThreadSample', at: 2e6, stack: [0x10], payload: numbers([32, 2]) },
      ],
      { version: 4 },
    ),
  ],
  austin: [
    `# austin: 3.7.0\n# mode: wall\n# interval: 1000\n# command: ${home} --token ${secret}\n# env: TOKEN=${secret}\n\nP1;T0:7;/srv/app.py:main:3 120\n`,
  ],
  'austin-mojo': [
    mojo([
      ['austin', '4.0.0'],
      ['mode', 'wall'],
      ['interval', '1000'],
      ['command', `${home} --token ${secret}`],
      ['host', secret],
    ]),
  ],
  'chrome-trace': [
    JSON.stringify({
      metadata: { command_line: `chrome --token=${secret}`, 'os-name': secret, 'user-agent': secret },
      traceEvents: [
        { ...v8Place, name: 'Profile', args: { data: { startTime: 1000, host: secret } } },
        {
          name: 'RunTask',
          ph: 'X',
          pid: 7,
          tid: 7,
          ts: 1,
          dur: 5,
          args: { data: { url: `https://shop/?token=${secret}` } },
        },
        { name: 'process_labels', ph: 'M', pid: 7, tid: 7, args: { labels: secret } },
        {
          ...v8Place,
          name: 'ProfileChunk',
          args: {
            data: {
              cpuProfile: {
                nodes: [
                  { id: 1, callFrame: frame('(root)') },
                  { id: 2, parent: 1, callFrame: frame('work') },
                ],
                samples: [2, 2],
              },
              timeDeltas: [1000, 2000],
            },
          },
        },
      ],
    }),
  ],
  'bpf-stacks': [
    `Attaching 1 probe...\n${home} --token ${secret}\n\n@[${secret}, \n\t4011a0 main+17 (${home}/app)\n, ${secret}]: 3\n@[\n    main+17\n]: 5\n`,
  ],
  stackprof: [
    JSON.stringify({
      version: 1.2,
      mode: 'wall',
      interval: 1000,
      samples: 3,
      gc_samples: 0,
      missed_samples: 0,
      metadata: { token: secret, host: secret, argv: [home] },
      frames: { 91: { name: 'Cart#add', file: '/srv/cart.rb', line: 9, samples: 3, total_samples: 3 } },
      raw: [1, 91, 3],
    }),
  ],
  firefox: [vernier, writeTachyonGecko(looks).replaceAll('secret-argument', secret)],
  callgrind: [
    `version: 1\ncreator: callgrind-3.19.0\ncmd:  ${home}/app --token ${secret}\ndesc: I1 cache: of ${secret}\npositions: line\nevents: Ir\n\nfl=(1) app.c\nfn=(1) main\n3 10\n`,
  ],
  scalene: [
    JSON.stringify({
      elapsed_time_sec: 4,
      start_time_absolute: 1_795_000_000,
      growth_rate: 0,
      program: `${home}/app.py`,
      args: ['--token', secret],
      entrypoint_dir: home,
      files: {
        '/srv/app.py': {
          functions: [
            {
              line: 'serve',
              lineno: 9,
              n_cpu_percent_python: 50,
              n_cpu_percent_c: 0,
              n_sys_percent: 0,
              n_malloc_mb: 120,
            },
          ],
          lines: [{ line: `password = '${secret}'`, lineno: 3, n_cpu_percent_python: 1 }],
        },
      },
    }),
  ],
  heaptrack: [
    [
      'v 10400 3',
      `X ${home}/app --token ${secret}`,
      'I 1000 5e298d',
      's 8 /srv/app',
      's 4 main',
      's 5 app.c',
      'i 7f00 1 2 3 9',
      't 1 0',
      'a 64 1',
      'c 0',
      '+ 0',
      'c 3e8',
      '',
    ].join('\n'),
  ],
  jemalloc: [
    `--- symbol\nbinary=${home}/app\n0x000055d000001186 copy_body\n---\n--- heap\nheap_v2/524288\n  t*: 1: 64 [0: 0]\n@ 0x55d000001187\n  t*: 1: 64 [0: 0]\n\nMAPPED_LIBRARIES:\n55d000001000-55d000009000 r-xp 00001000 fe:00 11    ${home}/app\n`,
  ],
  'gperftools-heap': [
    `heap profile: 1: 64 [1: 64] @ heapprofile\n 1: 64 [1: 64] @ 0x55d000001187\n\nMAPPED_LIBRARIES:\n55d000001000-55d000009000 r-xp 00001000 fe:00 11    ${home}/app (deleted)\n`,
  ],
  'gperftools-cpu': [
    new Uint8Array([
      ...new TextEncoder().encode(`--- symbol\nbinary=${home}/app\n0x0000000000001010 hot\n---\n--- profile\n`),
      ...[0, 3, 0, 10, 0, 1, 1, 0x10, 0, 1, 0].flatMap((word) => [word, word === 0x10 ? 0x10 : 0, 0, 0]),
      ...new TextEncoder().encode(`00001000-00009000 r-xp 00001000 fe:00 11    ${home}/app\n`),
    ]),
  ],
  'jvm-gc-log': [
    `[0.001s][info][gc,init] CommandLine flags: -Dtoken=${secret}\n[0.002s][info][gc,init] Host: ${secret}\n[0.003s][info][arguments] java_command: ${home}/app.jar ${secret}\n${textOf('counters/jdk17-plain.log')}`,
    `Java HotSpot(TM) 64-Bit Server VM (25.402-b06) for linux-amd64, built by ${secret}\nCommandLine flags: -XX:+PrintGC -Dtoken=${secret}\n0.143: [GC (Allocation Failure)  6144K->1024K(65536K), 0.0014740 secs]\n0.760: [GC (Allocation Failure)  27648K->1024K(65536K), 0.0012030 secs]\n`,
  ],
  'go-gctrace': [`login of user ${secret} from ${home}\n${textOf('counters/gctrace.txt')}`],
  'v8-trace-gc': [`${textOf('counters/trace-gc.txt')}\nlogin of user ${secret}\n`],
  'node-report': [
    changedJson('counters/node-report.json', (report) => {
      report['environmentVariables'] = { TOKEN: secret, HOME: home, USER: secret }
      report['userLimits'] = { note: secret }
      report['header'] = {
        ...(report['header'] as object),
        host: secret,
        cwd: home,
        commandLine: ['node', `--token=${secret}`, `${home}/app.cjs`],
        networkInterfaces: [{ name: secret, address: secret }],
        filename: `${home}/report.json`,
      }
    }),
  ],
  metrics: [
    `${textOf('counters/metrics-python-1.txt')}\n# TYPE http_requests_total counter\nhttp_requests_total{user="${secret}",path="${home}"} 4\n`,
  ],
  'dotnet-counters': [
    dotnetCounters('System.Runtime'),
    `Timestamp,Provider,Counter Name,Counter Type,Mean/Increment\n11/28/2026 04:13:53,System.Runtime,CPU Usage (%),Metric,10\n11/28/2026 04:13:54,System.Runtime,CPU Usage (%),Metric,12\n11/28/2026 04:13:54,${secret},requests[user=${secret}],Metric,1\n`,
  ],
  'memray-stats': [
    planted('memray/stats.json', /"command_line": "[^"]*"/, `"command_line": "${home}/app.py --token ${secret}"`),
  ],
  mprof: [`CMDLINE ${home}/app.py --token ${secret}\nMEM 15.5 1796036984.5\nMEM 15.6 1796036985.5\n`],
  'memray-html': [
    planted('picture/memray.html.gz', /Command line: <code>[^<]*/, `Command line: <code>${home}/memray run ${secret}`),
  ],
  pyinstrument: [
    changedJson('picture/pyinstrument.json', (session) => {
      session['target_description'] = `Program: ${home}/app.py --token ${secret}`
      session['program'] = `${home}/app.py --token ${secret}`
      session['sys_path'] = [home]
      session['sys_prefixes'] = [home]
    }),
  ],
  'tachyon-html': [tachyonPage],
  'python-dump': [
    `Fatal Python error: of ${secret}\n\nThread 0x00007f0b (most recent call first):\n  File "/srv/app.py", line 9 in work\n    password = '${secret}'\n`,
    `Stack dump for PID 7, thread 8 (has GIL, on CPU; most recent call last):\n  File "svc/app.py", line 14, in work\n    login('${secret}')\n`,
  ],
  goroutines: [
    `goroutine 24 [chan send (leaked), 5 minutes labels:{"endpoint": "http://[::1]:80/${secret}", "tenant": "${secret}"}]:\nmain.fetchPrice(0xc0001, {0xc0002, 0x7})\n\t/srv/app/main.go:34 +0x5a\ncreated by main.price in goroutine 1\n\t/srv/app/main.go:12 +0x1\n`,
  ],
  'go-text': [
    `goroutineleak profile: total 4\n4 @ 0x1 0x2\n# labels: {"tenant":"${secret}", "path":"${home}"}\n#\t0x1\tmain.deliver+0x3f\t/srv/app/main.go:34\n#\t0x2\tmain.price+0x3f\t/srv/app/main.go:12\n`,
  ],
  pprof: [
    // The places of Go's format for what people write beside a profile; its labels are what a reader filters by.
    writePprof({
      types: [['goroutineleak', 'count']],
      samples: [{ stack: ['main.deliver', 'runtime.gopark'], values: [4], labels: { tenant: secret } }],
      comments: [`${home} --token ${secret}`],
    }),
  ],
}

/** Formats that have no place for any of it: names of code and numbers. Others are tested beside their reader. */
const withoutPlace: Readonly<Record<string, string>> = {
  'async-text': 'methods, times, counts',
  pstats: 'functions with their files, calls, times',
  'tachyon-binary': 'threads by number, functions with their files, states, times',
  'tachyon-jsonl': 'functions with their files, counts',
  'native-memory': 'categories of the JVM, sizes',
  fil: 'functions with their files, bytes',
  'tachyon-collapsed': 'threads by number, functions with their files, counts',
}

const olderThan: ReadonlySet<string> = new Set([
  'async-html',
  'clinic-html',
  '0x-html',
  'class-histogram',
  'cpuprofile',
  'docker-stats',
  'flame-svg',
  'flamebearer',
  'folded stacks',
  'heap-info',
  'heapprofile',
  'heapsnapshot',
  'jfr',
  'jstat',
  'kubectl-top',
  'perf-script',
  'pickle',
  'pod-description',
  'pprof-top',
  'ps',
  'py-spy-dump',
  'py-spy-raw',
  'speedscope',
  'thread-dump',
  'top',
  'tracemalloc',
  'tracemalloc-text',
])

const readable = [...new Set(readers.flatMap((row) => ('load' in row ? [row.format] : [])))]

describe('the privacy of what is read', () => {
  it('is tested for every reader: a new one has a row above, or says why there is nothing to plant', () => {
    const known = new Set([...Object.keys(files), ...Object.keys(withoutPlace), ...olderThan])
    expect(readable.filter((format) => !known.has(format))).toEqual([])
    expect([...known].filter((format) => !readable.includes(format))).toEqual([])
  })

  it.each(Object.entries(files).flatMap(([format, all]) => all.map((file, at) => [format, at, file] as const)))(
    'of %s (%i) holds: no command line, environment, host, user, home, argument, label or line of source is kept',
    async (format, _at, file) => {
      const bytes = typeof file === 'string' ? new TextEncoder().encode(file) : file
      const result = await readFile(bytes, { fileName: 'recorded', maxInflatedBytes: 1e9 })
      if (!result.ok) throw new Error(explainLoadError(result.error))
      // In the file, whichever way its strings are written.
      const written = new TextDecoder('latin1').decode(bytes)
      expect(
        [secret, secret.split('').join('\0')].some((text) => written.includes(text)),
        format,
      ).toBe(true)
      const { parts, facts } = result.value
      // A file that gives nothing keeps nothing, and would prove nothing.
      expect(parts.some(({ profile }) => profile.samples.length > 0) || Object.keys(facts).length > 0, format).toBe(
        true,
      )
      expect(JSON.stringify(result.value)).not.toContain(secret)
    },
  )
})
