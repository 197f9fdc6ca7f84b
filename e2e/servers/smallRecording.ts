/**
 * Recordings of six small profiles, for tests of what happens around a recording: to read and to draw one of the shipped ones costs a page
 * a second, one of these a quarter of it. Each number has files of its own, which no page has read before.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { type WrittenProfile, writePprof } from '../../src/core/testing/pprofWriter.ts'

type Row = readonly [stack: readonly string[], ...values: number[]]

const startMs = Date.parse('2026-11-22T12:46:00Z')
const seconds = 60
const goroutines = 20
const waiting = 16
const iso = (ms: number): string => new Date(ms).toISOString()

const serve = ['main.main', 'main.serve']
const lock = [...serve, 'main.(*ledger).add', 'sync.(*Mutex).Lock']

/** Contended: of twenty goroutines sixteen wait for one lock, and the CPU has little to do. */
function profiles(number: number): Readonly<Record<string, WrittenProfile>> {
  // What makes the files of one number others than those of the next.
  const more = number * 1e6
  const flow = (rows: readonly Row[], types: WrittenProfile['types']): WrittenProfile => ({
    ...written(rows, types),
    durationNanos: seconds * 1e9,
  })
  const waits: WrittenProfile['types'] = [
    ['contentions', 'count'],
    ['delay', 'nanoseconds'],
  ]
  const heap = (bytes: number): WrittenProfile =>
    written(
      [
        [[...serve, 'main.(*ledger).grow'], 40, 2 * bytes, 20, bytes],
        [[...serve, 'main.decode'], 400, 40e6 + bytes, 2, 1e6],
      ],
      [
        ['alloc_objects', 'count'],
        ['alloc_space', 'bytes'],
        ['inuse_objects', 'count'],
        ['inuse_space', 'bytes'],
      ],
    )
  return {
    'heap-0001': heap(30e6 + more),
    'heap-0002': heap(30e6 + more + 1000),
    'cpu-0001': {
      ...flow(
        [
          [[...serve, 'main.decode'], 120, 1.2e9 + more],
          [[...serve, 'main.(*ledger).add'], 60, 0.6e9],
        ],
        [
          ['samples', 'count'],
          ['cpu', 'nanoseconds'],
        ],
      ),
      periodType: ['cpu', 'nanoseconds'],
      period: 1e7,
    },
    'mutex-delta-0001': flow(
      [[[...serve, 'main.(*ledger).add', 'sync.(*Mutex).Unlock'], 9000, waiting * seconds * 1e9 + more]],
      waits,
    ),
    'block-delta-0001': flow([[lock, 9000, waiting * seconds * 1e9 + more]], waits),
    'goroutine-0001': written(
      [
        [lock, waiting],
        [serve, goroutines - waiting],
      ],
      [['goroutine', 'count']],
    ),
  }
}

const written = (rows: readonly Row[], types: WrittenProfile['types']): WrittenProfile => ({
  types,
  samples: rows.map(([stack, ...values]) => ({ stack, values })),
})

const kinds = { heap: 'heap', cpu: 'cpu', mutex: 'lock', block: 'block', goroutine: 'goroutines' } as const

function describedBy(number: number): string {
  const from = iso(startMs)
  const until = iso(startMs + seconds * 1000)
  const captures = Object.keys(profiles(number)).map((name) => {
    const [prefix = ''] = name.split('-')
    const kind = kinds[prefix as keyof typeof kinds]
    const file = `${name}.pb`
    if (kind === 'heap') {
      const at = name.endsWith('1') ? from : until
      return { file, kind, from: at, until: at, covers: 'cumulative' }
    }
    if (kind === 'goroutines') return { file, kind, from: until, until, covers: 'gauge' }
    return { file, kind, from, until, covers: 'interval' }
  })
  return JSON.stringify({
    format: 'trifold-recording',
    version: 1,
    service: `small-${number}`,
    runtime: 'go1.26.8',
    cores: 1,
    title: `A small ledger, number ${number}`,
    windows: [{ name: 'incident', from, until }],
    opens: 'incident',
    captures,
  })
}

/** Answers what is below `/recordings` and is of one of these. */
export function sendSmall(request: IncomingMessage, response: ServerResponse, next: () => void): void {
  const [, number, name = ''] = /^\/small-(\d{1,3})\/([\w.-]+)$/.exec(request.url ?? '') ?? []
  if (number === undefined) return next()
  const profile = profiles(Number(number))[name.replace(/\.pb$/, '')]
  if (name === 'recording.json') response.setHeader('Content-Type', 'application/json').end(describedBy(Number(number)))
  else if (profile) response.setHeader('Content-Type', 'application/octet-stream').end(writePprof(profile))
  else next()
}
