/** What the page lists about a capture without having its columns. */
import type { ViewKind } from '../base/vocabulary.ts'
import { type Profile, findValueColumn } from '../profile/profile.ts'
import type { KeptCapture } from './captureOf.ts'
import type { CaptureSummary } from './questions.ts'

/** A machine has thousands of processes; nobody chooses among the idle ones. */
const mostChoices = 200

export function summaryOf({ id, capture, facts, format, kindAssumed, told, choice }: KeptCapture): CaptureSummary {
  const { profile, hints } = capture
  const { emitter } = profile.meta
  const cores = hints.cores ?? facts.cores ?? profile.meta.cores
  const threads = hints.threads ?? facts.threads ?? profile.meta.threadCount
  const runtime = hints.runtime ?? profile.meta.runtime
  const asks: CaptureSummary['asks'][number][] = []
  if (kindAssumed) asks.push('kind')
  if (!capture.window && capture.kind !== 'counters') asks.push('window')
  if (cores === undefined && capture.kind === 'cpu') asks.push('cores')
  if (threads === undefined && (capture.kind === 'lock' || capture.kind === 'block')) asks.push('threads')
  return {
    id,
    file: capture.file,
    format,
    ...(emitter === undefined ? {} : { emitter }),
    kind: capture.kind,
    covers: capture.covers,
    ...(capture.window ? { window: capture.window } : {}),
    answers: answersOf(capture.kind, profile),
    samples: profile.samples.length,
    notes: profile.meta.notes,
    asks,
    ...(kindAssumed ? { counts: profile.valueTypes.map(({ type }) => type) } : {}),
    ...(told ? { told } : {}),
    ...(choice === undefined ? {} : { choice: { ...choice, of: choice.of.slice(0, mostChoices) } }),
    ...(capture.side === undefined ? {} : { side: capture.side }),
    ...(cores === undefined ? {} : { cores }),
    ...(threads === undefined ? {} : { threads }),
    ...(runtime === undefined ? {} : { runtime }),
    ...(facts.revision === undefined ? {} : { revision: facts.revision }),
  }
}

function answersOf(kind: KeptCapture['capture']['kind'], profile: Profile): readonly ViewKind[] {
  switch (kind) {
    case 'cpu':
      return ['cpu']
    case 'heap': {
      const alloc = findValueColumn(profile, 'alloc_space', 'alloc-space', 'alloc_size', 'alloc_objects') >= 0
      const live = profile.valueTypes.some(({ type }) => !type.startsWith('alloc'))
      return [...(live ? (['heap_live'] as const) : []), ...(alloc ? (['heap_alloc'] as const) : [])]
    }
    case 'wall':
    case 'lock':
    case 'block':
      return ['lock']
    case 'goroutines':
    case 'threads':
    case 'counters':
      return []
  }
}
