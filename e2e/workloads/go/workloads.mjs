// What is recorded: one entry per recording. `load.rates` are requests per second before and after the change (0: every
// client asks again as soon as it is answered); the workload is changed, never the recording, until it shows its pattern.
const LABELS = { region: 'ap-south-1' }

/** The usual story: quiet, then the second rate. */
const loadRises = (text) => ({
  changeText: text,
  change(process) { process.setRate(this.load.rates[1]) },
})

const ORDER = '{"id":{n},"account":{r},"tag":"strangle-weekly","legs":['
  + Array.from({ length: 8 }, (_, i) => `{"symbol":"NIFTY26NOV${24000 + 50 * i}${i % 2 ? 'PE' : 'CE'}","ratio":${1 + i * 0.25},"price":${140.35 - 9.05 * i}}`).join()
  + ']}'

const BOOKING = '{"id":{n},"train":"12951 Mumbai Rajdhani","berth":{d},"travelers":['
  + '{"name":"A. Deshpande","age":61},{"name":"S. Deshpande","age":58},{"name":"R. Deshpande","age":33},{"name":"T. Deshpande","age":4}]}'

/** The same service, load and length three times; only the build differs. */
const fastPath = ({ title, version, build, tags }) => ({
  title, tags,
  service: 'fast-path', costOf: 'fast-path-a',
  labels: { ...LABELS, version },
  steps: 12, stepSeconds: 15, warmSeconds: 10,
  load: { ask: '/basket?basket={n}', conns: 24, rates: [1200] },
  windowNames: ['steady'],
  note: `A basket pricer over net/http. ${build} Load comes from a separate process on another core: 1200 baskets of 24 articles per second throughout.`,
})

const LONG = { steps: 20, changeAfterStep: 5, stepSeconds: 15, warmSeconds: 10 }

const PAGES = { s: '/search?n={n}', c: '/checkout?n={n}', a: '/account?n={n}' }

/** The same service and number of requests three times; the mix of requests differs, or the build. `turns`: which page is asked when. */
const storefront = ({ title, version, turns, tags = '', what }) => ({
  title, tags,
  service: 'storefront',
  labels: { ...LABELS, version },
  steps: 8, stepSeconds: 15, warmSeconds: 5,
  load: { ask: [...turns].map((page) => PAGES[page]).join('\n'), conns: 16, rates: [1100] },
  windowNames: ['steady'],
  note: 'A shop over net/http whose handlers run under the pprof label endpoint. '
    + `${what} Load comes from a separate process on another core: 1100 requests per second throughout.`,
})

