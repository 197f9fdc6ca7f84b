/**
 * Names come from files and may hold anything. They are always put on the page as text; what the eye would miss is made visible
 * (controls, zero-width and direction characters), and this keeps a name of 100 kB from becoming a page of 100 kB.
 */

import { makeVisible } from '../../core/base/visibleText.ts'

/** Long enough for every real name seen, short enough for a tooltip and for a screen reader. */
export const longestShownName = 600

/** The beginning says whose it is, the end says which: what is cut is the middle, and the cut says how much. */
export function elideMiddle(text: string, longest: number): string {
  if (text.length <= longest) return text
  const kept = Math.max(2, longest - 1)
  const head = wholeCharacters(text.slice(0, Math.ceil(kept / 2)), 'end')
  const tail = wholeCharacters(text.slice(text.length - Math.floor(kept / 2)), 'start')
  return `${head}…${tail}`
}

/** A cut must not leave half of a surrogate pair at the edge. */
function wholeCharacters(text: string, edge: 'start' | 'end'): string {
  if (edge === 'end') return /[\ud800-\udbff]$/.test(text) ? text.slice(0, -1) : text
  return /^[\udc00-\udfff]/.test(text) ? text.slice(1) : text
}

/** What people see of a name, anywhere on the page. The empty name of a symbol-less frame gets a word. */
export function visibleName(name: string, longest: number = longestShownName): string {
  if (name === '') return '(no name)'
  // Cutting first bounds the work of the replacement for hostile lengths.
  return elideMiddle(makeVisible(elideMiddle(name, longest)), longest)
}
