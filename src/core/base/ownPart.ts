/**
 * Code of ours that comes when it is first needed, and may not come any more: the network is gone, or a newer version was put in the place
 * of the one that is open. Each browser says so in words of its own, about a file that nobody knows.
 */
import type { LoadError } from './result.ts'

export const partMissing: LoadError = {
  code: 'network',
  where: 'Trifold',
  what: 'a part of it could not be fetched: there is no network, or a newer version stands in its place',
  todo: 'Try again, or reload the page',
}

/** What `import()` throws, in Chromium and Firefox, and in Safari. */
export const isPartMissing = (thrown: unknown): boolean =>
  thrown instanceof Error && /dynamically imported module|Importing a module script/.test(thrown.message)
