/** `--redact` and `--keep` of the commands: what must not leave, in what they write. */
import { randomBytes } from 'node:crypto'
import { err, ok, type Result } from '../core/base/result.ts'
import { type Redaction, type RedactionChoices } from '../core/snapshot/redact.ts'
import type { AskedStore } from './store/arguments.ts'

const hideable = ['names', 'paths', 'labels', 'hosts'] as const

/** `redact` and `keep` as they were written; the error says what to write instead. */
export function choicesOf(redact: readonly string[], keep: readonly string[]): Result<RedactionChoices, string> {
  const hidden = new Set<string>(redact.flatMap((what) => (what === 'all' ? hideable : [what])))
  const unknown = [...hidden].find((what) => !hideable.some((known) => known === what))
  if (unknown !== undefined) return err(`--redact takes ${hideable.join(', ')} or all, not "${unknown}"`)
  if (keep.length > 0 && !hidden.has('names')) return err('--keep goes with --redact names')
  return ok({
    dropPaths: hidden.has('paths'),
    dropLabels: hidden.has('labels'),
    dropHosts: hidden.has('hosts'),
    ...(hidden.has('names') ? { keepPackages: keep } : {}),
  })
}

/** Of what was loaded: the service is what all of this is about; a label that repeats its name hides nothing. */
export function redactionOf(
  choices: RedactionChoices,
  sources: readonly { readonly labels?: Readonly<Record<string, string>>; readonly service?: string | undefined }[],
  store: AskedStore | undefined,
): Redaction {
  return {
    choices,
    salt: randomBytes(16).toString('hex'),
    hosts: store ? hostsOf(store.address.url) : [],
    labels: sources.map(({ labels = {}, service }) =>
      Object.fromEntries(Object.entries(labels).filter(([, value]) => value !== service)),
    ),
  }
}

function hostsOf(address: string): readonly string[] {
  const { host, hostname } = new URL(address)
  return [host, hostname]
}
