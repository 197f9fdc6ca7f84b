/**
 * Taking a connection out of a pool, or a permit of .NET's (which is made of a condition): who waits there waits for others to give theirs
 * back, whatever the pool is made of.
 */
const borrowing =
  /(^|[.:])(getConnection|borrowObject|_do_get|get_connection)$|^com\.zaxxer\.hikari\.util\.ConcurrentBag\.borrow$|^database\/sql\.\(\*DB\)\.conn$|\(\*ConnPool\)\.(Get|waitTurn)$|(^|[.!])(System\.Threading\.)?SemaphoreSlim\.Wait(Core|UntilCountOrTimeout)?(\(.*\))?$/

/** Frames from the leaf within which a pool shows itself. */
export const nearestBorrowing = 16

export const isBorrowingFrame = (name: string): boolean => name.length < 300 && borrowing.test(name)

/** @param names leaf first */
export function isBorrowing(names: readonly string[]): boolean {
  return names.slice(0, nearestBorrowing).some(isBorrowingFrame)
}
