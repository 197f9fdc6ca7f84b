/** The analyst inside the page: for snapshots, which have no files beside them, and for frames that may not start workers. */
import { seedTables } from '../../core/base/tableSeed.ts'
import { Analyst } from '../../core/analyst/analyst.ts'
import type { StartAnalyst } from './port.ts'

export const startInPage: StartAnalyst = (onAnswer) => {
  seedTables(crypto.getRandomValues(new Uint32Array(1))[0] ?? 0)
  const analyst = new Analyst()
  const givenUp = new Set<number>()
  let last: Promise<unknown> = Promise.resolve()
  return {
    post: (message) => {
      const { seq } = message
      if ('cancel' in message) {
        givenUp.add(seq)
        return
      }
      // One after the other, and the page may draw in between.
      last = last.then(async () => {
        await new Promise((resolve) => setTimeout(resolve, 0))
        if (givenUp.delete(seq)) return
        try {
          const result = await analyst.answer(message.question, (progress) => onAnswer({ seq, progress }))
          onAnswer(result.ok ? { seq, answer: result.value } : { seq, error: result.error })
        } catch (thrown) {
          const what = thrown instanceof Error ? thrown.message : String(thrown)
          onAnswer({
            seq,
            error: {
              code: 'unsupported',
              where: 'The analysis',
              what: `it failed (${what})`,
              todo: 'report it, with the snapshot if you may share it',
            },
          })
        }
      })
    },
  }
}
