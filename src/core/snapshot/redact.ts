/**
 * What may leave: names outside chosen packages become stable hashes, paths, labels and host names go. Applied to the data before it is
 * encoded, so that nothing hidden is anywhere in the file.
 */
import { sha256Hex } from '../hash.ts'
import type { CallTree } from '../profile/callTree.ts'

export interface RedactionChoices {
  /** Function names whose package starts with none of these are hashed; undefined: no name is hashed. */
  readonly keepPackages?: readonly string[]
  readonly dropLabels: boolean
  readonly dropPaths: boolean
  /** Capture file names, addresses of stores and the link to the live page. */
  readonly dropHosts: boolean
}

export const noRedaction: RedactionChoices = { dropLabels: false, dropPaths: false, dropHosts: false }

/** The same name gives the same hash within one snapshot (so that selection and comparison still work), another in the next. */
export class Redactor {
  readonly choices: RedactionChoices
  readonly #salt: string
  readonly #known = new Map<string, string>()

  constructor(choices: RedactionChoices, salt: string) {
    this.choices = choices
    this.#salt = salt
  }

  name(name: string): string {
    const { keepPackages } = this.choices
    if (keepPackages === undefined || name === '' || keepPackages.some((kept) => kept !== '' && name.startsWith(kept)))
      return name
    const known = this.#known.get(name)
    if (known !== undefined) return known
    const hash = sha256Hex(this.#salt + name).slice(0, 8)
    const hidden = `hidden_${hash}`
    this.#known.set(name, hidden)
    return hidden
  }

  tree(tree: CallTree): CallTree {
    const { keepPackages, dropPaths } = this.choices
    if (keepPackages === undefined && !dropPaths) return tree
    const hide = dropPaths || keepPackages !== undefined
    return {
      ...tree,
      names: tree.names.map((name) => this.name(name)),
      files: hide ? tree.files.map(() => '') : tree.files,
      modules: hide ? tree.modules.map(() => '') : tree.modules,
    }
  }

  /** Every text of plain data in which a hidden name might stand: sentences, tables, findings. */
  texts<T>(value: T): T {
    if (this.#known.size === 0) return value
    // Longest first, so that a name that contains another is replaced whole.
    const names = [...this.#known.keys()].sort((a, b) => b.length - a.length)
    return mapStrings(value, (text) => {
      const whole = this.#known.get(text)
      if (whole !== undefined) return whole
      let hidden = text
      for (const name of names)
        if (name.length > 2 && hidden.includes(name)) hidden = hidden.replaceAll(name, this.#known.get(name) ?? '')
      return hidden
    })
  }
}

/** A copy of plain data with every string value mapped; keys stay. */
export function mapStrings<T>(value: T, map: (text: string) => string): T {
  if (typeof value === 'string') return map(value) as T
  if (Array.isArray(value)) return value.map((item: unknown) => mapStrings(item, map)) as T
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapStrings(item as unknown, map)])) as T
}