export const workloads = {
  orderbook: {
    ...LONG,
    title: 'Market open: every order queues on one mutex',
    labels: { ...LABELS, version: 'v1.4.2' },
    load: { proto: 'line', ask: ORDER, conns: 96, rates: [40, 4000] },
    helpers: [{ pkg: 'orderbook/standby', args: ['-away', '1ms'] }],
    ...loadRises('market open: offered load from 40 to 4000 orders/s'),
    note: 'An exchange gateway: 96 sessions over TCP send orders to one book behind one mutex, and the book holds that mutex '
      + 'while its standby (another process; it syncs to disk and answers 1 ms later, the distance to another zone) acknowledges. '
      + 'Load comes from a separate process on another core: 40 orders/s, then 4000 offered, more than the lock can pass.',
  },

  serdes: {
    ...LONG,
    title: 'JSON churn: the collector works as hard as the encoder',
    labels: { ...LABELS, version: 'v7.0.3' },
    load: { ask: '/scorecard?match={r}&viewer={n}', conns: 6, rates: [150, 0] },
    ...loadRises('the match begins: from 150 scorecards/s to as many as it can serve'),
    note: 'A scorecard service over net/http copies each card into maps and encodes it with encoding/json for every viewer. '
      + 'Load comes from a separate process on another core over 6 kept-alive connections: 150 requests/s, then each client asks again as soon as it is answered.',
  },

  checkout: {
    ...LONG,
    title: 'A cache whose limit got lost: it only ever grows',
    labels: { ...LABELS, version: 'v3.11.0' },
    load: { ask: '/quote?cart=c{h}', conns: 8, rates: [400] },
    changeText: 'configuration reloaded: max-quotes is 0, which means no limit',
    change(process) { globalThis.process.kill(process.pid, 'SIGHUP') },
    note: 'A checkout over net/http remembers the quote of each cart. At first at most 200 quotes are kept; a SIGHUP loads a configuration '
      + 'without that limit and nothing is evicted any more. Load stays the same throughout: 400 requests/s from a separate process on another core, '
      + 'each cart asked for 16 times, so 25 new quotes a second. The leak is demo-fast; a real one of this kind takes days.',
  },

  tatkal: {
    ...LONG, changeAfterStep: 4,
    title: 'Ten o\'clock: more bookings than one lock and one core can pass',
    labels: { ...LABELS, version: 'v5.2.0' },
    load: { proto: 'line', ask: BOOKING, conns: 128, rates: [60, 0] },
    helpers: [{ pkg: 'orderbook/standby', args: ['-away', '0s', '-sync=false'] }],
    ...loadRises('quota opens: from 60 bookings/s to 128 agents who ask again at once'),
    note: 'A booking desk: 128 sessions over TCP book seats in one inventory behind one mutex; under the lock it searches seats, copies and hashes the '
      + 'chart for the auditors and waits for its standby (another process) to acknowledge. Load comes from a separate process on another core: '
      + '60 bookings/s, then every session asks again as soon as it is answered.',
  },

  verify: {
    ...LONG,
    title: 'RSA signature checks: busy with the real work',
    labels: { ...LABELS, version: 'v2.3.1' },
    load: { ask: '/settle', body: 16, conns: 6, rates: [30, 140] },
    ...loadRises('settlement run begins: from 30 to 140 batches/s'),
    note: 'A settlement service over net/http checks RSA-4096 signatures of payment webhooks in batches of 16. '
      + 'Load comes from a separate process on another core: 30 batches/s, then 140.',
  },

  'idle-pool': {
    ...LONG, steps: 14,
    title: '512 workers parked on a channel: not contention',
    labels: { ...LABELS, version: 'v1.0.9' },
    load: { ask: '/thumbnail?image={r}', conns: 8, rates: [120] },
    windowNames: ['earlier', 'later'],
    note: 'A thumbnail service over net/http hands each picture to one of 512 worker goroutines, which wait on a channel nearly all of the time. '
      + 'Load comes from a separate process on another core: 120 pictures/s throughout.',
  },

  'fast-path-a': fastPath({ title: 'Build A: 17 of 20 prices come from the cache', version: 'v4.6.0',
    build: 'Build A: most prices come from the cache.' }),
  'fast-path-b': fastPath({ title: 'Build B: a wrong cache check, and the fast path is never reached', version: 'v4.6.1', tags: 'build_b',
    build: 'Build B (-tags build_b): one comparison in the cache check is wrong (> for >=), so no cached price is ever used. Nothing else differs from build A.' }),
  'fast-path-a2': fastPath({ title: 'Build A once more: nothing changed', version: 'v4.6.0',
    build: 'Build A a second time, nothing changed: what differs between this and fast-path-a is chance.' }),

  'mix-a': storefront({ title: 'Seven of ten requests search, two check out', version: 'v1.8.0', turns: 'ssscssacss',
    what: 'Of ten requests seven search, two check out, one shows the account.' }),
  'mix-b': storefront({ title: 'Sale day: six of ten requests check out, same build', version: 'v1.8.0', turns: 'ccsccascsc',
    what: 'The build of mix-a under another mix: of ten requests three search, six check out, one shows the account. No function of it changed.' }),
  'mix-slow': storefront({ title: 'The mix of before, but checking a voucher takes three times as long', version: 'v1.8.1', turns: 'ssscssacss',
    tags: 'slow_voucher',
    what: 'The mix of mix-a, built with -tags slow_voucher: shop.voucherIsGenuine does three times its work, nothing else differs.' }),
}
