/**
 * Width of a pane beside the others. What has nothing to draw says so in a narrow one, and the pictures have its room; its modes and tags
 * need what is left to it.
 */
export const paneColumn = (isEmpty: boolean): string => (isEmpty ? 'minmax(21rem,0.45fr)' : 'minmax(0,1fr)')
