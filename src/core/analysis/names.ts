/** Functions that a text names, marked as code: of acts and of findings, which are written as text. */
import { unique } from '../base/lists.ts'
import { viewKinds } from '../base/vocabulary.ts'
import { behindWaits, placeOfHolder } from '../diagnosis/findings/holderFindings.ts'
import { leakedHoldHeap } from '../diagnosis/findings/leakFindings.ts'
import type { Segment, Sentence } from '../diagnosis/story.ts'
import { code, sentence } from '../diagnosis/words.ts'
import { ownerOf } from './acts.ts'
import type { Spoken } from './clauses.ts'

/** Functions that may have been named, the longest first: one may be the beginning of another. */
export function namesFor(asked: Spoken): readonly string[] {
  const { lock } = asked.profiles.views
  const behind = behindWaits(asked.profiles, 0)
  const wait = asked.profiles.lockWaits?.waits[0]
  const names = [
    ...viewKinds.map((kind) => ownerOf(asked, kind)?.name),
    behind?.name,
    behind?.site,
    behind?.end?.name,
    behind?.end?.site,
    wait?.waiters[0]?.site,
    wait?.holders[0]?.site,
    wait?.readersBefore?.site,
    wait?.readersBefore?.writer,
    asked.profiles.looks?.crowd?.site,
    ...(asked.profiles.looks?.few?.places ?? []).map(({ site }) => site),
    ...(asked.profiles.leakedGoroutines?.sites ?? []).slice(0, 1).flatMap(({ site, begunBy }) => [site, begunBy]),
    asked.profiles.looks?.fullPool?.site,
    asked.profiles.looks?.heldLoop?.site,
    wait?.owner.calls?.[0]?.name,
    wait && placeOfHolder(wait),
    leakedHoldHeap(asked.profiles)?.site.site,
    ...(lock.state === 'measured'
      ? lock.cautions.flatMap((one) => (one.id === 'held-by' ? one.holders.map(({ name }) => name) : []))
      : []),
  ]
  return unique(names.flatMap((name) => (name === undefined || name === '' ? [] : [name]))).toSorted(
    (a, b) => b.length - a.length,
  )
}

export function withNames(text: string, names: readonly string[]): Sentence {
  const parts: (string | Segment)[] = []
  let rest = text
  while (rest !== '') {
    const [next] = names
      .flatMap((name) => {
        const at = rest.indexOf(name)
        return at < 0 ? [] : [{ name, at }]
      })
      .toSorted((a, b) => a.at - b.at)
    if (next === undefined) break
    parts.push(rest.slice(0, next.at), code(next.name))
    rest = rest.slice(next.at + next.name.length)
  }
  return sentence(...parts, rest)
}
