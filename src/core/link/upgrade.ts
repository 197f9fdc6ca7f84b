/**
 * One upgrader per version step: `upgraders[n]` turns the keys of version n into those of n + 1. A link never stops working;
 * the test beside this file fails when a step is missing.
 */
type Keys = ReadonlyMap<string, string>

export const upgraders: Readonly<Record<number, (keys: Keys) => Keys>> = {
  // Version 1 wrote the window as two keys in milliseconds and the selected function as "select".
  1: (keys) => {
    const next = new Map(keys)
    const instant = (text: string | undefined): string | undefined =>
      text !== undefined && /^\d{1,15}$/.test(text) ? new Date(Number(text)).toISOString() : undefined
    const from = instant(keys.get('from'))
    const until = instant(keys.get('until'))
    if (from !== undefined && until !== undefined) next.set('w', `${from}..${until}`)
    const selected = keys.get('select')
    if (selected !== undefined) next.set('fn', selected)
    for (const gone of ['from', 'until', 'select']) next.delete(gone)
    return next
  },
}

export function upgradeKeys(keys: Keys, target: number): { readonly keys: Keys; readonly problem?: string } {
  if (keys.size === 0) return { keys }
  const text = keys.get('v')
  const version = text === undefined ? target : Number(/^\d{1,4}$/.test(text) ? text : Number.NaN)
  if (Number.isNaN(version) || version < 1)
    return { keys, problem: 'The link does not say its version; it was read as a current one.' }
  if (version > target) {
    return {
      keys,
      problem: `The link was made by a newer Trifold (link version ${version}, this one knows ${target}); what it does not know was ignored.`,
    }
  }
  let current = keys
  for (let step = version; step < target; step++) {
    const upgrade = upgraders[step]
    if (upgrade) current = upgrade(current)
  }
  return { keys: current }
}
