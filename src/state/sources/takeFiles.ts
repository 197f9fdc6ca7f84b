/** Files a person dropped, picked or pasted: kept in this browser, and named as a source. `openedFiles.ts` opens that source. */
import type { SourceRef } from '../../core/link/view.ts'
import { type Result, err, ok } from '../../core/base/result.ts'
import type { NamedFile } from '../../sources/files/collectFiles.ts'
import { type OpenedFiles, openFiles } from '../../sources/files/openFiles.ts'
import { asOneFile } from './asOneFile.ts'
import { chooseBaseSource } from './chooseBase.ts'
import { deployment } from './deployment.ts'
import { hashOfFile } from '../worker/hashing.ts'
import { beginCancellable, setProgress } from '../worker/progress.ts'
import { findSnapshot } from './snapshotFile.ts'
import { type DropResult, type FilesUse, forgetTaken, rememberTaken } from './taken.ts'
import { dispatch } from '../view/store.ts'

/** Files become what is on screen, or what it is compared with. */
export async function openNamed(collected: Result<readonly NamedFile[]>, use: FilesUse = 'show'): Promise<DropResult> {
  const kept = await keepNamed(collected)
  if (!kept.ok) return kept
  const source = kept.value
  if (source && use === 'base') return chooseBaseSource(source)
  if (source) dispatch({ type: 'sourceChosen', source })
  return ok(true)
}

/** Undefined where nothing was dropped. */
async function keepNamed(collected: Result<readonly NamedFile[]>): Promise<Result<SourceRef | undefined>> {
  if (!collected.ok) return collected
  if (collected.value.length === 0) return ok(undefined)
  const { config, localStore } = await deployment()
  const snapshot = await findSnapshot(collected.value, await localStore())
  if (snapshot) return ok(snapshot)
  const files = await asOneFile(collected.value)
  const bytes = files.reduce((sum, { blob }) => sum + blob.size, 0)
  const signal = beginCancellable()
  let opened: OpenedFiles
  try {
    opened = await openFiles(files, {
      signal,
      store: await localStore(),
      maxInflatedBytes: config.limits.inflatedBytes,
      hash: hashOfFile,
      onProgress: (share) => setProgress({ stage: 'taking', done: 0, of: files.length, share, bytes }),
    })
    signal.throwIfAborted()
  } catch (thrown) {
    // Given up: what was on screen stays there.
    if (signal.aborted) return ok(undefined)
    throw thrown
  } finally {
    setProgress()
  }
  const [problem] = opened.errors
  if (opened.refs.length === 0 && problem) return err(problem)
  rememberTaken(opened)
  return ok({ kind: 'files', files: opened.refs })
}

export async function forgetFiles(hashes: readonly string[] | 'all'): Promise<void> {
  const { localStore } = await deployment()
  forgetTaken()
  const store = await localStore()
  await (hashes === 'all' ? store.forgetAll() : store.forget(hashes))
}
