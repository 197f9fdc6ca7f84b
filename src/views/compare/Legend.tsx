/** What colours and outlines mean, and at which amounts a colour is one step stronger. Colour never stands alone. */
import type { ReactElement } from 'react'
import { stepsFrom } from '../../core/diff/diffBoxes.ts'
import { decidedGlyph, fillOf } from './diffFrames.ts'

const percent = (part: number): string => String(Math.round(part * 1000) / 10)

export function Legend(): ReactElement {
  const swatch = 'h-3 w-4 flex-none'
  const painted = `forced-color-adjust-none ${swatch}`
  const row = 'flex items-center gap-1.5'
  return (
    <ul
      aria-label="Colours"
      className="type-small flex flex-wrap gap-x-4 leading-[17px]! text-ink-2 mid:grid mid:grid-cols-[repeat(3,max-content)]"
    >
      <li className={row}>
        <Steps direction={-1} /> shrank: less in B
      </li>
      <li className={row}>
        <span aria-hidden="true" className={`bg-neutral ${painted}`} /> no evidence of change
      </li>
      <li className={row}>
        <Steps direction={1} />
        <span>
          grew: more in B{' '}
          <span className="text-ink-3">
            by {percent(stepsFrom[0]!)} to {percent(stepsFrom.at(-1)!)} % of the total
            <span className="sr-only"> and more</span>
          </span>
        </span>
      </li>
      <li className={row}>
        <span
          aria-hidden="true"
          className={`grid place-items-center bg-grew bg-[image:repeating-linear-gradient(45deg,color-mix(in_srgb,var(--frame-ink)_45%,transparent)_0_1.5px,transparent_1.5px_4px)] text-[11px]/none text-[var(--frame-ink)] ${painted}`}
        >
          +
        </span>
        new: only in B
      </li>
      <li className={row}>
        <span aria-hidden="true" className={`border border-dotted border-ink-2 ${swatch}`} /> gone: only in A
      </li>
      <li className={row}>
        <span aria-hidden="true" className="w-4 text-center">
          {decidedGlyph}
        </span>
        the change starts here
      </li>
    </ul>
  )
}

/** Five each way, strongest at the outer end. */
function Steps({ direction }: { readonly direction: 1 | -1 }): ReactElement {
  const steps = direction > 0 ? [1, 2, 3, 4, 5] : [-5, -4, -3, -2, -1]
  return (
    <span aria-hidden="true" className="flex forced-color-adjust-none">
      {steps.map((step) => (
        <span key={step} className="h-3 w-2.5" style={{ background: fillOf({ step }) }} />
      ))}
    </span>
  )
}
