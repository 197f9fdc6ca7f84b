/** Part of the samples of a view: those with one value of a label, or of one thread. */
import { buildCallTreeOfMany, type TreePart } from './buildCallTree.ts'
import type { CallTree, TreeUnit } from './callTree.ts'
import type { Profile } from './profile.ts'
import { threadGroupOf, threadGroups } from './threadGroups.ts'

/** `key` is the label's own, `threadKey` for the name of the thread, or `threadGroupKey` for threads of one kind. */
export interface LabelChoice {
  readonly key: string
  readonly value: string
  /** All other values of the key instead: what the one is held against. Samples without the key are in neither. */
  readonly rest?: true
}

export interface LabelValues {
  readonly key: string
  /** Largest first, with its part of everything that was measured. */
  readonly values: readonly { readonly value: string; readonly share: number }[]
}

export const threadKey = 'thread'
export const threadGroupKey = 'thread group'

const isOfThreads = (key: string): boolean => key === threadKey || key === threadGroupKey

const mostKeys = 12
const mostValues = 60

export function onlyLabel(parts: readonly TreePart[], unit: TreeUnit, choice: LabelChoice): CallTree {
  return buildCallTreeOfMany(onlyParts(parts, choice), { unit, negatives: 'zero' }).tree
}

export function onlyParts(parts: readonly TreePart[], choice: LabelChoice): readonly TreePart[] {
  return parts.map((part): TreePart => {
    const keeps = carriers(part.profile, choice)
    return { ...part, keepSample: (sample) => keeps(sample) && part.keepSample?.(sample) !== false }
  })
}

/** Does any sample have this label (or a thread)? Where none has, a filter by it says nothing. */
export function carriesLabel(parts: readonly TreePart[], key: string): boolean {
  return parts.some(({ profile: { samples, labelSets } }) => {
    if (isOfThreads(key)) return samples.thread?.some((thread) => thread >= 0) === true
    const has = labelSets.map((set) => set.some((label) => label.key === key))
    return samples.labelSet?.some((set) => has[set] === true) === true
  })
}

/** Labels that divide the samples: one that only ever has one value, or a number like Go's object size, divides nothing. */
export function labelsOf(parts: readonly TreePart[]): readonly LabelValues[] {
  const sums = new Map<string, Map<string, number>>()
  let whole = 0
  const add = (key: string, value: string, amount: number): void => {
    const values = sums.get(key) ?? new Map<string, number>()
    sums.set(key, values)
    values.set(value, (values.get(value) ?? 0) + amount)
  }
  // Half a million samples that say nothing need not be asked.
  const divides = parts.some(
    ({ profile: { samples } }) => samples.thread !== undefined || samples.labelSet !== undefined,
  )
  if (!divides) return []
  const groups = threadGroups(parts.flatMap(({ profile }) => profile.threads.map(nameOf)))
  for (const { profile, column, scale = 1, keepSample } of parts) {
    const { samples, threads, labelSets } = profile
    const values = samples.values[column]
    for (let sample = 0; values !== undefined && sample < samples.length; sample++) {
      if (keepSample?.(sample) === false) continue
      const amount = values[sample]! * scale
      whole += amount
      const thread = threads[samples.thread?.[sample] ?? -1]
      if (thread) {
        const name = nameOf(thread)
        add(threadKey, name, amount)
        add(threadGroupKey, groups.get(name) ?? name, amount)
      }
      for (const { key, value } of labelSets[samples.labelSet?.[sample] ?? -1] ?? [])
        if (typeof value === 'string' && !isOfThreads(key)) add(key, value, amount)
    }
  }
  if (!(whole > 0)) return []
  // Groups of one each are the threads themselves.
  if (sums.get(threadGroupKey)?.size === sums.get(threadKey)?.size) sums.delete(threadGroupKey)
  return [...sums]
    .map(([key, values]) => ({
      key,
      values: [...values]
        .map(([value, amount]) => ({ value, share: amount / whole }))
        .filter(({ share }) => share > 0)
        .sort((a, b) => b.share - a.share || (a.value < b.value ? -1 : 1))
        .slice(0, mostValues),
    }))
    .filter(({ values }) => values.length > 1)
    .sort((a, b) => a.values.length - b.values.length || (a.key < b.key ? -1 : 1))
    .slice(0, mostKeys)
}

export function nameOf({ name, id }: { readonly name: string; readonly id: string }): string {
  return name === '' ? id : name
}

function carriers({ samples, threads, labelSets }: Profile, choice: LabelChoice): (sample: number) => boolean {
  const { key, value, rest = false } = choice
  if (isOfThreads(key)) {
    const isOne = (name: string): boolean => name === value || (key === threadGroupKey && threadGroupOf(name) === value)
    const wanted = threads.map((thread) => isOne(nameOf(thread)) !== rest)
    return (sample) => wanted[samples.thread?.[sample] ?? -1] === true
  }
  const wanted = labelSets.map((set) => {
    const own = set.filter((label) => label.key === key)
    return own.length > 0 && own.some((label) => label.value === value) !== rest
  })
  return (sample) => wanted[samples.labelSet?.[sample] ?? -1] === true
}
