/** A store that answers each call with its part of a text. */
import { textOf } from './part.ts'

export const storeWindow = { fromMs: 1_700_000_000_000, untilMs: 1_700_000_600_000 }
const label = (name: string, value: string): object => ({ name, value })
export const storeAnswers = {
  Series: {
    labelsSet: [
      {
        labels: [
          label('service_name', 'pay'),
          label('__profile_type__', 'process_cpu:cpu:nanoseconds:cpu:nanoseconds'),
        ],
      },
      { labels: [label('service_name', 'pay'), label('__profile_type__', 'memory:inuse_space:bytes:space:bytes')] },
    ],
  },
  LabelNames: { names: ['service_name', 'pod'] },
  SelectSeries: {
    series: [
      {
        labels: [label('pod', 'a')],
        points: [
          { timestamp: '1700000015000', value: 5 },
          { timestamp: 1700000030000, value: 2.5 },
        ],
      },
    ],
  },
  GetProfileStats: { oldestProfileTime: '1690000000000', newestProfileTime: '1700000600000', dataIngested: true },
  SelectMergeProfile: '',
  types: {
    types: [
      {
        name: 'process_cpu',
        sampleType: 'cpu',
        sampleUnit: 'nanoseconds',
        periodType: 'cpu',
        periodUnit: 'nanoseconds',
        delta: true,
      },
    ],
  },
  labels: { labelNames: ['job', 'pod'] },
  values: { labelValues: ['pay', 'checkout'] },
  query_range: {
    series: [
      {
        labelset: { labels: [label('job', 'pay')] },
        samples: [{ timestamp: '2023-11-14T22:13:30Z', value: '5000000', valuePerSecond: 0.5 }],
      },
    ],
  },
  query: { pprof: 'H4sIAAAAAAAAA' },
}

/** Every call is answered with its part of the text, or with all of it where the text has no parts. */
export function answering(input: Uint8Array): typeof fetch {
  let parts: Readonly<Record<string, unknown>> | undefined
  try {
    const json: unknown = JSON.parse(textOf(input))
    parts =
      typeof json === 'object' && json !== null && !Array.isArray(json) ? (json as Record<string, unknown>) : undefined
  } catch {
    // What comes back is no JSON at all.
  }
  return async (asked) => {
    const path = new URL(typeof asked === 'string' ? asked : asked instanceof URL ? asked.href : asked.url).pathname
    const part = parts?.[path.split('/').at(-1) ?? '']
    const body = parts === undefined || part === undefined ? input.slice() : JSON.stringify(part)
    return new Response(body, { status: parts?.['status'] === undefined ? 200 : 500 })
  }
}
