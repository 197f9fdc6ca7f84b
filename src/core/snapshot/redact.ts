/**
 * What may leave: names outside chosen packages become stable hashes; paths, labels and host names go. Applied to the data before
 * anything is written of it, and to every text that leaves alike, so that nothing hidden is anywhere in a file, a link or a message.
 */
import { sha256Hex } from '../base/hash.ts'
import type { CallTree } from '../profile/callTree.ts'
import { HiddenTexts } from './hiddenTexts.ts'
import { isFoldedName } from './pruneTree.ts'

export interface RedactionChoices {
  /** Function names that start with none of these are hashed; undefined: no name is hashed; empty: all are. */
  readonly keepPackages?: readonly string[]
  readonly dropLabels: boolean
  readonly dropPaths: boolean
  /** Capture file names, addresses of stores and the link to the live page. */
  readonly dropHosts: boolean
}

export const noRedaction: RedactionChoices = { dropLabels: false, dropPaths: false, dropHosts: false }

export function redactsNothing({ keepPackages, dropLabels, dropPaths, dropHosts }: RedactionChoices): boolean {
  return keepPackages === undefined && !dropLabels && !dropPaths && !dropHosts
}

export interface Redaction {
  readonly choices: RedactionChoices
  /** One per visit: the same function has the same hidden name in everything that leaves, and another one next time. */
  readonly salt: string
  /** Host names that the page knows: its own, those of stores. */
  readonly hosts: readonly string[]
  /** Of the sources on screen. */
  readonly labels: readonly Readonly<Record<string, string>>[]
}

/** Labels whose values say where something runs. */
const hostLabel = /host|node|pod|instance|server|machine|container|address|^ip$|_ip$/i
/** A file of source code as it stands in the name of a frame: payments/ledger.py:29, C:\app\main.js */
const sourcePath =
  /(?<![\p{L}\p{N}_.@~+\\/-])(?:[\p{L}\p{N}_.@~+-]*[\\/])*[\p{L}\p{N}_.@+-]+\.(?:pyx?|[cm]?[jt]sx?|go|java|kt|scala|rb|rs|php|cs|fs|cc?|cpp|cxx|hh?|hpp|swift)(?![\p{L}\p{N}_(.])/gu
const addressInText = /\b[a-z][a-z\d+.-]{0,20}:\/\/[^\s/)\]"'<>,;]+|\b\d{1,3}(?:\.\d{1,3}){3}(?::\d{1,5})?\b/gi

export class Redactor {
  readonly choices: RedactionChoices
  readonly #salt: string
  readonly #names = new HiddenTexts()
  readonly #others = new HiddenTexts()
  readonly #hidden = new Map<string, string>()
  #files = 0

  constructor({ choices, salt, hosts, labels }: Redaction) {
    this.choices = choices
    this.#salt = salt
    if (choices.dropHosts) for (const host of hosts) this.#others.add(host, () => this.#hash('host', host))
    for (const set of labels) for (const [key, value] of Object.entries(set)) this.learnLabel(key, value)
  }

  learnNames(names: Iterable<string>): void {
    if (this.choices.keepPackages === undefined) return
    // Kept names are known as well: a hidden name inside a kept one is no name there.
    for (const name of names) this.#names.add(name, () => this.name(name))
  }

  learnPaths(paths: Iterable<string>): void {
    if (!this.choices.dropPaths) return
    for (const path of paths) if (/[\\/]|\.\w{1,5}$/.test(path)) this.#others.add(path, () => this.#hash('path', path))
  }

  learnTree(tree: CallTree): void {
    this.learnNames(tree.names)
    this.learnPaths(tree.files)
    this.learnPaths(tree.modules)
  }

  /** File names of captures often carry host and pod names. */
  learnFile(file: string): void {
    if (!this.choices.dropHosts) return
    const number = ++this.#files
    for (const text of [file, file.split(/[\\/]/).at(-1) ?? '']) this.#others.add(text, () => `file ${number}`)
  }

