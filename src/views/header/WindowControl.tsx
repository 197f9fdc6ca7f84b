/** The window: always absolute, in the reader's zone and in UTC; step it, type it, or pick one the recording names. */
import { type ReactElement, Suspense } from 'react'
import { lazyPart } from '../controls/lazyPart.tsx'
import type { TimeWindow } from '../../core/base/units.ts'
import { Button } from '../controls/Button.tsx'
import { stepWindow } from '../controls/moveWindow.ts'
import { Popover } from '../controls/Popover.tsx'
import { windowText } from '../controls/times.ts'
import { Icon } from '../theme/Icon.tsx'
import type { WindowControlProps } from './windowProps.ts'

const WindowForm = lazyPart(() => import('./WindowForm.tsx').then((module) => module.WindowForm))

export function WindowControl(props: WindowControlProps & { readonly stacked?: boolean }): ReactElement {
  const { window, zone, picks, onWindow, onZone, stacked = false } = props
  const text = windowText(window, zone)
  const step = (direction: -1 | 1): void => onWindow?.(stepWindow(window, direction))
  // Both zones are always on screen: beside each other where there is room, else one above the other.
  const label = (
    <span
      className={`flex min-w-0 gap-x-1.5 text-left tabular-nums max-full:flex-col max-full:leading-[15px] ${stacked ? 'flex-col leading-[15px]' : ''}`}
    >
      <b className="truncate font-semibold text-ink-1">{text.primary}</b>
      <span className={`truncate text-ink-3 max-full:text-[11px] ${stacked ? 'text-[11px]' : ''}`}>
        {text.other}
        {/* A phone has a line for the day and the length. */}
        <span className="max-mid:hidden">
          {' · '}
          <span className="mid:max-full:hidden">{text.length}</span>
          {/* Where the header has no room for both, the day says more than the length. */}
          <span className="hidden mid:max-full:inline">{text.date.replace(/^\w+ /, '')}</span>
        </span>
      </span>
    </span>
  )
  return (
    <div className="flex min-w-0 items-center gap-0.5 mid:gap-1 full:flex-none">
      {onWindow && (
        <Button square aria-label={`Earlier window, ${text.length} back`} className="no-print" onClick={() => step(-1)}>
          <Icon name="earlier" />
        </Button>
      )}
      <Popover
        label={label}
        name={`Window: ${text.primary}, ${text.other}, ${text.length}, ${text.date}`}
        look="quiet"
        arrow={false}
        width="w-[25rem]"
        className="min-w-0"
      >
        {(close) => (
          <Suspense>
            <WindowForm
              window={window}
              zone={zone}
              picks={picks}
              onZone={onZone}
              {...(onWindow
                ? {
                    onWindow: (next: TimeWindow) => {
                      onWindow(next)
                      close()
                    },
                  }
                : {})}
            />
          </Suspense>
        )}
      </Popover>
      {onWindow && (
        <Button square aria-label={`Later window, ${text.length} on`} className="no-print" onClick={() => step(1)}>
          <Icon name="later" />
        </Button>
      )}
    </div>
  )
}
