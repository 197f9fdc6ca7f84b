/**
 * View ↔ the part of the address behind `#`. Behind `#` because it never reaches a server's log: function names and selectors stay
 * with the people who hold the link. Readable: `v=2&src=recording:recordings/orderbook/&w=2026-11-22T12:34:00Z..2026-11-22T12:39:00Z`.
 *
 * `parseAddress` never throws; an unknown or broken key costs that key only. `parseAddress(formatAddress(v))` is v.
 */
import type { LabelChoice } from '../profile/onlyLabel.ts'
import {
  type PaneId,
  type PatternId,
  type RuleId,
  type Thresholds,
  paneIds,
  patternIds,
  signalIds,
} from '../base/vocabulary.ts'
import { type TypedId, type TypedNumber, parseTyped, typedExamples, typedIds } from '../base/typed.ts'
import type { TimeWindow } from '../base/units.ts'
import { rawKeysOf } from './rawKeys.ts'
import { upgradeKeys } from './upgrade.ts'
import { parseCompare, parseRuns, pushCompare } from './compareKeys.ts'
import { formatNotes, parseNotes } from './notes.ts'
import { parseSource, pushSource } from './sourceKeys.ts'
import { escape, formatWindow, isZone, parseWindow, unescape } from './values.ts'
import { type View, defaultView, sortKeys } from './view.ts'

/** Chat programs and ticket systems cut links longer than 2,000 characters; the address of the page is a part of them. */
export const maxAddressChars = 1900

export interface FormattedAddress {
  readonly text: string
  /** What a longer state had to leave out, in words; empty in ordinary use. */
  readonly leftOut: readonly string[]
}

export const linkVersion = 2

/** Keys in the order in which people read them. */
export function formatAddress(view: View, maxChars: number = maxAddressChars): FormattedAddress {
  const leftOut: string[] = []
  let keys = keysOf(view)
  // Dearest first: what costs most characters and is found again most easily goes first.
  const dispensable: readonly (readonly [string, (key: string) => boolean])[] = [
    ['the zoomed frame of each pane', (key) => key.startsWith('zoom.')],
    ['the search', (key) => key === 'q' || key === 'qr'],
    ['the selected function', (key) => key === 'fn'],
    ['changed thresholds', (key) => key.startsWith('t.')],
    ['the list of local files', (key) => key === 'files' || key === 'base.files'],
  ]
  for (const [what, matches] of dispensable) {
    if (join(keys).length <= maxChars) break
    const kept = keys.filter(([key]) => !matches(key))
    if (kept.length < keys.length) leftOut.push(what)
    keys = kept
  }
  return { text: join(keys), leftOut }
}

function join(keys: readonly (readonly [string, string])[]): string {
  return keys.map(([key, value]) => (value === '' ? key : `${key}=${value}`)).join('&')
}

