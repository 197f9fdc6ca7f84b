import type { ReactElement } from 'react'
import { Dialog } from '../controls/Dialog.tsx'

/** Everything the keyboard can do, in the order of the screen. */
const keys: readonly (readonly [string, readonly (readonly [string, string])[]])[] = [
  [
    'Page',
    [
      ['/', 'search all three panes'],
      ['w', 'open or close the evidence (why)'],
      ['[  ]', 'window before, window after'],
      ['?', 'this list'],
      ['Esc', 'close, clear, or return to three panes'],
    ],
  ],
  [
    'Timeline, with a window focused (Tab leads to A and B)',
    [
      ['←  →', 'move the window'],
      ['Shift ←  →', 'make it shorter or longer'],
      ['Enter', 'show it'],
      ['Esc', 'leave it as it was'],
    ],
  ],
  ['Comparison', [['m', 'colour by cost or by share of the total']]],
  [
    'Panes',
    [
      ['1  2  3', 'enlarge CPU, heap, lock; again to return'],
      ['←  →  ↑  ↓', 'walk the frames'],
      ['Enter', 'zoom into the frame'],
      ['Space', 'outline the function in all panes'],
      ['.', 'what can be done with the frame: focus, copy, hide (right click, long press)'],
      ['Backspace', 'step back out'],
    ],
  ],
  ['Function table', [['↑  ↓', 'walk the functions']]],
]

export function Help({ onClose }: { readonly onClose: () => void }): ReactElement {
  return (
    <Dialog title="Keys" onClose={onClose}>
      <div className="grid gap-4 mid:grid-cols-2">
        {keys.map(([part, rows]) => (
          <section key={part}>
            <h3 className="type-small mb-1 font-semibold text-ink-3">{part}</h3>
            <dl className="grid grid-cols-[7.5rem_1fr] gap-y-1">
              {rows.map(([key, text]) => (
                <div key={key} className="contents">
                  <dt>
                    <kbd className="rounded-[3px] border border-line-strong px-1.5 text-[12px] whitespace-pre text-ink-1">
                      {key}
                    </kbd>
                  </dt>
                  <dd>{text}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
        <section>
          <h3 className="type-small mb-1 font-semibold text-ink-3">Reading</h3>
          <p>
            Width is cost, hue is package, hatching means “not a plain measured frame”. A signal that was not recorded
            is never taken for zero. Each pane says at its foot what it cannot see.
          </p>
        </section>
      </div>
    </Dialog>
  )
}
