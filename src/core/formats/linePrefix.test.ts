import { describe, expect, it } from 'vitest'
import { explainLoadError } from '../base/result.ts'
import { drawStacks } from '../testing/drawStacks.ts'
import { readFile } from './readFile.ts'

const dump = `goroutine 7 [sync.Mutex.Lock]:
main.post(0x1234)
\t/srv/app/main.go:34 +0x5a
created by main.main in goroutine 1
\t/srv/app/main.go:12 +0x1

goroutine 1 [IO wait]:
main.main()
\t/srv/app/main.go:9 +0x5a
`

const each = (text: string, before: (line: string, at: number) => string): string =>
  text
    .split('\n')
    .map((line, at) => (at === text.split('\n').length - 1 ? line : `${before(line, at)}${line}`))
    .join('\n')

async function read(text: string): Promise<string> {
  const result = await readFile(new TextEncoder().encode(text), { fileName: 'pasted.txt', maxInflatedBytes: 1e9 })
  if (!result.ok) return explainLoadError(result.error)
  const [part] = result.value.parts
  const notes = part?.profile.meta.notes.filter((note) => note.startsWith('left out')) ?? []
  return [...(part === undefined ? [] : drawStacks(part.profile)), ...notes].join(' | ')
}

const stacks = 'main.post goroutine=1 | main.main goroutine=1'
const left = (what: string): string => `${stacks} | left out before each line: ${what}`
const cleaned = (what: string): string => `${stacks} | left out of its text: ${what}`

