/** A secret in what recorders write of the machine, for the test that nothing of it is kept. */
import { gunzipSync } from 'node:zlib'
import type { WrittenResource } from './otlpWriter.ts'
import { sampleBytes } from './samples.ts'
import type { Look } from './tachyonWriter.ts'

/** In no fixture but where it is planted, and in no name of code. */
export const secret = 'hunter2'
export const home = `/home/${secret}/bin`

export const textOf = (path: string): string => {
  const bytes = sampleBytes(path)
  return new TextDecoder().decode(path.endsWith('.gz') ? gunzipSync(bytes) : bytes)
}

/** A recorded file with something else at a place that the format has. */
export function planted(path: string, place: RegExp, by: string): string {
  const text = textOf(path)
  const changed = text.replace(place, by)
  if (changed === text) throw new Error(`${path} has no place like ${place}`)
  return changed
}

export const changedJson = (path: string, change: (json: Record<string, unknown>) => void): string => {
  const json = JSON.parse(textOf(path)) as Record<string, unknown>
  change(json)
  return JSON.stringify(json)
}

export const resources: readonly WrittenResource[] = [
  {
    attributes: {
      'service.name': 'shop',
      'host.name': secret,
      'host.id': secret,
      'process.command': home,
      'process.command_line': secret,
      'process.command_args': secret,
      'process.owner': secret,
      'process.working_directory': home,
      'process.environment_variable.TOKEN': secret,
      'process.executable.path': `${home}/shop`,
      'service.instance.id': secret,
    },
    profiles: [
      {
        type: ['samples', 'count'],
        period: ['cpu', 'nanoseconds', 50_000_000],
        samples: [{ stack: ['work'], at: [1], attributes: { 'host.name': secret, 'process.command_line': secret } }],
      },
    ],
  },
]

export const looks: readonly Look[] = [
  { thread: 1, at: 1000, status: 3, stack: ['app.py:main:3', 'app.py:work:9'] },
  { thread: 1, at: 2000, status: 3, stack: ['app.py:main:3', 'app.py:work:9'] },
]

/** Bytes of Austin's own form: a string ends with a zero. */
export function mojo(about: readonly (readonly [string, string])[]): Uint8Array {
  const bytes = [0x4d, 0x4f, 0x4a, 3]
  const text = (words: string): number[] => [...new TextEncoder().encode(words), 0]
  for (const [key, value] of about) bytes.push(1, ...text(key), ...text(value))
  bytes.push(11, 2, ...text('/srv/app.py'), 11, 3, ...text('main'), 3, 10, 2, 3, 3, 3, 0, 0)
  bytes.push(2, 1, 0, ...text('T0:7'), 5, 10, 9, 20)
  return Uint8Array.from(bytes)
}

export const frame = (functionName: string): object => ({ functionName, url: 'file:///srv/app.js', lineNumber: 1 })
export const v8Place = { pid: 7, tid: 7, ph: 'P', id: '0x1', cat: 'disabled-by-default-v8.cpu_profiler' }

/** As Vernier writes it: marks of threads carry whatever the program gave them. */
export const vernier = JSON.stringify({
  meta: {
    interval: 1,
    startTime: 1_795_305_600_000,
    product: 'Ruby/Vernier',
    preprocessedProfileVersion: 47,
    arguments: `--token ${secret}`,
    hostname: secret,
    extra: [{ label: 'Environment', entries: [{ label: 'HOME', format: 'string', value: home }] }],
    vernierUserMetadata: { token: secret },
  },
  libs: [],
  threads: [
    {
      name: 'main',
      tid: 1,
      pid: 1,
      samples: { stack: [0, 0], time: [0, 1], weight: [1, 1], weightType: 'samples', length: 2 },
      stackTable: { frame: [0], prefix: [null], length: 1 },
      frameTable: { func: [0], line: [1], length: 1 },
      funcTable: { name: [0], fileName: [1], length: 1 },
      markers: {
        name: [2],
        startTime: [0],
        endTime: [1],
        phase: [1],
        category: [0],
        data: [{ type: 'UserEvent', query: secret, env: { TOKEN: secret } }],
        length: 1,
      },
      stringArray: ['Cart#total', 'app.rb', 'Thread Running'],
    },
  ],
})

export const dotnetCounters = (provider: string): string =>
  JSON.stringify({
    TargetProcess: `shop --token ${secret}`,
    StartTime: '11/28/2026 4:13:50 AM',
    Events: [1, 2].map((second) => ({
      timestamp: `2026-11-28 04:13:5${second}Z`,
      provider,
      name: 'CPU Usage (%)',
      tags: `user=${secret}`,
      counterType: 'Metric',
      value: 10,
    })),
  })

/** A page with its data in a script. */
export const tachyonPage = `<!doctype html><html><head><title>${home}</title></head><body><h1>python app.py --token ${secret}</h1><script>
const EMBEDDED_DATA = {"name": 4, "value": 900, "filename": 0, "lineno": 7, "funcname": 1, "threads": [1], "children": [
 {"name": 5, "value": 600, "children": [], "filename": 0, "lineno": 12, "funcname": 2, "threads": [1], "source": [3]}],
 "stats": {"duration_sec": 10.0, "sample_rate": 100, "mode": 1, "command": "${secret}"},
 "strings": ["svc/app.py", "main", "work", "password = '${secret}'", "main", "work"]};
</script></body></html>`
