/** A pane as a file that another tool opens. */
import { type PaneId, type ViewKind, paneIds } from '../../core/base/vocabulary.ts'
import { type ReactElement, useState } from 'react'
import { useHeapMode } from '../../state/queries/heapMode.ts'
import { useAnalysis } from '../../state/queries/current.tsx'
import { useOutgoingSubject } from '../../state/sharing/outgoing.ts'
import { profileFile } from '../../state/sharing/profileFile.ts'
import { Button } from '../controls/Button.tsx'
import { paneNames } from '../controls/PaneChip.tsx'
import { saveFile } from '../controls/saveFile.ts'

const formats = [
  { format: 'pprof', title: 'pprof' },
  { format: 'speedscope', title: 'speedscope' },
] as const

export function ProfileFiles(): ReactElement | null {
  const about = useOutgoingSubject()
  const analysis = useAnalysis().data
  const heapMode = useHeapMode()
  const [problem, setProblem] = useState<string>()
  const [busy, setBusy] = useState(false)
  if (!about || !analysis) return null
  const kindOf = (pane: PaneId): ViewKind =>
    pane === 'heap' ? (heapMode === 'alloc' ? 'heap_alloc' : 'heap_live') : pane
  const measured = paneIds.filter((pane) => analysis.views[kindOf(pane)].state === 'measured')

  const save = async (pane: PaneId, format: 'pprof' | 'speedscope'): Promise<void> => {
    setBusy(true)
    setProblem(undefined)
    try {
      const { blob, fileName } = await profileFile(about, pane, kindOf(pane), format)
      saveFile(blob, fileName)
    } catch (thrown) {
      setProblem(thrown instanceof Error ? thrown.message : String(thrown))
    }
    setBusy(false)
  }

  return (
    <>
      <ul className="grid gap-1">
        {measured.map((pane) => (
          <li key={pane} className="flex flex-wrap items-center gap-2">
            <span className="w-12">{paneNames[pane]}</span>
            {formats.map(({ format, title }) => (
              <Button
                key={format}
                disabled={busy}
                aria-label={`Save ${paneNames[pane]} for ${title}`}
                onClick={() => void save(pane, format)}
              >
                {title}
              </Button>
            ))}
          </li>
        ))}
      </ul>
      <p className="type-small text-ink-3">
        {about.view.compare ? 'Of the window on screen. ' : ''}Opens with go tool pprof, and with speedscope or Firefox
        Profiler.
      </p>
      {problem !== undefined && <p role="alert">{problem}</p>}
    </>
  )
}
