/**
 * Several threads of a JVM accept from one port or select from one selector, one at a time under a lock: the others wait for their turn to
 * wait for whoever comes next, which is no contention.
 */
const ofLocks =
  /^((jdk\.internal|sun)\.misc\.Unsafe|java\.util\.concurrent\.locks\.\w+(\$\w+)*|java\.lang\.(VirtualThread|System\$\d+))\./
const taking = /^(sun\.nio\.ch|java\.net)\.\w*(Socket|Selector)\w*\.(\w*[aA]ccept|select|doSelect|lockAndDoSelect)$/

/** Frames of locks themselves: whoever wants one is above them. */
export const isOfLocks = (name: string): boolean => ofLocks.test(name)

/** Waits for others to come, under a lock. */
export const isTaker = (name: string): boolean => taking.test(name)

/** @param names leaf first */
export function isNextInLine(names: readonly string[]): boolean {
  const taker = names.find((name) => !isOfLocks(name))
  return taker !== undefined && isTaker(taker)
}
