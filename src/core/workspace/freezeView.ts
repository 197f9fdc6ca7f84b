/** Everything on screen into one snapshot; only what the redaction lets through. */
import { freezeComparison, freezeDrawing, freezeWindow, type WindowToFreeze } from '../snapshot/freeze.ts'
import { mapStrings, Redactor } from '../snapshot/redact.ts'
import { type FrozenDrawing, type Snapshot, snapshotFormat, snapshotVersion } from '../snapshot/snapshot.ts'
import { type ViewKind, viewKinds } from '../window/windowProfiles.ts'
import type { CallTree } from '../profile/callTree.ts'
import type { FreezeQuestion, Subject } from './questions.ts'
import type { Workspace } from './workspace.ts'

export async function freezeView(workspace: Workspace, question: FreezeQuestion): Promise<Snapshot> {
  const { subject, comparison, timeline, about, redaction } = question
  const redactor = new Redactor(redaction, question.salt)
  const windowOf = (one: Subject): WindowToFreeze => ({
    analysis: workspace.analyse(one),
    trees: treesOf(workspace, one),
  })
  const head = freezeWindow(windowOf(subject), redactor)
  const base = comparison && freezeWindow(windowOf(comparison.base), redactor)
  const compared = comparison && (await workspace.compared(comparison))
  const drawings: Partial<Record<ViewKind, FrozenDrawing>> = {}
  let dropped = head.dropped + (base?.dropped ?? 0)
  for (const [kind, drawable] of compared?.drawables ?? []) {
    const frozen = freezeDrawing(drawable, redactor)
    drawings[kind] = frozen.value
    dropped += frozen.dropped
  }
  const { openLive, labels, note, ...named } = about
  const inputs = [subject, ...(comparison ? [comparison.base, comparison.head] : [])].flatMap(({ captureIds }) =>
    workspace.inputs(captureIds),
  )
  const distinct = [...new Map(inputs.map((input) => [`${input.sha256} ${input.file}`, input])).values()]
  const snapshot: Snapshot = {
    format: snapshotFormat,
    version: snapshotVersion,
    ...named,
    labels: redaction.dropLabels ? {} : labels,
    ...(note === undefined || redaction.dropHosts ? {} : { note }),
    ...(openLive === undefined || redaction.dropHosts ? {} : { openLive }),
    view: redactor.texts(about.view),
    inputs: distinct.map((input, index) => (redaction.dropHosts ? { ...input, file: `file ${index + 1}` } : input)),
    head: head.value,
    ...(base ? { base: base.value } : {}),
    ...(compared ? { comparison: freezeComparison(compared.comparison, redactor), drawings } : {}),
    ...(timeline ? { timeline: await workspace.timeline(timeline.captureIds, timeline.settings) } : {}),
    redaction,
    leftOut: leftOutOf(question, dropped),
  }
  return redaction.dropHosts ? withoutFileNames(snapshot, distinct) : snapshot
}

function treesOf(workspace: Workspace, subject: Subject): Partial<Record<ViewKind, CallTree>> {
  const gathered = workspace.gathered(subject)
  const trees: Partial<Record<ViewKind, CallTree>> = {}
  for (const kind of viewKinds) {
    const tree = gathered.tree(kind)
    if (tree) trees[kind] = tree
  }
  return trees
}

/** File names of captures often carry host and pod names; panes list them. */
function withoutFileNames(snapshot: Snapshot, inputs: readonly { readonly file: string }[]): Snapshot {
  const hidden = new Map(inputs.map(({ file }, index) => [file, `file ${index + 1}`]))
  return mapStrings(snapshot, (text) => hidden.get(text) ?? text)
}

function leftOutOf({ redaction }: FreezeQuestion, dropped: number): readonly string[] {
  const texts: string[] = []
  if (dropped > 0)
    texts.push(
      `${dropped.toLocaleString('en-GB')} of the smallest frames are not drawn one by one; their cost is in every total.`,
    )
  if (redaction.keepPackages) texts.push('Function names outside the chosen packages are replaced by hashes.')
  if (redaction.dropPaths) texts.push('File paths are left out.')
  if (redaction.dropLabels) texts.push('Labels are left out.')
  if (redaction.dropHosts) texts.push('Addresses, host and file names are left out.')
  return texts
}
