/**
 * One upgrader per version step, as for links: `upgraders[n]` turns the data of version n into that of n + 1, and a snapshot never stops
 * opening. What comes in is not checked yet; whatever has another shape passes through and is refused by `validate.ts`.
 */
type Data = Readonly<Record<string, unknown>>

export const snapshotUpgraders: Readonly<Record<number, (data: Data) => Data>> = {
  // Version 1 kept cautions as bare sentences, and did not say which label a note about the comparison names.
  1: (data) => ({
    ...data,
    version: 2,
    ...('head' in data ? { head: withCautions(data['head']) } : {}),
    ...('base' in data ? { base: withCautions(data['base']) } : {}),
    ...('comparison' in data ? { comparison: withLabels(data['comparison'], data['labels']) } : {}),
  }),
}

/** Up to `target`; data of a version that nobody knows comes back as it is. */
export function upgradeSnapshot(data: Data, target: number): Data {
  let now = data
  for (let version = now['version']; typeof version === 'number' && version < target; version = now['version']) {
    const upgrade = Object.hasOwn(snapshotUpgraders, version) ? snapshotUpgraders[version] : undefined
    if (upgrade === undefined) return now
    now = upgrade(now)
  }
  return now
}

function withCautions(window: unknown): unknown {
  return changed(window, 'analysis', (analysis) =>
    changed(analysis, 'views', (views) =>
      isRecord(views)
        ? Object.fromEntries(Object.entries(views).map(([kind, view]) => [kind, changed(view, 'cautions', asFacts)]))
        : views,
    ),
  )
}

function asFacts(cautions: unknown): unknown {
  return Array.isArray(cautions)
    ? cautions.map((caution: unknown) => (typeof caution === 'string' ? { id: 'text', text: caution } : caution))
    : cautions
}

/** The sentences of version 1 about labels were these two, to the letter. */
function withLabels(comparison: unknown, labels: unknown): unknown {
  if (!isRecord(labels)) return comparison
  const labelOf = (text: string): string | undefined =>
    Object.keys(labels).find((key) => text.startsWith(`${key}: `)) ??
    (text === `same ${String(labels['version'])}` ? 'version' : undefined)
  return changed(comparison, 'comparability', (notes) =>
    Array.isArray(notes)
      ? notes.map((note: unknown) => {
          if (!isRecord(note) || typeof note['text'] !== 'string' || 'label' in note) return note
          const label = labelOf(note['text'])
          return label === undefined ? note : { ...note, label }
        })
      : notes,
  )
}

function changed(value: unknown, key: string, change: (inner: unknown) => unknown): unknown {
  return isRecord(value) && key in value ? { ...value, [key]: change(value[key]) } : value
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
