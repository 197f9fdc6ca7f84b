import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type ReactElement, useState } from 'react'
import { formatBytes } from '../../core/base/numbers.ts'
import { deployment } from '../../state/sources/deployment.ts'
import { forgetFiles } from '../../state/sources/drop.ts'
import { Button } from '../controls/Button.tsx'

/** What of the reader's files stays in this browser, against its bound, and the way to be rid of it. */
export function KeptFiles(): ReactElement | null {
  const client = useQueryClient()
  const [problem, setProblem] = useState<string>()
  const { data } = useQuery({
    queryKey: ['keptFiles'],
    gcTime: 0,
    queryFn: async () => {
      const { localStore } = await deployment()
      const store = await localStore()
      return { note: store.note, usage: await store.usage() }
    },
  })
  if (!data) return null
  const { note, usage } = data
  const forget = async (): Promise<void> => {
    const failed = await forgetFiles('all').then(
      () => undefined,
      (error: unknown) => (error instanceof Error ? error.message : String(error)),
    )
    setProblem(failed)
    await client.invalidateQueries({ queryKey: ['keptFiles'] })
  }
  return (
    <p className="type-small flex flex-wrap items-center gap-2 text-ink-2">
      <span>
        {usage.files === 0
          ? `Nothing is kept in this browser yet (at most ${formatBytes(usage.limitBytes)}).`
          : `${usage.files} ${usage.files === 1 ? 'file' : 'files'} kept in this browser, ${formatBytes(usage.usedBytes)} of at most ${formatBytes(usage.limitBytes)}.`}
        {note !== undefined && ` ${note}`}
      </span>
      {usage.files > 0 && (
        <Button small onClick={() => void forget()}>
          Forget all
        </Button>
      )}
      {problem !== undefined && <span role="alert">The files could not be forgotten: {problem}.</span>}
    </p>
  )
}
