/** What a frame's menu offers in a pane. */
import type { Box } from '../../core/draw/boxes.ts'
import type { FramePath } from '../../core/profile/callTree.ts'
import type { LinkOfPlace } from '../../state/queries/sourceLinks.ts'
import { dispatch, appStore } from '../../state/view/store.ts'
import { copyText } from '../controls/copyText.ts'
import type { FrameAction } from '../flame/chart/FrameMenu.tsx'

export function frameActions(box: Box, name: string, path: FramePath, linkOf: LinkOfPlace): readonly FrameAction[] {
  const link = box.source === undefined ? undefined : linkOf(box.source)
  const { around, frames } = appStore.getState().view
  const copied = 'Copied'
  return [
    around === name
      ? { label: 'Back to the whole profile', run: () => dispatch({ type: 'centred', name: undefined }) }
      : {
          label: 'Focus on it in all panes: callers above, callees below',
          run: () => dispatch({ type: 'centred', name }),
        },
    { label: 'Outline it in all panes', run: () => dispatch({ type: 'selected', name }) },
    { label: 'Copy name', run: () => void copyText(name), done: copied },
    { label: 'Copy stack', run: () => void copyText(path.join('\n')), done: copied },
    ...(box.source === undefined
      ? []
      : [
          {
            label: 'Copy place in the source',
            detail: box.source,
            run: () => void copyText(box.source ?? ''),
            done: copied,
          },
        ]),
    ...(link === undefined
      ? []
      : [{ label: 'Read the source', detail: link, run: () => void open(link, '_blank', 'noopener,noreferrer') }]),
    frames === 'own'
      ? { label: 'Show all frames', run: () => dispatch({ type: 'framesChanged', frames: undefined }) }
      : { label: 'Hide libraries and runtime', run: () => dispatch({ type: 'framesChanged', frames: 'own' }) },
  ]
}
