/**
 * A path from a file must stay inside the folder of that file, whatever reads it: a URL, a disk, a zip.
 * Returns why it does not, or undefined when it does.
 */
export function unsafePathReason(path: string): string | undefined {
  if (path === '') return 'is empty'
  if (/\p{Cc}/u.test(path)) return 'has a control character in it'
  if (path.includes('\\')) return 'must use / between folders'
  if (path.startsWith('/')) return 'must be relative to the recording'
  if (/^[a-z][a-z0-9+.-]*:/i.test(path)) return 'must be a file of the recording, not an address'
  const segments = path.replace(/\/$/, '').split('/')
  if (segments.some((segment) => isDots(segment) || isDots(decoded(segment))))
    return 'must stay inside the folder of the recording'
  if (segments.includes('')) return 'has an empty folder name'
  return undefined
}

const isDots = (segment: string): boolean => segment === '..' || segment === '.'

/** Some servers decode a path twice, so `%2e%2e` counts as dots, too. */
function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}
