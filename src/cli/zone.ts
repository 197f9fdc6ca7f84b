/** The zone in which the tools write times; UTC stands beside them. What a page or a link says otherwise is for its reader. */
import { defaultView } from '../core/link/view.ts'

export const toolZone: string = defaultView.zone
