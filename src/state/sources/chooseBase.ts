/** The window to hold against the one on screen: of the same source, of another one, or of files just opened. */
import { withBase } from '../../core/link/baseOrder.ts'
import type { BaseRuns, CompareView, SourceRef } from '../../core/link/view.ts'
import { err, ok } from '../../core/base/result.ts'
import type { TimeWindow } from '../../core/base/units.ts'
import type { DropResult } from './taken.ts'
import { openCached } from './openCached.ts'
import { sourceKey } from '../view/sourceKey.ts'
import { SourceFailure } from '../worker/sourceFailure.ts'
import { appStore, dispatch } from '../view/store.ts'

const firstLook: Pick<CompareView, 'mode' | 'width' | 'layout'> = {
  mode: 'absolute',
  width: 'union',
  layout: 'overlay',
}

/** What is on screen stays; a base of the same source needs no source of its own. */
export function chooseBase(base: TimeWindow, from?: SourceRef, runs?: BaseRuns): void {
  const { source, window, compare } = appStore.getState().view
  if (!window) return
  const elsewhere = from && sourceKey(from) !== sourceKey(source) ? { baseSource: from } : {}
  dispatch({
    type: 'compareChanged',
    compare: withBase(compare ?? firstLook, { base, ...elsewhere, ...(runs ? { runs } : {}) }, window),
  })
}

/** Another source as base, in the window it opens with. */
export async function chooseBaseSource(from: SourceRef): Promise<DropResult> {
  try {
    const { opens, title } = await openCached(from)
    if (!opens) {
      return err({ code: 'empty', where: title, what: 'it has no window to compare with', todo: 'choose another one' })
    }
    chooseBase(opens, from)
    return ok(true)
  } catch (thrown) {
    if (thrown instanceof SourceFailure) return err(thrown.error)
    throw thrown
  }
}
