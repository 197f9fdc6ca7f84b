import { describe, expect, it } from 'vitest'
import { explainLoadError } from '../../base/result.ts'
import { readFile } from '../readFile.ts'

async function read(text: string): Promise<string> {
  const bytes = new TextEncoder().encode(text)
  const result = await readFile(bytes, { fileName: 'a.txt', maxInflatedBytes: 1e9 })
  return result.ok ? result.value.format : explainLoadError(result.error)
}

const lines = (count: number, line: (at: number) => string): string =>
  Array.from({ length: count }, (_, at) => line(at)).join('\n')

describe('text whose lines end in a number', () => {
  it.each([
    [
      'an application’s log with semicolons',
      (at: number) => `2026-11-22T02:14:0${at % 10}.123 WARN pool exhausted; waiting for connection; elapsed ${at}`,
    ],
    ['a log of the system', (at: number) => `Nov 22 02:14:0${at % 10} node-1 kernel: oom; killed ${at}`],
    [
      'an access log',
      (at: number) => `10.0.0.${at} - - [22/Nov/2026:02:14:00 +0530] "GET /pay/${at};v=1 HTTP/1.1" 200 10${at}`,
    ],
    ['a table', (at: number) => ` r${at}  b  swpd ${at} 0 0 ${at * 7} ${at * 9}`],
    ['a report', (at: number) => `Total requests served: ${at}`],
    ['a structured log', (at: number) => `level=info msg=done; took=${at} rows=${at} ${at}`],
    ['sentences', (at: number) => `lorem ipsum dolor ${at}`],
    ['a German log', (at: number) => `22.11.2026 02:14:0${at % 10};web1;Bestellung ${at};dauerte ${at}`],
    ['an American log', (at: number) => `11/22/2026 02:14:0${at % 10} AM;web1;order;took ${at}`],
    ['a log by seconds since 1970', (at: number) => `1795840441.${at + 100} order placed; took ${at}`],
    ['a log by milliseconds since 1970', (at: number) => `1795840441${at + 100};web1;order;took ${at}`],
    ['a log by syslog’s protocol', (at: number) => `<34>1 2026-11-22T02:14:00Z web1 shop 12 - - order;total ${at}`],
    ['source', (at: number) => `x = f(${at}); y = ${at}; return ${at}`],
    ['a list of changes', (at: number) => `abc${at} Fix order; closes issue ${at}`],
    ['a table of names and values', (at: number) => `orders-${at}\t${at + 1}`],
    ['columns between semicolons', (at: number) => `orders;${at};2.5 ${at + 1}`],
    ['counters with labels', (at: number) => `http_requests_total{code="200",path="/a;b"} ${at}`],
  ])('is no folded stack when it is %s', async (_name, line) => {
    expect(await read(lines(12, line))).toContain('it is none of the formats read here')
  })

  it.each([
    ['one frame a line with arguments', (at: number) => `Foo::bar(int, long) ${at + 1}`],
    ['one frame a line', (at: number) => `main.work${at} ${at + 1}`],
    ['frames with spaces and arguments', (at: number) => `main;Foo::bar(int, long) const;operator new ${at + 1}`],
    ['frames of a logger', (at: number) => `main;log.INFO;format${at} ${at + 1}`],
    ['threads in brackets', (at: number) => `[worker-${at} tid=${at}];java/lang/Thread.run ${at + 1}`],
    ['weights as awk prints them', (at: number) => `main;work${at} 4.1${at % 10}e+07`],
    ['blanks behind its semicolons', (at: number) => `main; work${at}; Foo::bar(int, long) ${at + 1}`],
    ['threads called by an address', (at: number) => `10.0.0.${at} worker;handle ${at + 1}`],
    ['frames called by a request', (at: number) => `router;"GET /orders/${at}";handle ${at + 1}`],
    ['a function called like a level', (at: number) => `main;work${at};Logger::INFO ${at + 1}`],
    ['versions of classes', (at: number) => `run;com.acme.Job_2026-11-2${at % 10} ${at + 1}`],
    ['a numbered process', (at: number) => `1795840441;main;work ${at + 1}`],
    ['a tab before the weight', (at: number) => `main;work${at}\t${at + 1}`],
    ['a tab, and mostly one frame', (at: number) => (at % 3 === 0 ? `main;work\t${at}` : `work${at}\t${at + 1}`)],
    ['numbers among its frames', (at: number) => `main;${at};work ${at + 1}`],
  ])('is one when it has %s', async (_name, line) => {
    expect(await read(lines(12, line))).toBe('collapsed')
  })
})

describe('comments above stacks', () => {
  const stacks = lines(3, (at) => `main;work${at} ${at + 1}`)
  it('may be many, and say what the type is', async () => {
    expect(await read(`${lines(400, (at) => `# run ${at}`)}\n${stacks}`)).toBe('collapsed')
    expect(await read(`# TYPE of profile: cpu\n${stacks}`)).toBe('collapsed')
  })
  it('are a page of counters where they say the type of one', async () => {
    expect(await read(`# TYPE http_requests_total counter\nhttp_requests_total 12\n`)).toContain('none of its counters')
  })
})

describe('text that another tool prints', () => {
  it.each([
    ['two counts a stack', lines(9, (at) => `main;work${'x'.repeat(at)} ${at} 7`), 'difffolded.pl'],
    [
      'perf report',
      '# Samples: 1K of event cycles\n# Overhead  Command  Symbol\n    74.00%  app  [.] work\n',
      'perf script',
    ],
    [
      'pstats',
      '   ncalls  tottime  percall  cumtime  percall filename:lineno(function)\n  1 0.5 0.5 1.0 1.0 a.py:1(m)\n',
      'py-spy',
    ],
    ['GHC', '\tFri Nov 28 2026 Time and Allocation Profiling Report  (Final)\n\n\t app +RTS -p\n', 'GHC'],
  ])('is refused with what to do: %s', async (_name, text, says) => {
    const said = await read(text)
    expect(said).toContain(says)
    expect(said).not.toContain('none of the formats')
  })

  it('is no difference when it is a log of two numbers a line', async () => {
    expect(
      await read(lines(9, (at) => `10.0.0.1 - - [22/Nov/2026:02:14:00 +0530] "GET /a;b HTTP/1.1" 200 ${at}`)),
    ).toContain('none of the formats')
  })
})
