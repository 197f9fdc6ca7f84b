/** Numbers instead of names, in the order in which they come. */
export class Numbered<Key> {
  readonly #numbers = new Map<Key, number>()
  readonly keys: Key[] = []
  #lastKey: Key | undefined
  #last = 0

  /** Waits come in runs of one class, one place, one thread. */
  of(key: Key): number {
    if (key === this.#lastKey) return this.#last
    let number = this.#numbers.get(key)
    if (number === undefined) {
      number = this.keys.push(key) - 1
      this.#numbers.set(key, number)
    }
    this.#lastKey = key
    this.#last = number
    return number
  }
}
