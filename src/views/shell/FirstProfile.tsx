/** How to bring the first profile, per runtime, in three steps: for somebody who has none yet. */
import { type ReactElement, useState } from 'react'
import { Choice } from '../controls/Choice.tsx'
import { CopyButton } from '../controls/CopyButton.tsx'

interface Step {
  readonly text: string
  readonly command?: string
}

interface Way {
  readonly name: string
  readonly steps: readonly [Step, Step, Step]
}

const dropThem: Step = { text: 'Drop all files on this page. The verdict says what is still missing.' }

const ways = {
  go: {
    name: 'Go',
    steps: [
      { text: 'Import net/http/pprof, and at start call runtime.SetBlockProfileRate(10000).' },
      {
        text: 'While it is slow, record CPU, heap twice, and waits.',
        command:
          'for p in heap \'profile?seconds=30\' block heap; do curl -so "${p%%\\?*}-$(date +%s).pb.gz" "http://HOST:6060/debug/pprof/$p"; done',
      },
      dropThem,
    ],
  },
  python: {
    name: 'Python',
    steps: [
      { text: 'Install py-spy beside the service; it needs no change of the program.', command: 'pip install py-spy' },
      {
        text: 'While it is slow, record who holds the GIL, and what all threads wait for.',
        command:
          'py-spy record -p PID -d 30 --gil -t -f speedscope -o cpu.json; py-spy record -p PID -d 60 -r 20 -t -n --idle -f speedscope -o lock.json',
      },
      dropThem,
    ],
  },
  jvm: {
    name: 'Java',
    steps: [
      { text: 'Nothing has to be installed: Flight Recorder is in every JDK from 11 on.' },
      {
        text: 'While it is slow, record a minute.',
        command: 'jcmd PID JFR.start duration=60s settings=profile jdk.JavaMonitorEnter#threshold=1ms filename=app.jfr',
      },
      { text: 'Drop app.jfr on this page: CPU, allocation, collections and lock waits are in it.' },
    ],
  },
  node: {
    name: 'Node.js',
    steps: [
      {
        text: 'Start one instance with the built-in profilers.',
        command: 'node --cpu-prof --heap-prof --trace-gc app.js > gc.log',
      },
      { text: 'Let it be slow for a minute, then stop it in the ordinary way: that is when the profiles are written.' },
      { text: 'Drop the .cpuprofile, the .heapprofile and gc.log on this page.' },
    ],
  },
  native: {
    name: 'C, C++, Rust',
    steps: [
      { text: 'Build with symbols and frame pointers (-g -fno-omit-frame-pointer).' },
      {
        text: 'While it is slow, sample it.',
        command: 'perf record -F 99 -g -p PID -- sleep 30 && perf script --header > cpu.txt',
      },
      dropThem,
    ],
  },
} as const satisfies Readonly<Record<string, Way>>

type WayId = keyof typeof ways
const wayIds = Object.keys(ways) as WayId[]

export function FirstProfile(): ReactElement {
  const [chosen, setChosen] = useState<WayId>('go')
  const { steps }: Way = ways[chosen]
  return (
    <div className="rounded-panel border border-line bg-surface-1 p-4">
      <h2 className="type-title mb-2 text-ink-1">Bring your first profile, in three steps</h2>
      <Choice
        name="Runtime"
        quiet
        chosen={chosen}
        options={wayIds.map((key) => ({ key, label: ways[key].name }))}
        onChoose={(key) => setChosen(wayIds.find((one) => one === key) ?? 'go')}
      />
      <ol className="mt-3 grid list-decimal gap-2 pl-5 text-ink-2">
        {steps.map(({ text, command }) => (
          <li key={text}>
            {text}
            {command !== undefined && (
              <span className="mt-1 flex flex-wrap items-start gap-2">
                <code className="min-w-0 flex-1 rounded-control border border-line bg-surface-0 px-2.5 py-1.5 text-[12px]/5 break-words whitespace-pre-wrap text-ink-1">
                  {command}
                </code>
                <CopyButton small text={command} name={`Copy step: ${text}`}>
                  Copy
                </CopyButton>
              </span>
            )}
          </li>
        ))}
      </ol>
    </div>
  )
}
