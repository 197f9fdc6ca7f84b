/** The preview server hands out the bench's inputs: a file as it is, and both windows as recordings that can be compared. */
import { createReadStream, readFileSync, readdirSync, statSync } from 'node:fs'
import type { ServerResponse } from 'node:http'
import type { Plugin } from 'vite'
import { writeZip } from '../../sources/files/writeZip.ts'
import { makeInput, sizes } from './seededProfile.ts'

export const inputPath = '/bench-input'
export const recordingPath = 'bench-recording/'

/** The first recording offered, packed into one file. */
export const zippedPath = `${recordingPath}payments-api.zip`

function zipped(): Promise<ArrayBuffer> {
  const folder = new URL('../../../public/recordings/payments-api/', import.meta.url)
  const files = readdirSync(folder).map((path) => ({ path, bytes: readFileSync(new URL(path, folder)) }))
  return writeZip(files, inputWindow.fromMs).arrayBuffer()
}

/** What the seeded profile says of itself. */
export const inputWindow = { fromMs: 1_795_000_000_000, untilMs: 1_795_000_600_000 }

function recording(side: string): string {
  const time = { from: new Date(inputWindow.fromMs).toISOString(), until: new Date(inputWindow.untilMs).toISOString() }
  return JSON.stringify({
    format: 'trifold-recording',
    version: 1,
    service: 'shop',
    cores: 4,
    title: `bench ${side}`,
    windows: [{ name: 'all', ...time }],
    opens: 'all',
    captures: [{ file: 'cpu.pb.gz', kind: 'cpu', covers: 'interval', ...time }],
  })
}

/** With its length, as every server of files says it. */
function sendFile(response: ServerResponse, path: string): void {
  response.setHeader('content-length', statSync(path).size)
  createReadStream(path).pipe(response)
}

export const handOutInputs: Plugin = {
  name: 'bench inputs',
  configurePreviewServer(server) {
    server.middlewares.use(inputPath, (request, response) => {
      const size = sizes.find(({ id }) => request.url?.endsWith(`?${id}`) === true)
      if (size) sendFile(response, makeInput(size, 'pprof.pb.gz'))
      else response.end()
    })
    server.middlewares.use(`/${zippedPath}`, (_request, response) => {
      void zipped().then((bytes) => response.end(new Uint8Array(bytes)))
    })
    server.middlewares.use(`/${recordingPath}`, (request, response) => {
      const [, id, side, file] = /^\/(\w+)-(base|head)\/([\w.]+)$/.exec(request.url ?? '') ?? []
      const size = sizes.find((one) => one.id === id)
      if (!size || (side !== 'base' && side !== 'head')) {
        response.statusCode = 404
        response.end()
      } else if (file === 'recording.json') response.end(recording(side))
      else sendFile(response, makeInput(size, 'pprof.pb.gz', side))
    })
  },
}
