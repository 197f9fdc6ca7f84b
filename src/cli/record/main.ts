import { runRecord } from './runRecord.ts'

const cancel = new AbortController()
// The first Control-C keeps what is finished, a second one ends at once.
process.once('SIGINT', () => cancel.abort())
process.exitCode = await runRecord(process.argv.slice(2), cancel.signal)
