/** Resolves when the person or the system ends the command; the server is closed by then. */
import type { PageServer } from './pageServer.ts'

export async function untilStopped(server: PageServer): Promise<void> {
  await new Promise<void>((resolve) => {
    process.once('SIGINT', resolve)
    process.once('SIGTERM', resolve)
  })
  await server.close()
}
