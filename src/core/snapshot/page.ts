/** The page that carries a snapshot: where its data stands, and how it gets there. */

import { makeVisible } from '../base/visibleText.ts'

/** Id of the script element (of a type no browser runs) that holds the data. */
export const snapshotElementId = 'trifold-snapshot'

/** Where the build leaves room; base64 needs no escaping in HTML. */
export const dataPlace: string = `<script id="${snapshotElementId}" type="text/plain"></script>`

const titlePlace = '<title>Trifold snapshot</title>'

/** `base64` is the snapshot's JSON, deflated without a header. */
export function fillTemplate(template: string, base64: string, title: string): string {
  const escaped = makeVisible(title).replaceAll('&', '&amp;').replaceAll('<', '&lt;')
  // Functions, because `$&` in a replacement text would mean something.
  return template
    .replace(dataPlace, () => dataPlace.replace('></', () => `>${base64}</`))
    .replace(titlePlace, () => `<title>${escaped}</title>`)
}
