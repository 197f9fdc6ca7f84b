/** Which of the two orders of fields the samples of a message are in: the one in which they make sense. */
import type { OtlpDictionary, OtlpSample } from './message.ts'

export interface RawField {
  readonly numbers: number[]
  packed: boolean
}

export interface RawSample {
  readonly stack: number
  readonly second: RawField
  readonly third: RawField
  readonly fourth: RawField
  readonly timesMs: readonly number[]
}

/** `new`: 1.10 and later. `old`: 1.8 and 1.9. */
export type Layout = 'new' | 'old'

/** Samples of the file so far that fit one layout only. */
export type LayoutVotes = Record<Layout, number>

interface Reading {
  readonly attributes: RawField
  readonly link: RawField
  readonly values: RawField
}

const readingOf = (layout: Layout, { second, third, fourth }: RawSample): Reading =>
  layout === 'new'
    ? { attributes: second, link: third, values: fourth }
    : { values: second, attributes: third, link: fourth }

export function chooseLayout(
  profiles: readonly (readonly RawSample[])[],
  dictionary: OtlpDictionary,
  votes: LayoutVotes,
): Layout {
  for (const samples of profiles) {
    for (const sample of samples) {
      const asNew = fits('new', sample, dictionary)
      const asOld = fits('old', sample, dictionary)
      if (asNew && !asOld) votes.new += 1
      if (asOld && !asNew) votes.old += 1
    }
  }
  return votes.old > votes.new ? 'old' : 'new'
}

function fits(layout: Layout, sample: RawSample, dictionary: OtlpDictionary): boolean {
  const { attributes, link, values } = readingOf(layout, sample)
  // A link is one number, which no writer packs.
  if (link.packed || link.numbers.length > 1) return false
  const [linked = 0] = link.numbers
  if (linked < 0 || linked >= Math.max(1, dictionary.links)) return false
  const events = sample.timesMs.length
  const counts = values.numbers.length
  if (counts === 0 && events === 0) return false
  if (counts > 0 && events > 0 && counts !== events) return false
  if (counts > 1 && events === 0) return false
  const keys = new Set<number>()
  for (const index of attributes.numbers) {
    // Entry 0 is "none", which nobody lists.
    const key = index > 0 ? dictionary.attributes[index]?.key : undefined
    if (key === undefined || keys.has(key)) return false
    keys.add(key)
  }
  return true
}

/** The sample read in this layout; undefined when it points at what is not there. */
export function sampleIn(layout: Layout, sample: RawSample, dictionary: OtlpDictionary): OtlpSample | undefined {
  const { attributes, values } = readingOf(layout, sample)
  return soundSample(
    { stack: sample.stack, attributes: attributes.numbers, values: values.numbers, timesMs: sample.timesMs },
    dictionary,
  )
}

/** Attributes that are not in the table are dropped; a sample without its stack, or with values that belong to no event, is none. */
export function soundSample(sample: OtlpSample, dictionary: OtlpDictionary): OtlpSample | undefined {
  const { stack, values, timesMs } = sample
  if (!Number.isInteger(stack) || stack < 0 || (stack > 0 && stack >= dictionary.stacks.length)) return undefined
  if (values.length === 0 && timesMs.length === 0) return undefined
  if (values.length > 0 && timesMs.length > 0 && values.length !== timesMs.length) return undefined
  const attributes = sample.attributes.filter((index) => dictionary.attributes[index] !== undefined)
  return attributes.length === sample.attributes.length ? sample : { ...sample, attributes }
}
