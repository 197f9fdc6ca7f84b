/** What to do now: the act of the first row that speaks (`actRows.ts`), with the functions that it names marked as code. */
import { areNoProgram, severalIn } from '../diagnosis/ofSeveral.ts'
import { viewKinds } from '../base/vocabulary.ts'
import { capitalised, unique } from '../base/lists.ts'
import { leakedHoldHeap } from '../diagnosis/findings/leakFindings.ts'
import { behindWaits, placeOfHolder } from '../diagnosis/findings/holderFindings.ts'
import type { Segment, Sentence } from '../diagnosis/story.ts'
import { code, sentence } from '../diagnosis/words.ts'
import { actRows } from './actRows.ts'
import { type Act, type Asked, type Written, ownerOf } from './acts.ts'

/** @returns what to do now; beside it stands the pattern's own advice, which is never reworded */
export function nextActOf(asked: Asked): Act {
  const several = severalIn(asked.profiles.warnings)
  if (several !== undefined && areNoProgram(several)) {
    const what = several.runtimes === undefined ? 'processes' : 'programs'
    return { text: withNames(`Open the files of one of the ${what} without those of the other.`, []) }
  }
  const told = actRows
    .filter(({ pattern }) => pattern === asked.diagnosis.pattern)
    .reduce<Written | undefined>((first, { act }) => first ?? act(asked), undefined)
  const { text, command } = told ?? { text: 'Compare with a healthy window.' }
  return { text: withNames(capitalised(text), namesFor(asked)), ...(command === undefined ? {} : { command }) }
}

/** Functions that a row may have named, the longest first: one may be the beginning of another. */
function namesFor(asked: Asked): readonly string[] {
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

function withNames(text: string, names: readonly string[]): Sentence {
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
