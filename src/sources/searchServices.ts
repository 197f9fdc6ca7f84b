/** The service picker's search over thousands of names: every word of the query must occur, best matches first. */
import type { ServiceEntry } from './source.ts'

export interface ServiceSearch {
  readonly found: readonly ServiceEntry[]
  /** How many match in all; `found` is cut at `limit`. */
  readonly of: number
}

export function searchServices(services: readonly ServiceEntry[], query: string, limit = 50): ServiceSearch {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean)
  const ranked: { readonly entry: ServiceEntry; readonly rank: number }[] = []
  for (const entry of services) {
    const name = entry.name.toLowerCase()
    if (words.every((word) => name.includes(word))) ranked.push({ entry, rank: rankOf(name, words) })
  }
  ranked.sort((a, b) => a.rank - b.rank || compare(a.entry.name, b.entry.name))
  return { found: ranked.slice(0, limit).map(({ entry }) => entry), of: ranked.length }
}

/** 0 the name itself · 1 begins with it · 2 a part of the name begins with it · 3 somewhere inside. */
function rankOf(name: string, words: readonly string[]): number {
  const [first] = words
  if (first === undefined) return 0
  if (name === words.join(' ')) return 0
  if (name.startsWith(first)) return 1
  const at = name.indexOf(first)
  return /[^a-z0-9]/.test(name.charAt(at - 1)) ? 2 : 3
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
