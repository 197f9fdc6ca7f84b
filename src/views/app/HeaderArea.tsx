import type { ReactElement, Ref } from 'react'
import { useSource } from '../../state/queries.ts'
import { dispatch, useGuest, useView } from '../../state/store.ts'
import { agoText, longDate } from '../controls/times.ts'
import { Header } from '../header/Header.tsx'
import { SearchBox } from '../header/SearchBox.tsx'
import { WindowControl } from '../header/WindowControl.tsx'
import { PhoneHeader } from '../phone/PhoneHeader.tsx'
import { OpenLive } from '../share/OpenLive.tsx'
import { ShareMenu } from '../share/ShareMenu.tsx'
import { SourceControl } from './SourceControl.tsx'
import { useNow } from './useNow.ts'

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
  const age =
    window && (guest || now - window.untilMs > dayMs ? longDate(window.untilMs, zone) : agoText(window.untilMs, now))
  const windowControl = window && (
    <WindowControl
      window={window}
      zone={zone}
      picks={[...(source?.windows ?? []), ...(source?.span ? [{ name: 'whole', ...source.span }] : [])]}
      onWindow={guest ? undefined : (next) => dispatch({ type: 'windowChanged', window: next })}
      onZone={(next) => dispatch({ type: 'zoneChanged', zone: next })}
    />
  )
  const share = guest ? <OpenLive /> : <ShareMenu />
  if (phone) return <PhoneHeader source={<SourceControl />} window={windowControl} age={age} share={share} />
  return (
    <Header
      source={<SourceControl />}
      window={windowControl}
      age={age}
      ageTitle={window && longDate(window.untilMs, zone)}
      search={
        <SearchBox
          ref={searchRef}
          text={view.search}
          isRegex={view.searchIsRegex}
          onSearch={(text, isRegex) => dispatch({ type: 'searchChanged', text, isRegex })}
        />
      }
      share={share}
      onHelp={onHelp}
    />
  )
}
