/** Threads that are many of one kind: "http-nio-8080-exec-7" and its siblings are "http-nio-8080-exec-#". */

/** Letters that must stay for a name to say anything: "Thread-7" is one of a kind, "0x7f21" is not. */
const leastLetters = 2
/** Longer names are no names of kinds. */
const longestName = 200

/** The number that counts it left out; undefined where the name has none, or is hardly more than one. */
export function threadGroupOf(name: string): string | undefined {
  if (name.length > longestName || /0x/i.test(name)) return undefined
  const group = name.replace(/\d+(?=\D*$)/, '#')
  return group !== name && (group.match(/\p{L}/gu)?.length ?? 0) >= leastLetters ? group : undefined
}

/** Name of a thread → its group, where another thread has the same; else its own name. */
export function threadGroups(names: Iterable<string>): ReadonlyMap<string, string> {
  const members = new Map<string, string[]>()
  const groups = new Map<string, string>()
  for (const name of new Set(names)) {
    groups.set(name, name)
    const group = threadGroupOf(name)
    if (group === undefined) continue
    const own = members.get(group)
    if (own) own.push(name)
    else members.set(group, [name])
  }
  for (const [group, own] of members) if (own.length > 1) for (const name of own) groups.set(name, group)
  return groups
}
