/** Links from places in the source to where they can be read: by the configuration, the source's labels, and what the files say. */
import { useQuery } from '@tanstack/react-query'
import type { SourceKnowledge } from '../../core/frames/sourceLink.ts'
import { deployment } from '../sources/deployment.ts'
import { useLoaded, useSource } from './current.tsx'

/** Undefined where nobody says where the source is, or at which revision. */
export type LinkOfPlace = (place: string) => string | undefined

/** As deployments call it. */
const revisionLabels = ['vcs.revision', 'vcs_revision', 'revision', 'service_git_ref', 'git_ref', 'commit']

export function useSourceLinks(): LinkOfPlace {
  const source = useSource().data
  const said = useLoaded().data?.summaries.find(({ revision }) => revision !== undefined)?.revision
  const labels = source?.labels ?? {}
  const revision = said ?? revisionLabels.map((label) => labels[label]).find((value) => value !== undefined)
  const service = source?.service
  const runtime = source?.runtime
  const answer = useQuery({
    queryKey: ['sourceLinks', service, revision, runtime],
    // Its own chunk: the first screen has no links.
    queryFn: async (): Promise<LinkOfPlace> => {
      const [{ sourceLink }, { config }] = await Promise.all([import('../../core/frames/sourceLink.ts'), deployment()])
      const known: SourceKnowledge = { repository: config.services.get(service ?? '')?.source, revision, runtime }
      return (place) => sourceLink(place, known)
    },
  })
  return answer.data ?? none
}

const none: LinkOfPlace = () => undefined
