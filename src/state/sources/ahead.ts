/** What the page asked for before its program was there. A file of its own, which loads first: see `vite.config.ts`. */
import { type Ahead, readAhead } from '../../sources/recording/readAhead.ts'

/** Undefined where there is no server to ask: in a snapshot that was saved as a file, and in tests without a page. */
export const ahead: Ahead | undefined =
  typeof document !== 'undefined' && /^https?:$/.test(location.protocol) && document.querySelector('script[data-ahead]')
    ? readAhead({
        hash: location.hash,
        pageUrl: document.baseURI.replace(/#.*$/, ''),
        fetch: (...request) => fetch(...request),
        // Whoever needs it says what is wrong with it.
        onArchive: () => void import('../../core/formats/inflate/zip.ts').catch(() => undefined),
      })
    : undefined
