/** Two gathered windows → one comparison: both diagnoses, what may be compared, and the changes that are more than noise. */
import { type ViewKind, viewKinds } from '../base/vocabulary.ts'
import type { Story } from '../diagnosis/story.ts'
import { isLevel, wordsOfShown } from '../base/viewWords.ts'
import type { MeasuredView, WindowProfiles } from '../window/windowProfiles.ts'
import { untested, withCheckedCounts } from './assumedCounts.ts'
import { comparabilityOf, inOrder } from './comparability.ts'
import type { ComparabilityFact, Side } from './comparabilityFact.ts'
import { type ComparedView, compareView } from './compareView.ts'
import type { Change, Comparison, Headline, ViewComparison } from './comparison.ts'
import { headlineOf } from './headline.ts'
import { pairOf, pairOfViews } from './pairOfViews.ts'
import { otherPrograms, otherRuntimes } from './otherPrograms.ts'
import { rankChanges } from './rankChanges.ts'
import { addedUp, betweenReplicates } from './replicates.ts'
import { unlikeProfilers } from './sameThing.ts'
import { type FoundViewComparison, comparedOf, viewComparison } from './viewComparison.ts'
import { commonMoves, countedCpu, countsOfProcesses, movedPackages, replicated, withMoments } from './shownFacts.ts'
import { twoMoments } from './twoMoments.ts'
import { whoIsWithoutData } from './untested.ts'
import type { ViewPair } from './viewPair.ts'
import { fewestBlocks } from './yardstick.ts'
import type { WindowToCompare } from './windowToCompare.ts'
import { headerSentence, requestTypesText, transitionOf } from './wording.ts'

/** Everything but what stands in the way, which is told where facts become words. */
export type FoundComparison = Omit<Comparison, 'comparability' | 'views' | 'headline' | 'title' | 'native'> & {
  readonly headline: Headline
  readonly comparability: readonly ComparabilityFact[]
  readonly views: Readonly<Record<ViewKind, FoundViewComparison>>
  readonly native?: FoundNative
}

/** Why native memory of two windows is not held against each other. */
export type NativeApart =
  | { readonly id: 'one-sided'; readonly missing: Side }
  /** What is held, against what was allocated. */
  | { readonly id: 'held-and-allocated'; readonly held: Side }
  /** Several runs of a side have no one picture of it. */
  | { readonly id: 'runs' }

export type FoundNative =
  | Extract<ViewComparison, { state: 'compared' }>
  | { readonly state: 'one-sided' | 'refused'; readonly kind: ViewKind; readonly why: NativeApart }

export interface ComparedWindows {
  readonly comparison: FoundComparison
  /** For drawing: aligned trees per profile type that both windows have. */
  readonly views: ReadonlyMap<ViewKind, ComparedView>
  /** Of native code beside the managed heap. */
  readonly native?: ComparedView
}

/**
 * `separateRuns`: the two windows are of two processes, which differ by more than one process does over time; `elsewhere`: of one run, but
 * of other processes, which may be on a slower machine.
 */
export function compareWindows(
  baseRuns: WindowToCompare,
  headRuns: WindowToCompare,
  separateRuns: boolean = false,
  elsewhere: boolean = separateRuns,
): ComparedWindows {
  const [checkedBase, checkedHead] = withCheckedCounts(asOne(baseRuns), asOne(headRuns))
  const moments = twoMoments(checkedBase.profiles, checkedHead.profiles)
  // All that A allocated is in B's sum as well: the two are no samples to be held against each other.
  const [base, head] = moments
    ? [untested(checkedBase, ['heap_alloc']), untested(checkedHead, ['heap_alloc'])]
    : [checkedBase, checkedHead]
  const comparability = comparabilityOf(withParts(base, head), withParts(head, base), elsewhere)
  const refused = new Set(
    comparability.flatMap((fact) => (fact.level !== 'refused' ? [] : 'kind' in fact ? [fact.kind] : [...viewKinds])),
  )
  const views = new Map<ViewKind, ComparedView>()
  for (const kind of viewKinds) {
    const pair = pairOf(kind, base, head)
    if (!pair || refused.has(kind)) continue
    const runs = moments ? { separateRuns: false, twoMoments: true } : runsOf(kind, base, head, separateRuns)
    // What several runs differ by is in what they say of functions; parts of them would count it a second time.
    const parts =
      'betweenRuns' in runs && runs.betweenRuns ? { baseBlocks: [], headBlocks: [] } : asParts(pair, base, head)
    views.set(kind, compareView({ ...pair, ...parts, elsewhere: elsewhere && !moments, ...runs }))
  }
  const programs = otherPrograms(views, separateRuns, head.profiles.runtime)
  const { changes: ranked, unchanged } = rankChanges(views, programs.length === 0)
  const perView = Object.fromEntries(
    viewKinds.map((kind) => [kind, viewComparison(kind, base.profiles, head.profiles, views.get(kind), ranked)]),
  ) as Record<ViewKind, FoundViewComparison>
  const changedWholes = viewKinds.filter((kind) => {
    const view = perView[kind]
    return view.state === 'compared' && view.distinguishable
  })
  const { headline, change: first } = headlineOf({
    views,
    base: base.story,
    head: head.story,
    changes: ranked,
    changedWholes,
    apart: programs[0] ?? otherRuntimes(comparability),
    profilers: unlikeProfilers(comparability),
    without: whoIsWithoutData(base.profiles, head.profiles),
    refused,
  })
  const changes = first ? [first, ...ranked.filter((change) => change !== first)] : ranked
  const header = [...views.values()].flatMap((view) => {
    const said = perView[view.kind]
    return view.testable && said.state === 'compared'
      ? [{ ...said, name: wordsOfShown(view.kind, view.shows).name, yardstick: yardstickText(view) }]
      : []
  })
  const native = refused.size === viewKinds.length ? undefined : compareNative(base, head, { separateRuns, elsewhere })
  return {
    views,
    ...(native?.view ? { native: native.view } : {}),
    comparison: {
      base: { window: base.profiles.asked, story: base.story },
      head: { window: head.profiles.asked, story: withoutDecoys(head.story, headline, changes) },
      transition: transitionOf(base.story, head.story),
      headline,
      comparability: inOrder([
        ...replicated(baseRuns, headRuns),
        ...(moments ? withMoments(comparability, moments) : comparability),
        ...countsOfProcesses(base, head),
        ...movedPackages(views),
        ...programs,
        ...(programs.length > 0 ? [] : commonMoves(views)),
        ...countedCpu(views),
      ]),
      yardstick: headerSentence(header, unchanged.functions),
      views: perView,
      ...(native ? { native: native.found } : {}),
      changes,
      unchanged,
      renamed: [...new Map([...views.values()].flatMap((view) => [...view.aligned.renamed]))],
    },
  }
}