function keysOf(view: View): (readonly [string, string])[] {
  const keys: (readonly [string, string])[] = [['v', String(linkVersion)]]
  const push = (key: string, value: string | undefined): void => {
    if (value !== undefined) keys.push([key, value])
  }
  pushSource(push, '', view.source)
  push('w', view.window && formatWindow(view.window))
  if (view.zone !== defaultView.zone) push('zone', escape(view.zone))
  if (view.compare) pushCompare(push, view.compare)
  push('heap', view.heapMode)
  push('lock', view.lockMode)
  push('frames', view.frames)
  if (view.only) push('only', `${escape(view.only.key)};${escape(view.only.value)}`)
  if (view.around !== undefined) push('around', escape(view.around))
  if (view.selected !== undefined) push('fn', escape(view.selected))
  if (view.search !== '') push(view.searchIsRegex ? 'qr' : 'q', escape(view.search))
  if (view.enlarged) push('big', view.enlarged)
  if (view.tables.length > 0) push('table', view.tables.join(','))
  if (view.rootAtBottom) push('flip', '')
  if (view.whyOpen) push('why', '')
  if (view.sort) push('sort', `${view.sort.descending ? '-' : ''}${escape(view.sort.by)}`)
  if (view.cores !== undefined) push('cores', String(view.cores))
  if (view.threads !== undefined) push('threads', String(view.threads))
  if (view.assumedSeconds !== undefined) push('seconds', String(view.assumedSeconds))
  for (const id of typedIds) {
    const typed = view.typed?.[id]
    if (typed !== undefined) push(id, escape(typed.text))
  }
  for (const [rule, bySignal] of Object.entries(view.thresholds ?? {})) {
    for (const [signal, value] of Object.entries(bySignal ?? {})) push(`t.${rule}.${signal}`, String(value))
  }
  for (const pane of paneIds) {
    const path = view.focus[pane]
    if (path && path.length > 0) push(`zoom.${pane}`, path.map(escape).join(';'))
  }
  if (view.notes && view.notes.length > 0) push('notes', formatNotes(view.notes, escape))
  if (view.embed) push('embed', '')
  return keys
}

/** Never throws. What cannot be understood is left out of the view and named in `problems`. */
export function parseAddress(text: string): { readonly view: View; readonly problems: readonly string[] } {
  return parseKeys(rawKeysOf(text).keys)
}

