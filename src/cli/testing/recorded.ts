/**
 * The shipped recordings for tests, each read once in a process, by one analyst. Files of tests that are slow share a process: reading what
 * the one before had read was a third of what they cost.
 */
import { join } from 'node:path'
import { Analyst } from '../../core/analyst/analyst.ts'
import type { ComparedSubject } from '../../core/analyst/subject.ts'
import type { Mark } from '../../core/analysis/onset.ts'
import type { Comparison } from '../../core/diff/comparison.ts'
import { type LoadedRecording, loadRecording } from '../disk.ts'

const root = join(import.meta.dirname, '../../../public/recordings')

export const recordedAnalyst = new Analyst()

const read = new Map<string, Promise<LoadedRecording>>()

export function recorded(name: string): Promise<LoadedRecording> {
  const known = read.get(name) ?? load(name)
  read.set(name, known)
  return known
}

async function load(name: string): Promise<LoadedRecording> {
  const loaded = await loadRecording(recordedAnalyst, join(root, name))
  if (!loaded.ok) throw new Error(loaded.error.what)
  return loaded.value
}

/** A recording as one side of a comparison, in the window that it opens with. */
export async function recordedSide(name: string): Promise<ComparedSubject> {
  const { opened, captures } = await recorded(name)
  const window = opened.opens ?? opened.span
  if (!window) throw new Error(`${name} has no window`)
  return {
    captureIds: captures.map(({ id }) => id),
    window: { fromMs: window.fromMs, untilMs: window.untilMs },
    settings: opened.settings,
    labels: opened.recording.labels,
    run: name,
  }
}

const compared = new Map<string, Promise<Comparison>>()

/** Some pairs are looked at by several tests, and the analyst keeps one at a time. */
export function comparedOnce(
  base: ComparedSubject,
  head: ComparedSubject,
  marks: readonly Mark[] = [],
): Promise<Comparison> {
  const key = JSON.stringify([base, head, marks])
  const known =
    compared.get(key) ?? recordedAnalyst.compared({ base, head, marks }).then(({ comparison }) => comparison)
  compared.set(key, known)
  return known
}
