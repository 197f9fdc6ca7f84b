/**
 * Two typed arrays that are the same to the last bit are found so by the platform, before `toEqual` looks at each number through a dozen
 * functions: profiles are columns of hundreds of thousands of them, and comparing two took longer than reading them. What differs is
 * compared as ever, and shown.
 */
import { isDeepStrictEqual } from 'node:util'
import { expect } from 'vitest'

function sameColumns(a: unknown, b: unknown): true | undefined {
  return ArrayBuffer.isView(a) && ArrayBuffer.isView(b) && isDeepStrictEqual(a, b) ? true : undefined
}

// Files that share a process share what is registered.
const registered = Symbol.for('trifold.sameColumns')
if (!(registered in globalThis)) {
  Object.defineProperty(globalThis, registered, { value: true })
  expect.addEqualityTesters([sameColumns])
}
