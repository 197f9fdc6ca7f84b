/** The row above the verdict: which source, which window, what to compare with, how to hand it on. */
import { type ReactElement, type Ref, Suspense } from 'react'
import { lazyPart } from '../controls/lazyPart.tsx'
import type { OpenedSource } from '../../state/sources/openedSource.ts'
import { useSource } from '../../state/queries/current.tsx'
import { dispatch, useGuest, useView } from '../../state/view/store.ts'
import { agoText, duration, longDate } from '../controls/times.ts'
import { Header } from '../header/Header.tsx'
import { SearchBox } from '../header/SearchBox.tsx'
import { WindowControl } from '../header/WindowControl.tsx'
import type { NamedRange } from '../header/windowProps.ts'
import { CompareMenu } from '../compare/CompareMenu.tsx'
import { OpenLive } from '../share/OpenLive.tsx'
import { ShareMenu } from '../share/ShareMenu.tsx'
import { SourceControl } from './SourceControl.tsx'
import { timedWindow } from './timedWindow.ts'
import { useNow } from './useNow.ts'

const PhoneHeader = lazyPart(() => import('../phone/PhoneHeader.tsx').then((module) => module.PhoneHeader))

/** Older than this, the day says more than the hours. */
const dayMs = 86_400_000

export interface HeaderAreaProps {
  readonly phone: boolean
  readonly searchRef: Ref<HTMLInputElement>
  readonly onHelp: () => void
}

export function HeaderArea({ phone, searchRef, onHelp }: HeaderAreaProps): ReactElement {
  const view = useView()
  const guest = useGuest()
  const source = useSource().data
  const now = useNow()
  const { window, zone } = view
  const timed = timedWindow(window, source)
  const age =
    timed && (guest || now - timed.untilMs > dayMs ? longDate(timed.untilMs, zone) : agoText(timed.untilMs, now))
  const windowControl = timed ? (
    <WindowControl
      window={timed}
      zone={zone}
      stacked={source?.ref.kind === 'store'}
      picks={source ? picksOf(source, now) : []}
      onWindow={guest ? undefined : (next) => dispatch({ type: 'windowChanged', window: next })}
      onZone={(next) => dispatch({ type: 'zoneChanged', zone: next })}
    />
  ) : (
    window && source && <span className="min-w-0 truncate px-1 text-ink-3">no file says when it was taken</span>
  )
  const sourceControl = guest ? <GuestSource service={source?.service} /> : <SourceControl bare={phone} />
  const share = guest ? <OpenLive /> : <ShareMenu bare={phone} />
  const compare = guest ? undefined : <CompareMenu />
  if (phone) {
    return (
      <Suspense fallback={<div className="h-[112px] flex-none" />}>
        <PhoneHeader
          source={sourceControl}
          window={windowControl}
          when={timed && `${age} · ${duration(timed.untilMs - timed.fromMs)}`}
          compare={compare}
          share={share}
        />
      </Suspense>
    )
  }
  return (
    <Header
      source={sourceControl}
      window={windowControl}
      age={age}
      ageTitle={timed && longDate(timed.untilMs, zone)}
      search={
        <SearchBox
          ref={searchRef}
          text={view.search}
          isRegex={view.searchIsRegex}
          onSearch={(text, isRegex) => dispatch({ type: 'searchChanged', text, isRegex })}
        />
      }
      compare={compare}
      share={share}
      onHelp={onHelp}
    />
  )
}

function GuestSource({ service }: { readonly service: string | undefined }): ReactElement {
  return <b className="min-w-0 truncate text-[14px] font-semibold text-ink-1">{service}</b>
}

const lately: readonly (readonly [string, number])[] = [
  ['last 5 min', 5],
  ['last 15 min', 15],
  ['last hour', 60],
  ['last 6 h', 360],
  ['last 24 h', 1440],
]

/** Windows that a recording names, and all of it; a store has no ends, so there it is the recent past, absolute once chosen. */
function picksOf(source: OpenedSource, nowMs: number): readonly NamedRange[] {
  if (source.ref.kind !== 'store')
    return [...source.windows, ...(source.span ? [{ name: 'whole', ...source.span }] : [])]
  const untilMs = Math.floor(nowMs / 60_000) * 60_000
  return lately.map(([name, minutes]) => ({ name, fromMs: untilMs - minutes * 60_000, untilMs }))
}
