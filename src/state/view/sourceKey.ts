import type { SourceRef } from '../../core/link/view.ts'

/** The same text for the same source: a key of what is known of it. */
export const sourceKey = (source: SourceRef | undefined): string => JSON.stringify(source ?? '')
