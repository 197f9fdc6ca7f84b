/**
 * Where threads waited for bytes: the remote ends of sockets as numbers, by the second. An event names the host as well, which is never
 * read: a number says which server it is to whoever runs it, and nothing to anybody else.
 */
import type { FileFacts, RemoteEnd } from '../parsedFile.ts'
import { type CutWait, OtherWaits } from './otherWaits.ts'

/** Remote ends kept apart; waits for further ones have no address. */
const mostEnds = 200
/** A machine with more ports than this is one of many callers, whose ports say nothing. */
const mostPorts = 3
/** IPv4 or IPv6, and nothing that could be a name. */
const numeric = /^(?:\d{1,3}(?:\.\d{1,3}){3}|(?=.*:)[\da-fA-F:.]{2,45})$/

export class SocketWaits {
  readonly #waits = new OtherWaits()
  readonly #ends = new Map<string, RemoteEnd>()

  add(wait: CutWait, addressText: string, port: number): void {
    // A local IPv6 address says through which card of the machine.
    const [address = ''] = addressText.split('%', 1)
    if (!numeric.test(address)) return
    const key = `${address} ${port}`
    if (!this.#ends.has(key)) {
      if (this.#ends.size >= mostEnds) return
      this.#ends.set(key, port > 0 && port < 2 ** 16 ? { address, port } : { address })
    }
    this.#waits.add(wait, key)
  }

  finish(): NonNullable<FileFacts['socketWaits']> {
    const ports = new Map<string, number>()
    for (const { address } of this.#ends.values()) ports.set(address, (ports.get(address) ?? 0) + 1)
    return this.#waits.finish().flatMap(({ timeMs, kind, ns }) => {
      const end = this.#ends.get(kind)
      if (end === undefined) return []
      const { address } = end
      return [{ timeMs, ns, to: (ports.get(address) ?? 0) > mostPorts ? { address } : end }]
    })
  }
}
