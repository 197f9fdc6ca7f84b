/** The two kinds of speedscope profiles, added to a builder. Odd indexes, weights and orders are left out and counted. */
import { IdMap } from '../../base/idMap.ts'
import { stretchAt } from '../../profile/profile.ts'
import type { ProfileBuilder, SampleExtras } from '../../profile/profileBuilder.ts'
import { asArray, asNumber, asRecord, type JsonRecord } from '../json.ts'

/** −1: leave this frame out; undefined: there is no such frame. */
export type FrameOf = (index: unknown) => number | undefined

export interface Target {
  readonly builder: ProfileBuilder
  readonly frameOf: FrameOf
  readonly extras: SampleExtras
  /** Base units per unit of the file. */
  readonly base: number
  readonly column: number
  /** Column that counts observations, −1 for none. */
  readonly samplesColumn: number
}

export interface Added {
  readonly observations: number
  /** In base units. */
  readonly total: number
}

export function addSampled(target: Target, profile: JsonRecord): Added {
  const { builder, frameOf, extras, base, column, samplesColumn } = target
  const weights = asArray(profile['weights'])
  const samples = asArray(profile['samples'])
  const isInOrder = cameInOrder(samples, weights)
  let observations = 0
  let total = 0
  let odd = 0
  /** Samples without a weight or with a frame that is not there, and weights without a sample. */
  let misplaced = Math.max(0, weights.length - samples.length)
  for (let i = 0; i < samples.length; i++) {
    const weight = weights.length === 0 ? 1 : asNumber(weights[i])
    if (weight === undefined) {
      odd += 1
      misplaced += 1
      continue
    }
    let stack = -1
    const oddBefore = odd
    const sample = asArray(samples[i])
    for (let at = 0; at < sample.length; at++) {
      const frame = frameOf(sample[at])
      if (frame === undefined) odd += 1
      else if (frame >= 0) stack = builder.stack(stack, frame)
    }
    if (odd > oddBefore) misplaced += 1
    const own = isInOrder ? { ...extras, stretch: stretchAt(i / samples.length) } : extras
    const row = builder.addToSample(stack, column === 0 ? weight * base : 0, own)
    if (column !== 0) builder.addValue(row, column, weight * base)
    if (samplesColumn >= 0) builder.addValue(row, samplesColumn, 1)
    observations += 1
    total += weight * base
  }
  builder.misplaced(misplaced, Math.max(samples.length, weights.length))
  if (odd > 0) builder.note(`${odd} weights or frames were missing and were left out`)
  return { observations, total }
}

/** Writers that have added up list each stack once; of a recording as it went most come again, each as long as the other. */
function cameInOrder(samples: readonly unknown[], weights: readonly unknown[]): boolean {
  if (weights.some((weight) => weight !== weights[0])) return false
  return new Set(samples.map((stack) => asArray(stack).join())).size * 2 < samples.length
}

/** A step back by less of the whole time is how numbers are rounded. */
const roundedShare = 1e-6

/** Where a profile says that time ran backwards: the moments before and after, in its own unit. */
export function stepBack(
  profile: JsonRecord,
): { readonly event: number; readonly from: number; readonly to: number } | undefined {
  const events = asArray(profile['events'])
  const times = events.map((event) => asNumber(asRecord(event)?.['at']))
  let last: number | undefined
  let most = 0
  for (const at of times) most = Math.max(most, Math.abs(at ?? 0))
  const slack = (most - (times.find((at) => at !== undefined) ?? 0)) * roundedShare
  for (const [event, at] of times.entries()) {
    if (at === undefined) continue
    if (last !== undefined && at < last - slack) return { event: event + 1, from: last, to: at }
    last = Math.max(last ?? at, at)
  }
  return undefined
}

/**
 * Frames that end at the same moment may be closed in any order; one that is closed below others is gone once they are. Nothing here
 * is searched for, so that a deep stack closed from its root costs no more than any other.
 */
class OpenFrames {
  readonly #open: { readonly index: unknown; readonly stack: number; isClosed: boolean }[] = []
  readonly #places = new IdMap<unknown, number[]>()

  get top(): number {
    return this.#open.at(-1)?.stack ?? -1
  }

  push(index: unknown, stack: number): void {
    const places = this.#places.get(index)
    if (places) places.push(this.#open.length)
    else this.#places.set(index, [this.#open.length])
    this.#open.push({ index, stack, isClosed: false })
  }

  /** False: it is not open. */
  close(index: unknown): boolean {
    const frame = this.#open[this.#places.get(index)?.pop() ?? -1]
    if (frame === undefined) return false
    frame.isClosed = true
    while (this.#open.at(-1)?.isClosed === true) this.#open.pop()
    return true
  }
}

export function addEvented(target: Target, profile: JsonRecord): Added {
  const { builder, frameOf, extras, base, column } = target
  /** Frames open now, as the file numbers them, beside the stack each made. */
  const open = new OpenFrames()
  let lastAt = asNumber(profile['startValue']) ?? 0
  let total = 0
  let odd = 0
  for (const item of asArray(profile['events'])) {
    const event = asRecord(item)
    const at = asNumber(event?.['at'])
    const frame = frameOf(event?.['frame'])
    if (event === undefined || at === undefined || frame === undefined) {
      odd += 1
      continue
    }
    const { top } = open
    if (at > lastAt && top >= 0) {
      const amount = (at - lastAt) * base
      const row = builder.addToSample(top, column === 0 ? amount : 0, extras)
      if (column !== 0) builder.addValue(row, column, amount)
      total += amount
    }
    lastAt = Math.max(lastAt, at)
    if (event['type'] === 'O') open.push(event['frame'], frame < 0 ? top : builder.stack(top, frame))
    else if (!open.close(event['frame'])) odd += 1
  }
  if (odd > 0) builder.note(`${odd} events were out of order or not balanced and were left out`)
  return { observations: 0, total }
}
