/** What scripts and browser tabs read: `data-state` of the document and its title. */
import { useEffect } from 'react'
import { headlineOf, headlineText } from '../../core/analysis/words/verdict.ts'
import { plainText } from '../../core/diagnosis/words.ts'
import { makeVisible } from '../../core/base/visibleText.ts'
import { clock, zoneName } from '../controls/times.ts'
import { useAnalysis, useLoaded, useSource } from '../../state/queries/current.tsx'
import { usePanesWait } from './evidenceTurn.ts'
import { timedWindow } from './timedWindow.ts'
import { useView } from '../../state/view/store.ts'

/** What the page is, as long as it shows nothing. */
const standing = 'CPU, heap and lock profiles of one service side by side, with one verdict that reads them together.'

export type PageState = 'loading' | 'ready' | 'failed'

/**
 * @param empty there is nothing to open, and the page says so: that is ready, not loading for ever
 * @param refused the link was not opened, and the page says why
 */
export function usePageState(empty: boolean, refused: boolean): PageState {
  const { window, zone } = useView()
  const source = useSource()
  const loaded = useLoaded()
  const analysis = useAnalysis()
  const failed = refused || source.isError || loaded.isError || analysis.isError
  const current = analysis.data !== undefined && !analysis.isPlaceholderData && !loaded.isPlaceholderData
  const panesWait = usePanesWait()
  const done = empty || (current && !panesWait)
  const state: PageState = failed ? 'failed' : done ? 'ready' : 'loading'
  const pattern = current ? analysis.data && headlineOf(analysis.data.story.diagnosis).title : undefined
  const story = current ? analysis.data?.story : undefined
  const said = story === undefined ? standing : `${headlineText(story.diagnosis)} ${plainText(story.sentence)}`
  // A tab's title is shown by the browser, which would let a service turn it around.
  const service = source.data && makeVisible(source.data.service)
  const timed = timedWindow(window, source.data)

  useEffect(() => {
    document.documentElement.dataset['state'] = state
  }, [state])
  useEffect(() => {
    const when = timed && `${clock(timed.fromMs, zone, false)}–${clock(timed.untilMs, zone, false)} ${zoneName(zone)}`
    const about = [service && [service, when].filter(Boolean).join(' '), pattern].filter(Boolean)
    document.title = [...about, 'Trifold'].join(' · ')
    document.querySelector('meta[name="description"]')?.setAttribute('content', said)
  }, [service, timed, zone, pattern, said])
  return state
}
