/** A file of a whole machine: which of its services, containers or processes is looked at. */
import type { ReactElement } from 'react'
import { formatNs, formatNumber } from '../../core/base/numbers.ts'
import type { ResourceChoice } from '../../core/formats/parsedFile.ts'

export interface FileChoice {
  readonly hash: string
  readonly name: string
  readonly key: string
  readonly of: readonly ResourceChoice[]
}

export function ResourceChoiceRow(props: {
  readonly file: FileChoice
  readonly onChoice: (key: string) => void
}): ReactElement {
  const { file, onChoice } = props
  return (
    <label className="flex min-w-0 items-center gap-2 text-ink-1">
      <span className="min-w-0 [overflow-wrap:anywhere]">
        Which of <bdi>{file.name}</bdi>?
      </span>
      <select
        className="h-7 max-w-80 rounded-control border border-line-strong bg-surface-0 px-1 text-ink-1"
        value={file.key}
        onChange={(event) => onChoice(event.target.value)}
      >
        {file.of.map(({ key, title, cpuNs, samples }) => (
          <option key={key} value={key}>
            {`${title} · ${cpuNs > 0 ? `${formatNs(cpuNs)} CPU` : `${formatNumber(samples)} events`}`}
          </option>
        ))}
      </select>
    </label>
  )
}