describe('a text with something before each of its lines', () => {
  it.each([
    ['as it is', dump, stacks],
    ['quoted', each(dump, (line) => (line === '' ? '>' : '> ')), cleaned('quotation marks')],
    ['indented', each(dump, () => '    '), cleaned('the indentation')],
    ['indented, blank lines cut', each(dump, (line) => (line === '' ? '' : '    ')), cleaned('the indentation')],
    ['quoted twice', each(dump, () => '>> '), cleaned('quotation marks')],
    ['in a mail', `On Monday Asha wrote:\n\n${each(dump, () => '> ')}\nThanks\n`, cleaned('quotation marks')],
    [
      'in colours',
      each(dump, () => '\x1b[1;32m').replaceAll('main.', '\x1b]8;;http://a\x1b\\main\x1b[0m.\x1b[K'),
      cleaned('the colours of a terminal'),
    ],
    [
      'with numbers before its lines',
      each(dump, (_, at) => `${String(at + 1).padStart(6)}\t`),
      cleaned('the numbers of the lines'),
    ],
    ['in fences', `It hangs:\n\n\`\`\`text\n${dump}\`\`\`\nHelp\n`, cleaned('what is around the part in fences')],
    ['behind a prompt', `ops@node-3:~$ cat dump.txt\n${dump}[root@node-3 ~]# \n`, cleaned('the prompt around it')],
    ['filled up, with line ends of two systems', dump.replaceAll('\n', '   \r\r\n'), stacks],
    ['with line ends of old', dump.replaceAll('\n', '\r'), stacks],
    ['with blanks that do not break', dump.replaceAll(' ', '\u00a0'), stacks],
    ['with a blank line behind each', dump.replaceAll('\n', '\n\n'), stacks],
    ['with blanks for tabs', dump.replaceAll('\t', '        '), stacks],
    ['without the blanks before its lines', dump.replaceAll('\t', ''), stacks],
    ['saved from a browser', `<html><body><pre>${dump}</pre></body></html>`, cleaned('the page around it')],
    [
      'on a page of a wiki',
      `<!DOCTYPE html>\n<script>a()</script>\n<pre>kubectl logs</pre>\n<pre class="code">\n<span>${dump.replaceAll('\n', '<br/>')}</span></pre>`,
      cleaned('the page around it'),
    ],
    ['of kubectl logs --prefix', each(dump, () => '[pod/orders-7c9f-x2x/app] '), left('the name of the pod')],
    ['of stern', each(dump, () => 'orders-7c9f-x2x app '), left('the name of the pod and of the container')],
    [
      'of stern, with the namespace',
      each(dump, () => 'team-a orders-7c9f-x2x web-app '),
      left('the names of namespace, pod and container'),
    ],
    [
      'of stern, of a container whose name has a hyphen',
      each(dump, () => 'orders-7c9f-x2x web-app '),
      left('the name of the pod and of the container'),
    ],
    [
      'of stern, with both in brackets, blank lines cut',
      each(dump, (line) => `[orders-7c9f-x2x app]${line === '' ? '' : ' '}`),
      left('the name of the pod and of the container'),
    ],
    ['of docker compose', each(dump, () => 'orders-1  | '), left('the name of the container')],
    ['of containerd', each(dump, () => '2026-11-30T17:20:01.123456789Z stderr F '), left('the time')],
    [
      'of journald, with its own time',
      each(dump, () => '2026-11-30T17:20:01+0530 node-3 orders[812]: '),
      left('the time and the program'),
    ],
    ['of a logger', each(dump, () => '2026-11-30 17:20:01,123 INFO  [main] c.s.Dump - '), left('what a logger writes')],
    [
      'of docker’s own files',
      dump.replaceAll(/.*\n/g, (line) => `${JSON.stringify({ log: line, stream: 'stderr', time: 'now' })}\n`),
      left('what a log as JSON has around it'),
    ],
    ['of journald', each(dump, () => 'Nov 30 17:20:01 node-3 orders[812]: '), left('the time and the program')],
    [
      'of a pod, and with times',
      each(dump, (_, at) => `[pod/a/app] 2026-11-30T17:20:0${at % 10}Z `),
      `${left('the time')} | left out before each line: the name of the pod`,
    ],
    ['within a message', `It hangs again:\n${each(dump.repeat(3).replaceAll('\n\n', '\n'), () => '> ')}`, undefined],
  ])('%s', async (_, text, expected) => {
    expect(await read(text)).toEqual(expected ?? expect.stringContaining('quotation marks'))
  })

  it('is left as it is where what looks like it belongs to the text', async () => {
    for (const text of [
      '$ cmd;work 3\nmain;work 4\n',
      '1\tmain;work 3\n1\tmain;idle 4\n3\tmain 5\n',
      '> main;work 3\nmain;work 4\nmain;idle 5\n',
      'List&lt;int>;work 3\nmain;work 4\n',
      'main;work 1\u00a0234\nmain;idle 4\u00a0321\n',
      'main;“work” 3\nmain;a→b 4\n',
      'main;work 3\n\nmain;work 4\nmain;idle 5\n\n\nmain;b 5\n\nmain;c 5\n\nmain;d 5\n',
    ])
      expect(await read(text)).not.toContain('left out')
    expect(await read('main;work 1\u00a0234\nmain;idle 4\u00a0321\n')).toContain('main;work samples=1234')
  })

  it('is refused where two pods wrote it, among each other', async () => {
    const two = each(dump, (_, at) => `[pod/orders-${at % 2}/app] `)
    expect(await read(two)).toMatch(/^pasted\.txt: its lines are of 2 sources, among each other\. Save what one/)
  })

  it('is a log like any other where names before its lines wrote nothing that is read here', async () => {
    const log = Array.from({ length: 40 }, (_, at) => `worker-${at % 3} ${at % 4 ? 'info' : 'warn'} order ${at} done\n`)
    expect(await read(log.join(''))).toMatch(/it is none of the formats read here/)
    // The same names before a dump are what wrote it.
    expect(await read(each(dump.repeat(2), (_, at) => `worker-${at < 9 ? 1 : 2} info `))).toMatch(/of 2 sources/)
  })

  it('is no pod where the words before each line are two of the text', async () => {
    for (const words of ['orders app ', '2026-11-30 app ', '[info main] '])
      expect(await read(each(dump, () => words))).not.toMatch(/left out/)
  })

  it('is read alike where it is large and comes in pieces, and soon refused where it is larger still', async () => {
    const readPieces = async (text: string, times: number): Promise<string> => {
      const blob = new Blob(Array.from({ length: times }, () => text))
      const result = await readFile(blob, { fileName: 'pasted.txt', maxInflatedBytes: 1e9 })
      return result.ok ? result.value.format : explainLoadError(result.error)
    }
    const prefixed = each(`${dump}\n`.repeat(50), () => 'orders-7c9f-x2x app ')
    expect(await readPieces(prefixed, 100)).toBe('goroutines')
    expect(await readPieces('orders-7c9f-x2x app served\n'.repeat(1000), 100)).toMatch(/none of the formats/)
    expect(await readPieces('orders-7c9f-x2x app served\n'.repeat(40_000), 70)).toMatch(/none of the formats/)
  })

  it('is a dump of a JVM or of py-spy whose signs or margins another program changed, and never one in which nobody waits', async () => {
    const jvm = `2026-11-30 17:20:01
Full thread dump OpenJDK 64-Bit Server VM (21.0.5+11-LTS mixed mode):

"desk-1" #21 prio=5 os_prio=0 cpu=1.00ms elapsed=9.00s tid=0x00007f01 nid=0x21 waiting for monitor entry  [0x00007f02]
   java.lang.Thread.State: BLOCKED (on object monitor)
\tat shop.Ledger.post(Ledger.java:31)
\t- waiting to lock <0x00000000e1> (a shop.Ledger)

`
    const python = `Process 7: python svc.py
Python v3.11.7 (/usr/bin/python3.11)

Thread 7 (idle): "desk"
    acquire (threading.py:320)
    post (svc.py:31)
        Arguments:
            self: "<Ledger (svc.py:9)>"
`
    const escaped = (text: string): string =>
      text.replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
    const changed: readonly ((text: string) => string)[] = [
      (text) => text.replaceAll(/^[ \t]+/gm, ''),
      (text) => text.replaceAll(/"([^"\n]*)"/g, '“$1”'),
      escaped,
      (text) => `<html><head></head><body><pre style="a">${escaped(text)}</pre></body></html>`,
    ]
    for (const text of [jvm, python]) {
      const before = (await read(text)).split(' | ')[0]
      expect(before).toMatch(/post/)
      // What a local holds is no frame.
      expect(before).not.toContain('Ledger (svc')
      for (const change of changed) expect((await read(change(text))).split(' | ')[0]).toBe(before)
    }
  })

  it('is no dump where a page has a drawing, or a log as JSON writes of something else', async () => {
    expect(await read(`<svg></svg><pre>${dump}</pre>`)).not.toContain('page around')
    expect(await read('<html><body><pre>Not found</pre></body></html>')).toMatch(/refused or failed/)
    const served = Array.from({ length: 9 }, (_, at) =>
      JSON.stringify({ message: `served;order ${at}`, level: 'info' }),
    )
    expect(await read(served.join('\n'))).toMatch(/none of the formats/)
  })

  it('is no folded stack: behind their times, lines of a log end in numbers', async () => {
    const log = (line: string) => each(`${line}\n`.repeat(9), () => 'Nov 30 17:20:01 node-3 orders[812]: ')
    for (const line of ['connected;peer 12', 'main;work 7', 'served 31'])
      expect(await read(log(line))).toMatch(/none of the formats/)
  })

  it('is none of the formats where what is behind is none', async () => {
    for (const text of ['> hello\n> world\n> again\n', '    a\n    b\n    c\n', `${'> '.repeat(9)}\n`.repeat(5)])
      expect(await read(text)).toMatch(/none of the formats/)
  })

  it('is soon refused where a line has no end', async () => {
    for (const start of [
      '> ',
      'a'.repeat(99),
      '[pod/',
      '2026-11-30T17:20:01.',
      'Nov 30 17:20:01 ',
      ' ',
      '1\t',
      '\x1b[',
      '\x1b]8;',
      '&lt;a',
      '{code:',
      'a@b:',
      '\u00a0',
      '“a',
      '<pre>',
      '<pre',
      '{"log":"',
      '2026-11-30 17:20:01 INFO ',
    ])
      expect(await read(`${start.repeat(40_000)}\n${start}\n${start}\n`)).toMatch(/pasted/)
  })
})
