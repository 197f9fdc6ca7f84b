/**
 * An embed tells the page around it how high it is, so that the frame needs no scrollbar of its own. Only the page that frames it is
 * answered, only after it asked, and only at the origin it asked from:
 *
 *   host → frame   { type: 'trifold:ask-height' }
 *   frame → host   { type: 'trifold:height', px: 912 }      now, and whenever it changes
 */
export function answerHeight(): void {
  let origin: string | undefined
  const tell = (): void => {
    if (origin === undefined) return
    const px = Math.ceil(document.documentElement.getBoundingClientRect().height)
    parent.postMessage({ type: 'trifold:height', px }, origin)
  }
  addEventListener('message', (event: MessageEvent<unknown>) => {
    const asks =
      typeof event.data === 'object' &&
      event.data !== null &&
      'type' in event.data &&
      event.data.type === 'trifold:ask-height'
    // A host without an origin cannot be addressed without addressing everybody.
    if (!asks || event.source !== parent || parent === window || !/^https?:\/\//.test(event.origin)) return
    origin = event.origin
    tell()
  })
  new ResizeObserver(tell).observe(document.documentElement)
}
