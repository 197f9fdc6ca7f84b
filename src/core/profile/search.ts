/** Search over the functions of a tree: plain text or regular expression, never a hang, never an exception. */
import { compileLinearRegex } from './regex/linearRegex.ts'
import { ok, type Result } from '../base/result.ts'
import type { CallTree } from './callTree.ts'

export interface SearchPattern {
  readonly text: string
  readonly isRegex: boolean
}

/** Name → does it match? */
export type NameMatcher = (name: string) => boolean

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
    return ok((name) => name.toLowerCase().includes(lower))
  }
  const regex = compileLinearRegex(pattern.text, true)
  return regex.ok ? ok((name) => regex.value.test(name)) : regex
}

/** Matches every distinct name once, then adds up in one pass over the nodes. */
export function searchTree(tree: CallTree, matcher: NameMatcher): SearchResult {
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
      if (matcher(tree.names[name]!)) {
        matches[name] = 1
        functions++
      }
    }
    if (matches[name] === 0 || node < openUntil) continue
    openUntil = tree.subtreeEnd[node]!
    total += tree.total[node]!
    samples += tree.totalSamples[node]!
  }
  return { matches, functions, total, samples }
}
