/** What a pane shows as a file that other tools open, without what must not leave. */
import type { ViewKind } from '../base/vocabulary.ts'
import { type LoadError, type Result, err, ok } from '../base/result.ts'
import { pprofOf, speedscopeOf } from '../draw/exportTree.ts'
import type { ExportAnswer, ExportQuestion } from './leaving.ts'
import type { OpenWindows } from './openWindows.ts'
import { redactorOf } from './redaction.ts'

const valueTypes: Readonly<Record<ViewKind, string>> = {
  cpu: 'cpu',
  heap_live: 'inuse_space',
  heap_alloc: 'alloc_space',
  lock: 'delay',
}

export async function exportView(analyst: OpenWindows, question: ExportQuestion): Promise<Result<ExportAnswer>> {
  const { subject, view, format, look, name, redaction } = question
  const tree = analyst.gathered(subject).look(view, look)
  if (!tree || tree.length < 2) return err(problem('there is nothing in it', 'choose a pane that shows something'))
  const redactor = await redactorOf(analyst, redaction, subject)
  const about = {
    valueType: valueTypes[view],
    name: redactor.text(name),
    startMs: subject.window.fromMs,
    durationMs: subject.window.untilMs - subject.window.fromMs,
  }
  const leaving = redactor.tree(tree)
  const made = format === 'pprof' ? pprofOf(leaving, about) : encoded(speedscopeOf(leaving, about))
  return made ? ok({ bytes: made }) : err(problem('it is too large for a file', 'go into a part of it first'))
}

function encoded(text: string | undefined): Uint8Array<ArrayBuffer> | undefined {
  return text === undefined ? undefined : new TextEncoder().encode(text)
}

function problem(what: string, todo: string): LoadError {
  return { code: 'unsupported', where: 'The export', what, todo }
}
