/** What the state of a sampled thread says. There are a dozen of them in a chunk, and one is asked for once an event. */
import type { JfrEvent } from './chunkReader.ts'
import { KeyTable } from './keyTable.ts'

const runnable = 1
const byDefault = 2

export class ThreadStates {
  /** Of `runnable` and `byDefault`. */
  readonly #flags = new KeyTable(16)

  /** Whether the thread ran, or could have. */
  isRunnable(event: JfrEvent, field: number): boolean {
    return (this.#flagsOf(event, field) & runnable) !== 0
  }

  /** async-profiler writes this one where it looked at nobody's state. */
  isDefault(event: JfrEvent, field: number): boolean {
    return (this.#flagsOf(event, field) & byDefault) !== 0
  }

  #flagsOf(event: JfrEvent, field: number): number {
    const key = event.key(field)
    let flags = this.#flags.get(key)
    if (flags < 0) {
      const name = event.constant(field, 'name')
      flags = (name.endsWith('RUNNABLE') ? runnable : 0) | (name === 'STATE_DEFAULT' ? byDefault : 0)
      this.#flags.set(key, flags)
    }
    return flags
  }
}
