/**
 * Questions that the last page did not live to see answered. A worker that fills its memory takes the whole page with it: nothing in the
 * page can catch that, and the next visit of the same link would ask the same and end the same way. So what has been worked on for a while
 * is noted in this browser until it is answered, and what a page that is gone has left is not asked again by itself. A page that is left,
 * loaded again or hidden takes its notes along: a browser that needs memory ends pages that nobody looks at, whatever they do.
 */
import { hashKey } from '@tanstack/react-query'
import type { Question } from '../../core/analyst/questions.ts'
import { sha256Hex } from '../../core/base/hash.ts'
import type { FleetData } from '../../core/fleet/series.ts'
import { place } from './notePlace.ts'

const life = `${place}${crypto.getRandomValues(new Uint32Array(2)).join('')}`
const noted = new Map<string, number>()
let left: Promise<ReadonlySet<string>> | undefined

/** What says which question it is and nothing about it: what is asked first, then 16 hex digits of the rest. The same in another visit. */
function nameOf(question: Question, bytes: number): string {
  const { ask: what } = question
  const rest =
    what === 'load'
      ? [question.fileName, bytes, question.hints]
      : what === 'fleet'
        ? [{ ...question, data: coveredBy(question.data) }]
        : what === 'triage'
          ? question.services.map((one) => ({ ...one, data: coveredBy(one.data) }))
          : [question]
  return `${what} ${sha256Hex(hashKey(rest)).slice(0, 16)}`
}

/** Series are megabytes, and to write and hash them takes longer than to answer: their window and how many they are tell them apart. */
const coveredBy = (data: FleetData): object => ({
  ...data,
  measures: data.measures.map(({ measure, series }) => [measure, series.length]),
})

/** @param bytes of what is loaded, before they were on their way */
export function begin(question: Question, bytes: number): string {
  const name = nameOf(question, bytes)
  noted.set(name, (noted.get(name) ?? 0) + 1)
  void write()
  return name
}

export function end(name: string): void {
  const times = noted.get(name) ?? 0
  if (times > 1) noted.set(name, times - 1)
  else noted.delete(name)
  void write()
}

/**
 * How many questions of this kind the last page ended over, where this is one of them; else 0. As long as this page lives: whoever loads
 * it again wants it tried.
 */
export async function endedOver(question: Question, bytes: number): Promise<number> {
  const all = await (left ??= takeLeft())
  return all.has(nameOf(question, bytes)) ? [...all].filter((name) => name.startsWith(`${question.ask} `)).length : 0
}

/** What pages have left that are not there any more. Whose page is open has a lock by the name of its notes. */
async function takeLeft(): Promise<ReadonlySet<string>> {
  const found = new Set<string>()
  try {
    const storage = notesOf()
    const held = 'locks' in navigator ? ((await navigator.locks.query()).held ?? []) : []
    const open = new Set(held.map(({ name }) => name))
    for (const key of Object.keys(storage)) {
      if (!key.startsWith(place) || key === life || open.has(key)) continue
      const names: unknown = JSON.parse(storage.getItem(key) ?? '[]')
      storage.removeItem(key)
      for (const name of Array.isArray(names) ? names : []) if (typeof name === 'string') found.add(name)
    }
  } catch {
    // A frame without storage, or somebody else's value.
  }
  return found
}

/** Without locks nobody can tell whose page is open; then each tab keeps its own. */
const notesOf = (): Storage => ('locks' in navigator ? localStorage : sessionStorage)

let isOpen: Promise<void> | undefined
let isListening = false

async function write(): Promise<void> {
  try {
    // First, so that another page never takes them for those of one that is gone.
    await (isOpen ??= sayOpen())
    if (!isListening) {
      isListening = true
      globalThis.addEventListener('pagehide', forget)
      document.addEventListener('visibilitychange', () => {
        if (document.hidden) forget()
        else void write()
      })
    }
    if (noted.size === 0 || document.hidden) notesOf().removeItem(life)
    else notesOf().setItem(life, JSON.stringify([...noted.keys()]))
  } catch {
    // Then the browser's own message is all there is.
  }
}

function sayOpen(): Promise<void> {
  return new Promise((held, failed) => {
    if (!('locks' in navigator)) return held()
    navigator.locks
      .request(life, () => {
        held()
        return new Promise(() => undefined)
      })
      .catch(failed)
  })
}

function forget(): void {
  try {
    notesOf().removeItem(life)
  } catch {
    // As above.
  }
}
