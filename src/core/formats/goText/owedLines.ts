/**
 * What a dump of goroutines begins and has to end, so that one that breaks off between two goroutines shows it. How many there are it does
 * not say. Two things are known: a process that ends by a signal prints its registers last,
 *
 *   SIGQUIT: quit
 *   PC=0x4933c1 m=0 sigcode=0
 *   …
 *   rip    0x4933c1
 *
 * and a process that is asked through net/http has a goroutine that reads from the connection meanwhile, begun by the one that answers.
 */
const signalled = /^PC=0x[0-9a-f]{1,16} m=\d{1,9} sigcode=/
const register = /^(?:rip|rax|eip|eax|pc|lr|r0|x0|ra) {1,8}0x[0-9a-f]{1,16}\b/
/** Before HTTP/2 a connection is read while its request is answered. */
const serves = 'net/http.(*conn).serve'
const startsReader = 'net/http.(*connReader).startBackgroundRead'

export class OwedLines {
  #needsRegisters = false
  /** Words before the first goroutine of a dump are of that one, and not of the one before. */
  #isSignalled = false
  #answering: string | undefined
  readonly #readersOf = new Set<string>()

  line(line: string): void {
    if (signalled.test(line)) this.#isSignalled = true
    else if (this.#needsRegisters && register.test(line)) this.#needsRegisters = false
  }

  /** @param begunIn the number of the one that began it; Go prints that from 1.21 on */
  goroutine(id: string, names: readonly string[], begunBy: string, begunIn: string): void {
    if (begunBy === startsReader) this.#readersOf.add(begunIn)
    if (begunIn === '' || !names.includes(serves)) return
    if (names.some((name) => name.startsWith('net/http/pprof.'))) this.#answering ??= id
  }

  isLacking(): boolean {
    return this.#needsRegisters || (this.#answering !== undefined && !this.#readersOf.has(this.#answering))
  }

  /** For the next dump of the file, whose first words have been read. */
  next(): OwedLines {
    const next = new OwedLines()
    next.#needsRegisters = this.#isSignalled
    return next
  }
}