/** As `parseAddress`, of keys whose values are still encoded. */
export function parseKeys(raw: ReadonlyMap<string, string>): {
  readonly view: View
  readonly problems: readonly string[]
} {
  const problems: string[] = []
  const { keys, problem } = upgradeKeys(raw, linkVersion)
  if (problem !== undefined) problems.push(problem)

  const bad = (key: string, expected: string): undefined => {
    problems.push(`The link's "${key}" is not ${expected}; it was ignored.`)
    return undefined
  }
  const positive = (key: string, most: number): number | undefined => {
    const value = keys.get(key)
    if (value === undefined) return undefined
    const number = /^\d{1,9}(\.\d{1,6})?$/.test(value) ? Number(value) : Number.NaN
    return number > 0 && number <= most ? number : bad(key, `a number above 0 and at most ${most}`)
  }
  const windowOf = (key: string): TimeWindow | undefined => {
    const value = keys.get(key)
    return value === undefined ? undefined : (parseWindow(value) ?? bad(key, 'a time window'))
  }

  const oneOf = <T extends string>(key: string, known: readonly T[]): T | undefined => {
    const value = keys.get(key)
    return value === undefined
      ? undefined
      : (known.find((one) => one === value) ?? bad(key, `one of ${known.join(', ')}`))
  }

  const source = parseSource(keys, '')
  if (keys.has('src') && !source) bad('src', 'a source')
  const window = windowOf('w')
  const compare = keys.has('base') ? parseCompare(keys, windowOf('base'), oneOf) : undefined
  const runs = compare && keys.has('baseruns') ? parseRuns(keys.get('baseruns') ?? '') : undefined
  if (compare && keys.has('baseruns') && !runs) bad('baseruns', 'a number of windows and their distance such as 6x600s')
  const heap = oneOf('heap', ['live', 'alloc', 'both', 'native'])
  const lock = oneOf('lock', ['holders', 'both'])
  const frames = oneOf('frames', ['own', 'packages'])
  const only = parseOnly(keys.get('only'))
  const around = unescape(keys.get('around'))
  const selected = unescape(keys.get('fn'))
  const regex = unescape(keys.get('qr'))
  const enlarged = oneOf('big', paneIds)
  const sortText = keys.get('sort')
  const sortBy = sortKeys.find((key) => key === sortText?.replace(/^-/, ''))
  if (sortText !== undefined && !sortBy) bad('sort', `one of ${sortKeys.join(', ')}`)
  const cores = positive('cores', 1e5)
  const threads = positive('threads', 1e7)
  const assumedSeconds = positive('seconds', 1e8)
  const typed: Partial<Record<TypedId, TypedNumber>> = {}
  for (const id of typedIds) {
    const text = unescape(keys.get(id))
    if (text === undefined) continue
    const number = parseTyped(id, text)
    if (number === undefined) bad(id, typedExamples[id])
    else typed[id] = number
  }
  const zone = unescape(keys.get('zone'))
  const knownZone = zone !== undefined && isZone(zone)
  if (keys.has('zone') && !knownZone) bad('zone', 'a time zone such as UTC or Asia/Kolkata')
  const thresholds = parseThresholds(keys, problems)
  const notesText = keys.get('notes')
  const notes = notesText === undefined ? undefined : parseNotes(notesText, unescape)
  if (notesText !== undefined && notes === undefined) bad('notes', 'notes such as 2026-11-22T12:50:24Z~deploy')
  const focus: Partial<Record<PaneId, readonly string[]>> = {}
  for (const pane of paneIds) {
    const path = keys.get(`zoom.${pane}`)
    if (path) focus[pane] = path.split(';').map((name) => unescape(name) ?? name)
  }
  const view: View = {
    ...defaultView,
    ...(source ? { source } : {}),
    ...(window ? { window } : {}),
    zone: knownZone ? zone : defaultView.zone,
    ...(compare ? { compare: runs ? { ...compare, runs } : compare } : {}),
    ...(heap === undefined ? {} : { heapMode: heap }),
    ...(lock === undefined ? {} : { lockMode: lock }),
    ...(frames === undefined ? {} : { frames }),
    ...(only === undefined ? {} : { only }),
    ...(around === undefined ? {} : { around }),
    ...(selected === undefined ? {} : { selected }),
    search: regex ?? unescape(keys.get('q')) ?? '',
    searchIsRegex: regex !== undefined,
    ...(enlarged ? { enlarged } : {}),
    tables: paneIds.filter((pane) => (keys.get('table') ?? '').split(',').includes(pane)),
    rootAtBottom: keys.has('flip'),
    whyOpen: keys.has('why'),
    ...(sortText && sortBy ? { sort: { by: sortBy, descending: sortText.startsWith('-') } } : {}),
    ...(cores === undefined ? {} : { cores }),
    ...(threads === undefined ? {} : { threads }),
    ...(assumedSeconds === undefined ? {} : { assumedSeconds }),
    ...(Object.keys(typed).length > 0 ? { typed } : {}),
    ...(thresholds ? { thresholds } : {}),
    focus,
    ...(notes && notes.length > 0 ? { notes } : {}),
    embed: keys.has('embed'),
  }
  return { view, problems }
}

function parseOnly(text: string | undefined): LabelChoice | undefined {
  const [key, value, more] = (text ?? '').split(';').map(unescape)
  return key === undefined || key === '' || value === undefined || more !== undefined ? undefined : { key, value }
}

function parseThresholds(keys: ReadonlyMap<string, string>, problems: string[]): Partial<Thresholds> | undefined {
  const byRule: Partial<Record<RuleId, Record<string, number>>> = {}
  for (const [key, value] of keys) {
    const [prefix, rule, signal] = key.split('.')
    if (prefix !== 't' || rule === undefined || signal === undefined) continue
    const number = /^-?\d{1,9}(\.\d{1,6})?$/.test(value) ? Number(value) : Number.NaN
    if (!isRule(rule) || !signalIds.some((id) => id === signal) || Number.isNaN(number)) {
      problems.push(`The link's threshold "${key}" is not known; the default is used.`)
      continue
    }
    byRule[rule] = { ...byRule[rule], [signal]: number }
  }
  return Object.keys(byRule).length > 0 ? byRule : undefined
}

function isRule(id: string): id is RuleId {
  return id !== ('no-clear-pattern' satisfies PatternId) && patternIds.some((pattern) => pattern === id)
}
