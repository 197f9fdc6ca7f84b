/** What must not leave, chosen once for everything that does: kept as long as the page is open, and never longer. */
import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import { type Redaction, type RedactionChoices, noRedaction } from '../../core/snapshot/redact.ts'
import type { ComparisonSubject } from '../../core/analyst/subject.ts'
import { deployment } from '../sources/deployment.ts'
import type { OpenedSource } from '../sources/openedSource.ts'

const choicesStore = createStore<RedactionChoices>()(() => noRedaction)
/** The same function has the same hidden name in the chat, the picture and the snapshot of one visit. */
const salt = crypto.getRandomValues(new Uint32Array(4)).join()

export function useRedactionChoices(): RedactionChoices {
  return useStore(choicesStore)
}

export function chooseRedaction(choices: RedactionChoices): void {
  choicesStore.setState(choices, true)
}

interface RedactedSources {
  readonly source: OpenedSource
  /** Of the other window, where that is another one. */
  readonly baseSource?: OpenedSource
  readonly comparison?: ComparisonSubject
}

export async function redactionFor(
  choices: RedactionChoices,
  { source, baseSource, comparison }: RedactedSources,
): Promise<Redaction> {
  const { config } = await deployment()
  const refs = [source, ...(baseSource ? [baseSource] : [])].map(({ ref }) => ref)
  const addresses = [
    location.href,
    ...config.stores.map(({ url }) => url),
    ...config.recordings.map(({ url }) => url),
    ...config.allowedOrigins,
    ...refs.flatMap((ref) => ('url' in ref ? [ref.url] : [])),
  ]
  const labels = [source.labels, comparison?.base.labels ?? {}, comparison?.head.labels ?? {}]
  return {
    choices,
    salt,
    hosts: [...new Set(addresses.flatMap(hostsOf))],
    // The service is what all of this is about; a label that repeats its name hides nothing.
    labels: labels.map((set) =>
      Object.fromEntries(Object.entries(set).filter(([, value]) => value !== source.service)),
    ),
  }
}

function hostsOf(address: string): readonly string[] {
  try {
    const { host, hostname } = new URL(address)
    return [host, hostname].filter((text) => text !== '')
  } catch {
    // Relative to the page, or a snapshot's own name for itself.
    return []
  }
}