/** Beside the four views and outside their list: what one side's malloc holds is no function of its process's own profiles. */
function compareNative(
  base: WindowToCompare,
  head: WindowToCompare,
  of: { readonly separateRuns: boolean; readonly elsewhere: boolean },
): { readonly found: FoundNative; readonly view?: ComparedView } | undefined {
  const a = base.profiles.nativeView
  const b = head.profiles.nativeView
  const { kind } = b ?? a ?? {}
  if (kind === undefined) return undefined
  const apart = (state: 'one-sided' | 'refused', why: NativeApart): { readonly found: FoundNative } => ({
    found: { state, kind, why },
  })
  if (!a || !b) return apart('one-sided', { id: 'one-sided', missing: a ? 'B' : 'A' })
  if (base.runs ?? head.runs) return apart('refused', { id: 'runs' })
  const partOf = ({ nativeView }: WindowProfiles): MeasuredView | undefined => nativeView
  const pair = a.shows === b.shows ? pairOfViews({ a, b, partOf }, base, head) : undefined
  if (!pair) return apart('refused', { id: 'held-and-allocated', held: a.shows === 'native_live' ? 'A' : 'B' })
  const view = compareView({ ...pair, ...asParts(pair, base, head), ...of })
  const { changes } = rankChanges(new Map([[kind, view]]))
  return { found: comparedOf({ a, b }, view, changes), view }
}

/** What changed misleads nobody, however wide it is in a profile that does not decide. */
function withoutDecoys(story: Story, headline: Headline, changes: readonly Change[]): Story {
  const changed = new Set(changes.flatMap(({ name, verdict }) => (verdict === 'moved' ? [] : [name])))
  const kind = 'kind' in headline ? headline.kind : undefined
  return { ...story, misleading: story.misleading.filter(({ name, view }) => !changed.has(name) && view !== kind) }
}

/** Parts of one run say nothing about several; the runs themselves are the parts. */
function asOne(side: WindowToCompare): WindowToCompare {
  const profiles = side.runs && addedUp(side.runs)
  return side.runs && profiles ? { ...side, profiles, blocks: side.runs } : side
}

function withParts(side: WindowToCompare, other: WindowToCompare): WindowToCompare {
  return other.runs && side.blocks.length < fewestBlocks ? { ...side, blocks: other.blocks } : side
}

/** Where one side alone is several windows, what they vary by stands for both. */
function asParts(
  { baseBlocks, headBlocks }: Pick<ViewPair, 'baseBlocks' | 'headBlocks'>,
  base: WindowToCompare,
  head: WindowToCompare,
): Pick<ViewPair, 'baseBlocks' | 'headBlocks'> {
  if (base.runs && headBlocks.length < fewestBlocks) return { baseBlocks, headBlocks: baseBlocks }
  if (head.runs && baseBlocks.length < fewestBlocks) return { baseBlocks: headBlocks, headBlocks }
  return { baseBlocks, headBlocks }
}

function runsOf(
  kind: ViewKind,
  base: WindowToCompare,
  head: WindowToCompare,
  separateRuns: boolean,
): Pick<Parameters<typeof compareView>[0], 'separateRuns' | 'betweenRuns'> {
  const betweenRuns = betweenReplicates(kind, base.runs ?? [base.profiles], head.runs ?? [head.profiles])
  // Windows of one process that are held against each other drift as runs do: that is what they were asked for.
  const several = base.runs !== undefined || head.runs !== undefined
  return betweenRuns ? { separateRuns: true, betweenRuns } : { separateRuns: separateRuns || several }
}

/** What is held at one moment was asked for by nobody in particular. */
function yardstickText({ kind, shows, yardstick, requests }: ComparedView): string {
  return isLevel(kind, shows) ? yardstick.text : `${yardstick.text}, ${requestTypesText(requests?.strata.types)}`
}
