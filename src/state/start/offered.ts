/** Files that the server of this page was started with (`trifold FILE…`): opened as if they had been dropped. */
import { explainLoadError, ok } from '../../core/base/result.ts'
import type { Config } from '../../sources/config/config.ts'
import type { NamedFile } from '../../sources/files/collectFiles.ts'
import { deployment } from '../sources/deployment.ts'
import { openNamed } from '../sources/takeFiles.ts'
import { linkProblemsFound } from '../view/store.ts'

export async function openOffered(offered: Config['open']): Promise<void> {
  const { http } = await deployment()
  const problems: string[] = []
  const files: NamedFile[] = []
  for (const answer of offered.map(async ({ name, url }) => ({
    name,
    read: await http.request({ url, where: name, expects: 'bytes' }),
  }))) {
    const { name, read } = await answer
    if (read.ok) files.push({ path: name, blob: new Blob([read.value.bytes]) })
    else problems.push(explainLoadError(read.error))
  }
  const opened = await openNamed(ok(files))
  if (!opened.ok) problems.push(explainLoadError(opened.error))
  if (problems.length > 0) linkProblemsFound(problems)
}
