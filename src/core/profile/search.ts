/** Search over the functions of a tree: plain text or regular expression, never a hang, never an exception. */
import { compileLinearRegex } from './regex/linearRegex.ts'
import { err, ok, type Result } from '../base/result.ts'
import type { CallTree } from './callTree.ts'

export interface SearchPattern {
  readonly text: string
  readonly isRegex: boolean
}

export interface NameMatcher {
  matches(name: string): boolean
  /** Set once the pattern took more work than one search may: what it answered since then says nothing. */
  readonly gaveUp: boolean
}

/** What is said then, a sentence without a full stop. */
export const tooMuchWork = 'this pattern takes too long on these names; make it simpler, or search for plain text'

export interface SearchResult {
  /** Parallel to `tree.names`. */
  readonly matches: Uint8Array
  /** Functions (not nodes) that match. */
  readonly functions: number
  /** Cost and events of samples with a match on the stack: below the outermost match, once. */
  readonly total: number
  readonly samples: number
}

/**
 * Upper and lower case are the same. Undefined for an empty pattern: nothing is searched. The error, for a pattern that is
 * half typed or not supported, is a sentence without a full stop.
 */
export function compileSearch(pattern: SearchPattern): Result<NameMatcher | undefined, string> {
  if (pattern.text === '') return ok(undefined)
  if (!pattern.isRegex) {
    const lower = pattern.text.toLowerCase()
    return ok({ matches: (name) => name.toLowerCase().includes(lower), gaveUp: false })
  }
  const compiled = compileLinearRegex(pattern.text, true)
  if (!compiled.ok) return compiled
  const regex = compiled.value
  return ok({
    matches: (name) => regex.test(name),
    get gaveUp() {
      return regex.isExhausted
    },
  })
}

/** Matches every distinct name once, then adds up in one pass over the nodes. The error is `tooMuchWork`. */
export function searchTree(tree: CallTree, matcher: NameMatcher): Result<SearchResult, string> {
  const matches = new Uint8Array(tree.names.length)
  const used = new Uint8Array(tree.names.length)
  let functions = 0
  let total = 0
  let samples = 0
  let openUntil = 0
  for (let node = 1; node < tree.length; node++) {
    const name = tree.name[node]!
    if (used[name] === 0) {
      used[name] = 1
      if (matcher.matches(tree.names[name]!)) {
        matches[name] = 1
        functions++
      }
    }
    if (matches[name] === 0 || node < openUntil) continue
    openUntil = tree.subtreeEnd[node]!
    total += tree.total[node]!
    samples += tree.totalSamples[node]!
  }
  return matcher.gaveUp ? err(tooMuchWork) : ok({ matches, functions, total, samples })
}
