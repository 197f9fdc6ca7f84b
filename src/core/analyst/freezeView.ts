/** Everything on screen into one snapshot; only what the redaction lets through. */
import { type ViewKind, viewKinds } from '../base/vocabulary.ts'
import type { Change, Comparison } from '../diff/comparison.ts'
import { formatAddress } from '../link/address.ts'
import { freezeDrawing, freezeWindow, type WindowToFreeze } from '../snapshot/freeze.ts'
import type { RedactionChoices, Redactor } from '../snapshot/redact.ts'
import { linkableView, snapshotView } from '../snapshot/redactView.ts'
import { type FrozenDrawing, type Snapshot, snapshotFormat, snapshotVersion } from '../snapshot/snapshot.ts'
import type { CallTree } from '../profile/callTree.ts'
import type { FreezeQuestion } from './leaving.ts'
import type { Subject } from './subject.ts'
import { redactorOf } from './redaction.ts'
import type { OpenWindows } from './openWindows.ts'

export async function freezeView(analyst: OpenWindows, question: FreezeQuestion): Promise<Snapshot> {
  const { subject, comparison, timeline, baseTimeline, about, redaction } = question
  const { choices } = redaction
  // Everything that must not leave is known before anything is written.
  const redactor = await redactorOf(analyst, redaction, subject, comparison)
  const windowOf = (one: Subject): WindowToFreeze => ({
    analysis: analyst.analyse(one),
    trees: treesOf(analyst, one),
    ...nativeOf(analyst, one),
    views: analyst.gathered(one).profiles.views,
  })
  const head = freezeWindow(windowOf(subject), redactor)
  const base = comparison && freezeWindow(windowOf(comparison.base), redactor)
  const compared = comparison && (await analyst.compared(comparison))
  const drawings: Partial<Record<ViewKind, FrozenDrawing>> = {}
  let dropped = head.dropped + (base?.dropped ?? 0)
  let nativeDrawing: FrozenDrawing | undefined
  for (const [kind, drawable] of compared?.drawables ?? []) {
    const frozen = freezeDrawing(drawable, redactor)
    if (kind === 'native') nativeDrawing = frozen.value
    else drawings[kind] = frozen.value
    dropped += frozen.dropped
  }
  const { livePage, labels, note, view, madeAtMs, ...named } = about
  const inputs = [subject, ...(comparison ? [comparison.base, comparison.head] : [])].flatMap(({ captureIds }) =>
    analyst.inputs(captureIds),
  )
  const distinct = [...new Map(inputs.map((input) => [`${input.sha256} ${input.file}`, input])).values()]
  const shownLabels = Object.entries(labels).filter(([key]) => redactor.keepsLabel(key))
  return {
    format: snapshotFormat,
    version: snapshotVersion,
    madeAtMs,
    ...redactor.texts(named),
    labels: redactor.texts(Object.fromEntries(shownLabels)),
    ...(note === undefined || choices.dropHosts ? {} : { note: redactor.text(note) }),
    ...(livePage === undefined || choices.dropHosts
      ? {}
      : { openLive: `${livePage}#${formatAddress(linkableView(view, redactor).view).text}` }),
    view: formatAddress(snapshotView(view, redactor, comparison?.base.window), Infinity).text,
    inputs: redactor.texts(distinct),
    head: head.value,
    ...(base ? { base: base.value } : {}),
    ...(compared ? { comparison: withoutLabels(redactor, compared.comparison), drawings } : {}),
    ...(nativeDrawing ? { nativeDrawing } : {}),
    ...(timeline ? { timeline: await analyst.timeline(timeline.captureIds, timeline.settings) } : {}),
    ...(baseTimeline && base
      ? { baseTimeline: await analyst.timeline(baseTimeline.captureIds, baseTimeline.settings) }
      : {}),
    redaction: choices,
    leftOut: leftOutOf(choices, dropped),
  }
}

/**
 * What is said about a hidden label names its values, and a value like "12" cannot be told from a number: it goes as a whole. So do the
 * places of functions where trees lose their files.
 */
function withoutLabels(redactor: Redactor, comparison: Comparison): Comparison {
  return redactor.texts({
    ...comparison,
    changes: redactor.hidesFiles ? comparison.changes.map(withoutPlace) : comparison.changes,
    comparability: comparison.comparability.filter(({ label }) => label === undefined || redactor.keepsLabel(label)),
  })
}

function withoutPlace(change: Change): Change {
  const { place, ...rest } = change
  return place === undefined ? change : rest
}

function treesOf(analyst: OpenWindows, subject: Subject): Partial<Record<ViewKind, CallTree>> {
  const gathered = analyst.gathered(subject)
  const trees: Partial<Record<ViewKind, CallTree>> = {}
  for (const kind of viewKinds) {
    const tree = gathered.tree(kind)
    if (tree) trees[kind] = tree
  }
  return trees
}

function nativeOf(analyst: OpenWindows, subject: Subject): { readonly native?: CallTree } {
  const native = analyst.gathered(subject).profiles.nativeView?.tree
  return native ? { native } : {}
}

function leftOutOf(redaction: RedactionChoices, dropped: number): readonly string[] {
  const texts: string[] = []
  if (dropped > 0)
    texts.push(
      `${dropped.toLocaleString('en-GB')} of the smallest frames are not drawn one by one; their cost is in every total.`,
    )
  if (redaction.keepPackages)
    texts.push(
      redaction.keepPackages.length > 0
        ? 'Function names outside the chosen packages are replaced by hashes.'
        : 'Function names are replaced by hashes.',
    )
  if (redaction.dropPaths) texts.push('File paths are left out.')
  if (redaction.dropLabels) texts.push('Labels are left out.')
  if (redaction.dropHosts) texts.push('Addresses, host and file names are left out.')
  return texts
}
