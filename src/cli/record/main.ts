import { runRecordUntilStopped } from './runRecord.ts'

process.exitCode = (await runRecordUntilStopped(process.argv.slice(2))).code
