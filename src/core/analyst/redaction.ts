/** Who knows what must not leave: names from the trees and the files behind them, never from the texts that are to be cleaned. */
import { viewKinds } from '../base/vocabulary.ts'
import { spellEnd } from '../analysis/offCpu.ts'
import type { Analysis } from '../analysis/analysis.ts'
import { namesBesideTrees } from '../window/namesBesideTrees.ts'
import { type MeasuredView, shownOf } from '../window/windowProfiles.ts'
import { Redactor, type Redaction } from '../snapshot/redact.ts'
import { linkableView } from '../snapshot/redactView.ts'
import type { RedactQuestion, Redacted } from './leaving.ts'
import type { ComparisonSubject, Subject } from './subject.ts'
import type { OpenWindows } from './openWindows.ts'

export async function redactorOf(
  analyst: OpenWindows,
  redaction: Redaction,
  subject: Subject,
  comparison?: ComparisonSubject,
): Promise<Redactor> {
  const redactor = new Redactor(redaction)
  const sides = comparison ? [comparison.base, comparison.head] : []
  const subjects = [subject, ...sides, ...sides.flatMap(({ others = [] }) => others)]
  for (const one of subjects) {
    const gathered = analyst.gathered(one)
    // The sentence about a service names its processes.
    for (const name of one.fleet?.members ?? []) redactor.learnLabel(one.fleet?.label ?? 'pod', name)
    redactor.learnNames(namesBesideTrees(gathered.profiles))
    for (const { to } of gathered.profiles.socketWaits ?? [])
      for (const address of [spellEnd(to), to.address]) redactor.learnAddress(address)
    for (const kind of viewKinds) {
      const tree = gathered.tree(kind)
      if (tree) redactor.learnTree(tree)
    }
    const native = gathered.profiles.nativeView?.tree
    if (native) redactor.learnTree(native)
    // Of a window out of a snapshot, which has no captures that could say it.
    if (analyst.captures(one.captureIds).length === 0)
      learnShown(redactor, analyst.analyse(one), shownOf(gathered.profiles.views.cpu))
  }
  for (const { file, profile } of analyst.captures(subjects.flatMap(({ captureIds }) => captureIds))) {
    const { frames, strings, threads, labelSets } = profile
    const textsOf = (column: Int32Array): string[] => [...new Set(column)].map((index) => strings[index] ?? '')
    // Frames of profiles that no pane shows may still be in a sentence.
    redactor.learnNames(textsOf(frames.name))
    redactor.learnPaths(textsOf(frames.file))
    redactor.learnPaths(textsOf(frames.module))
    for (const { name, id } of threads) for (const text of [name, id]) redactor.learnLabel('thread', text)
    for (const set of labelSets)
      for (const { key, value } of set) if (typeof value === 'string') redactor.learnLabel(key, value)
    redactor.learnFile(file)
  }
  if (!comparison) return redactor
  const { comparison: answer, drawables } = await analyst.compared(comparison)
  redactor.learnNames(answer.renamed.flat())
  for (const { aligned } of drawables.values()) redactor.learnTree(aligned.union)
  // Whose package moved is told by the package alone, which as a text of its own is no name of a function.
  const moved = [...drawables.values()].flatMap(({ aligned: { packages = [] } }) => packages)
  redactor.learnNames(moved.flatMap(({ base, head }) => [base, head]))
  return redactor
}

/** Files and threads as a window tells them. */
function learnShown(redactor: Redactor, { views, native, looks }: Analysis, cpu: MeasuredView | undefined): void {
  const shown = [...Object.values(views), ...(native ? [native] : [])]
  for (const view of shown) if (view.state === 'measured') for (const file of view.files) redactor.learnFile(file)
  for (const file of looks?.files ?? []) redactor.learnFile(file)
  const threads = looks?.deadlocks.flat() ?? []
  if (cpu?.kind === 'cpu' && cpu.busiestThread) threads.push(cpu.busiestThread.name)
  for (const thread of threads) redactor.learnLabel('thread', thread)
}

/** Any plain data, and the view as a link may hold it. */
export async function redactFor(
  analyst: OpenWindows,
  { subject, comparison, redaction, value, view }: RedactQuestion,
): Promise<Redacted> {
  const redactor = await redactorOf(analyst, redaction, subject, comparison)
  return { value: redactor.texts(value), link: linkableView(view, redactor) }
}
