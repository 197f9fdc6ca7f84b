/** The windows of a link, in all the ways people write them, as the absolute ones that the page writes. */
import type { EpochMs, TimeWindow } from '../base/units.ts'
import { formatWindow } from './values.ts'
import type { Expected, LinkFault } from './faults.ts'
import { parseInstant, parseLength } from './instants.ts'
import { windowKeys } from './linkKeys.ts'

/** An alert fires after what it saw: more before it than after. */
const beforeAlertMs = 10 * 60_000
const afterAlertMs = 5 * 60_000

type Found = TimeWindow | LinkFault

/** Replaces the keys of windows by `w` and `base`, and says what is wrong with those that it had to take out. */
export function readWindows(keys: Map<string, string>, nowMs: EpochMs): readonly LinkFault[] {
  const faults: LinkFault[] = []
  const head = shownWindow(keys, nowMs)
  const base = keys.get('base')
  const found = { w: head, base: base === undefined ? undefined : spelled('base', base, nowMs) }
  for (const key of windowKeys) keys.delete(key)
  for (const [key, window] of Object.entries(found)) {
    if (window === undefined) continue
    keys.delete(key)
    if ('kind' in window) faults.push(window)
    else keys.set(key, formatWindow(window))
  }
  return faults
}

function shownWindow(keys: ReadonlyMap<string, string>, nowMs: EpochMs): Found | undefined {
  const given = windowKeys.filter((key) => keys.has(key))
  const textOf = (key: string): string => keys.get(key) ?? ''
  const instant = (key: string): EpochMs | LinkFault => instantOf(key, textOf(key), nowMs)
  const to = keys.has('to') ? 'to' : 'until'
  const now = Math.floor(nowMs / 1000) * 1000
  switch (given.join(' ')) {
    case '':
      return undefined
    case 'w':
      return spelled('w', textOf('w'), nowMs)
    case 'from':
      return between(['from'], instant('from'), now)
    case 'from to':
    case 'from until':
      return between(['from', to], instant('from'), instant(to))
    case 'last': {
      const length = lengthOf(textOf('last'))
      return typeof length === 'number' ? { fromMs: now - length, untilMs: now } : length
    }
    case 'from last': {
      const [from, length] = [instant('from'), lengthOf(textOf('last'))]
      if (typeof length !== 'number') return length
      return typeof from === 'number' ? { fromMs: from, untilMs: from + length } : from
    }
    case 'to last':
    case 'until last':
    case 'last at': {
      const end = instant(keys.has('at') ? 'at' : to)
      const length = lengthOf(textOf('last'))
      if (typeof length !== 'number') return length
      return typeof end === 'number' ? { fromMs: end - length, untilMs: end } : end
    }
    case 'at': {
      const at = instant('at')
      if (typeof at !== 'number') return at
      // What has not happened yet cannot be shown; an alert of this second is looked at up to this second.
      return { fromMs: at - beforeAlertMs, untilMs: Math.max(at, Math.min(at + afterAlertMs, now)) }
    }
    case 'to':
    case 'until':
      return { kind: 'without', key: to, needs: 'from' }
    default:
      return { kind: 'conflict', keys: given }
  }
}

/** `FROM..UNTIL`, each in any form. */
function spelled(key: string, text: string, nowMs: EpochMs): Found {
  const [from, until, more] = text.split('..')
  if (from === undefined || until === undefined || more !== undefined)
    return { kind: 'value', key, value: text, expects: 'window' }
  const read = (one: string): EpochMs | LinkFault => instantOf(key, one, nowMs, 'window')
  return between([key], read(from), read(until))
}

function between(keys: readonly string[], from: EpochMs | LinkFault, until: EpochMs | LinkFault): Found {
  if (typeof from !== 'number') return from
  if (typeof until !== 'number') return until
  return from < until ? { fromMs: from, untilMs: until } : { kind: 'reversed', keys }
}

function instantOf(key: string, value: string, nowMs: EpochMs, expects: Expected = 'instant'): EpochMs | LinkFault {
  const instant = parseInstant(value, nowMs)
  switch (instant.state) {
    case 'known':
      return instant.ms
    case 'no-zone':
      return { kind: 'no-zone', key, value }
    case 'unknown':
      return { kind: 'value', key, value, expects }
  }
}

function lengthOf(value: string): number | LinkFault {
  return parseLength(value) ?? { kind: 'value', key: 'last', value, expects: 'length' }
}
