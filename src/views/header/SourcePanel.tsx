/** Where the profiles come from: the recordings beside this page, the reader's own files, or a store. The inside of the menu. */
import { type ReactElement, type ReactNode, useState } from 'react'
import { Choice } from '../controls/Choice.tsx'
import { PickList } from '../controls/PickList.tsx'
import { Icon } from '../theme/Icon.tsx'
import { FilePicker } from './FilePicker.tsx'

export interface RecordingChoice {
  readonly url: string
  readonly service: string
  readonly title?: string
  readonly runtime?: string
  /** Shipped with the page; the title says what it teaches. */
  readonly sample?: true
}

interface StoreChoice {
  readonly name: string
  readonly title: string
  readonly where: string
}

export interface SourcePanelProps {
  readonly recordings: readonly RecordingChoice[]
  /** Why there is no list, one sentence. */
  readonly recordingsProblem?: string | undefined
  readonly currentUrl?: string | undefined
  readonly stores: readonly StoreChoice[]
  readonly currentStore?: string | undefined
  readonly onRecording: (url: string) => void
  readonly onFiles?: ((files: readonly File[]) => void) | undefined
  /** The services of a store, once it is chosen. */
  readonly servicesOf: (store: string) => ReactNode
  /** What records a service that keeps no history; absent where none is configured. */
  readonly record?: ReactNode
  /** More about files: what is remembered, and how to forget it. */
  readonly filesNote?: ReactNode
  /** Something was chosen: the menu can go. */
  readonly onDone: () => void
}

type Tab = 'recordings' | 'files' | 'stores' | 'record'

export function SourcePanel(props: SourcePanelProps): ReactElement {
  const { recordings, stores, onFiles, onDone: close } = props
  const [tab, setTab] = useState<Tab>(
    props.currentStore === undefined && (stores.length === 0 || props.currentUrl !== undefined)
      ? 'recordings'
      : 'stores',
  )
  const [store, setStore] = useState<string | undefined>(props.currentStore ?? stores[0]?.name)
  const tabs: readonly { readonly key: Tab; readonly label: string }[] = [
    { key: 'recordings', label: 'Recordings' },
    ...(onFiles ? [{ key: 'files', label: 'Your files' } as const] : []),
    ...(stores.length > 0 ? [{ key: 'stores', label: 'Stores' } as const] : []),
    ...(props.record === undefined ? [] : [{ key: 'record', label: 'Record now' } as const]),
  ]
  return (
    <>
      {tabs.length > 1 && (
        <div className="mb-2">
          <Choice
            name="Kind of source"
            quiet
            chosen={tab}
            options={tabs}
            onChoose={(key) => setTab(tabs.find((one) => one.key === key)?.key ?? 'recordings')}
          />
        </div>
      )}
      {tab === 'recordings' && (
        <PickList
          name="recordings"
          placeholder="Search recordings"
          current={props.currentUrl}
          items={recordings.map(recordingItem)}
          empty={props.recordingsProblem ?? 'No recordings beside this page.'}
          onPick={(url) => {
            props.onRecording(url)
            close()
          }}
        />
      )}
      {tab === 'files' && onFiles && (
        <FilePicker
          onFiles={(files) => {
            onFiles(files)
            close()
          }}
        >
          {props.filesNote}
        </FilePicker>
      )}
      {tab === 'stores' && (
        <>
          <Choice
            name="Store"
            quiet
            chosen={store}
            options={stores.map(({ name, title, where }) => ({
              key: name,
              label: <span title={where}>{title}</span>,
            }))}
            onChoose={setStore}
          />
          {store !== undefined && <div className="mt-2">{props.servicesOf(store)}</div>}
        </>
      )}
      {tab === 'record' && props.record}
      <p className="type-small mt-2 flex items-center gap-1.5 px-1 text-ink-3">
        <Icon name="file" size={14} /> Files dropped or pasted anywhere on this page open as well. They stay in this
        browser.
      </p>
    </>
  )
}

export const recordingItem = ({ url, service, title, runtime, sample }: RecordingChoice) => ({
  key: url,
  title: service,
  detail: [sample && 'sample', title, runtime].filter((text) => text !== undefined).join(' · '),
  also: `${title ?? ''} ${runtime ?? ''} ${sample ? 'sample' : ''}`,
})