  /** An address of another machine, with or without its port, in whatever text it stands. */
  learnAddress(address: string): void {
    if (this.choices.dropHosts) this.#others.add(address, () => this.#hash('host', address))
  }

  learnLabel(key: string, value: string): void {
    const { dropLabels, dropHosts } = this.choices
    if (dropLabels || (dropHosts && hostLabel.test(key))) this.#others.add(value, () => this.#hash('label', value))
  }

  /** A label of this kind may be shown. */
  keepsLabel(key: string): boolean {
    return !this.choices.dropLabels && !(this.choices.dropHosts && hostLabel.test(key))
  }

  /** Where a function is in the source says whose it is: files go with paths, and with hidden names. */
  get hidesFiles(): boolean {
    return this.choices.dropPaths || this.choices.keepPackages !== undefined
  }

  name(name: string): string {
    const { keepPackages } = this.choices
    const kept = keepPackages?.some((start) => start !== '' && name.startsWith(start)) ?? true
    return kept || name === '' || isFoldedName(name) ? this.#withoutOthers(name) : this.#hash('hidden', name)
  }

  tree(tree: CallTree): CallTree {
    if (redactsNothing(this.choices)) return tree
    const hide = this.hidesFiles
    return {
      ...tree,
      names: tree.names.map((name) => this.name(name)),
      files: tree.files.map((file) => (hide ? '' : this.#withoutOthers(file))),
      modules: tree.modules.map((module) => (hide ? '' : this.#withoutOthers(module))),
    }
  }

  /** A text with everything that was learned, and what looks like a path or an address, replaced. */
  text(text: string): string {
    return this.#withoutOthers(this.#names.replace(text))
  }

  /** Every text of plain data in which something hidden might stand: sentences, tables, findings. */
  texts<T>(value: T): T {
    return redactsNothing(this.choices)
      ? value
      : mapTexts(value, (text, key) => (key === 'package' ? this.#package(text) : this.text(text)))
  }

  /** Of a drawn box: the beginning of a name, which as a text of its own is no name that was learned. */
  #package(text: string): string {
    return this.name(text) === text ? text : ''
  }

  #withoutOthers(text: string): string {
    let out = this.#others.replace(text)
    if (this.choices.dropHosts) out = out.replace(addressInText, (address) => this.#hash('host', address))
    if (this.choices.dropPaths) out = out.replace(sourcePath, (path) => this.#hash('path', path))
    return out
  }

  #hash(what: 'hidden' | 'path' | 'host' | 'label', text: string): string {
    const key = `${what} ${text}`
    const known = this.#hidden.get(key)
    if (known !== undefined) return known
    // Ten digits: two of a hundred thousand functions share a name once in two hundred snapshots.
    const hidden = `${what}-${sha256Hex(this.#salt + text).slice(0, what === 'hidden' ? 10 : 6)}`
    this.#hidden.set(key, hidden)
    return hidden
  }
}

/**
 * Keys whose values are the program's own words ("measured", "lock"), whatever functions are called. Anything else is taken for a text
 * that may carry a name.
 */
const ownWords: ReadonlySet<string> = new Set(
  'state kind unit id view hue as result signal rule comparison pattern statement slope level verdict reason missing deciding notMeasured alsoMatches diagnosis bound ask'.split(
    ' ',
  ),
)

/** A copy of plain data with every text mapped; keys, and what our own words stand under, stay. */
function mapTexts<T>(value: T, map: (text: string, key: string) => string, under = ''): T {
  if (typeof value === 'string') return map(value, under) as T
  if (Array.isArray(value)) return value.map((item: unknown) => mapTexts(item, map, under)) as T
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, isOwn(key, item) ? item : mapTexts(item as unknown, map, key)]),
  ) as T
}

/** `missing` and the like hold ids, or objects that hold ids. */
function isOwn(key: string, value: unknown): boolean {
  return ownWords.has(key) && (key === 'diagnosis' || typeof value === 'string' || Array.isArray(value))
}
