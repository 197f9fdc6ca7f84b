/** How to get what is missing: one step, a command to copy, what it costs, and when not to. */
import type { ReactElement } from 'react'
import { signalWord } from '../../core/diagnosis/signalWords.ts'
import { capitalised, listed } from '../../core/base/lists.ts'
import { CopyButton } from '../controls/CopyButton.tsx'
import { Icon } from '../theme/Icon.tsx'
import type { MissingProfile } from './missingProfiles.ts'

export function Collect({ missing }: { readonly missing: MissingProfile }): ReactElement {
  const { next } = missing
  return (
    <li className="min-w-0 rounded-control border border-line bg-surface-2 p-2.5">
      <h4 className="text-[13px] font-semibold text-ink-1">
        {capitalised(listed(missing.signals.map(signalWord)))}: not measured
      </h4>
      <p className="mt-0.5 text-ink-2">{missing.why}</p>
      <p className="mt-1 text-ink-1">{next.text}</p>
      {next.command !== undefined && (
        <div className="mt-1.5 flex items-start gap-2 max-mid:flex-col">
          <pre className="min-w-0 flex-1 self-stretch overflow-x-auto rounded-control border border-line bg-surface-0 px-2.5 py-1.5 text-[11.5px]/[18px] whitespace-pre-wrap text-ink-1">
            {next.command}
          </pre>
          <span className="no-print">
            <CopyButton text={next.command}>Copy</CopyButton>
          </span>
        </div>
      )}
      {next.cost !== undefined && <p className="type-small mt-1 text-ink-3">Cost: {next.cost}</p>}
      {next.notWhen !== undefined && (
        <p className="type-small mt-1 flex items-start gap-1.5 text-ink-2">
          <Icon name="warning" size={14} className="mt-px" />
          <span>
            <b>Not when:</b> {next.notWhen}
          </span>
        </p>
      )}
    </li>
  )
}
