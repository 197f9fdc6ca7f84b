/** Where in the browser's storage notes of unfinished work are: this, and a name for the page. */
export const place = 'trifold.unfinished.'
