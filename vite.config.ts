import { existsSync } from 'node:fs'
import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import type { Connect, Plugin } from 'vite'
import { defineConfig } from 'vitest/config'
import { forward, storeAt } from './src/cli/serve/forward.ts'
import { copyPublicFiles } from './src/cli/serve/publicFiles.ts'
import { recordedFiles } from './src/cli/serve/recordedFiles.ts'
import { pageHeaders, sharingHeaders } from './src/sources/proxy/pageHeaders.ts'
import { proxyTable } from './src/sources/proxy/proxyTable.ts'
import { allowedHosts, plainPath } from './src/sources/proxy/requestPolicy.ts'
import { leanFlameGraph } from './src/views/flame/chart/leanFlameGraph.ts'

const { entries, sources, mistakes } = proxyTable(process.env)
for (const mistake of mistakes) process.stderr.write(`${mistake}\n`)

/** What a server of the built page does beside handing out files, for `npm run dev` and `npm start`. */
const serving: Plugin = {
  name: 'serving',
  configureServer: ({ middlewares }) => serve(middlewares, 'public'),
  configurePreviewServer: ({ middlewares }) => {
    serve(middlewares, 'dist')
    // `npm start` shows the samples of this checkout; a deployment is built without them.
    const send = recordedFiles('public/recordings')
    middlewares.use('/recordings', (request, response, next) => {
      const path = plainPath(request.url) ?? '/'
      for (const headers of [pageHeaders(process.env), sharingHeaders(`/recordings${path}`)])
        for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
      void send(path, request, response).then((isThere) => (isThere ? undefined : next()))
    })
  },
}

const publicFiles: Plugin = {
  name: 'public-files',
  apply: 'build',
  writeBundle: ({ dir = 'dist' }) => copyPublicFiles('public', dir),
}

/** What each module weighs, for the message of the size budget. */
const moduleSizes: Plugin = {
  name: 'module-sizes',
  apply: 'build',
  generateBundle(_options, bundle) {
    const sizes: Record<string, { readonly bytes: number; readonly file: string }> = {}
    for (const chunk of Object.values(bundle)) {
      if (chunk.type !== 'chunk') continue
      for (const [id, { renderedLength }] of Object.entries(chunk.modules))
        sizes[id.replace(`${import.meta.dirname}/`, '')] = { bytes: renderedLength, file: chunk.fileName }
    }
    this.emitFile({ type: 'asset', fileName: '.vite/modules.json', source: JSON.stringify(sizes) })
  },
}

/** Where a pattern was seen is for people who edit the table, and so is what most rows are called; the page needs only what matches. */
const leanPatterns: Plugin = {
  name: 'lean-patterns',
  enforce: 'pre',
  transform(code, id) {
    if (!id.endsWith('framePatterns.json')) return undefined
    // Of rows of CPU only the one for object files is asked for by its id.
    const cpu = /^(?:go|jvm|py|libc|cxx|je|tc|rust|v8|net)\.(?:alloc|assist|gc\w*)$/
    const lean: unknown = JSON.parse(code, (key, value: unknown) =>
      key === 'evidence' || key === 'note' || (key === 'id' && cpu.test(String(value))) ? undefined : value,
    )
    return { code: JSON.stringify(lean), map: null }
  },
}

/** What a finding reads and where its threshold comes from is for people who edit the rows, and for their tests. */
const leanFindings: Plugin = {
  name: 'lean-findings',
  enforce: 'pre',
  transform(code, id) {
    if (!/\/core\/diagnosis\/findings\/\w+\.ts$/.test(id)) return undefined
    const notes = /^ {4}(?:inputs: \[[^\]]*\]|(?:threshold|reference):\s+'(?:[^'\\\n]|\\.)*'),\n/gm
    return { code: code.replace(notes, ''), map: null }
  },
}

/**
 * What always loads together is one file: the page up to its verdict, what is drawn under it, the analysis. Each name takes its modules
 * and all they import; without it every module that a later part shares with them was a request of its own, some forty on a first visit.
 */
const joined = (groups: Readonly<Record<string, RegExp>>) => ({
  groups: Object.entries(groups).map(([name, test], index) => ({ name, test, priority: 10 - index })),
})
const pageChunks = joined({
  ahead: /\/src\/state\/sources\/ahead\.ts$/,
  first: /\/src\/main\.tsx$/,
  archive: /\/src\/core\/formats\/inflate\/zip\.ts$/,
  phone: /\/src\/views\/phone\/Phone\w+\.tsx$/,
  evidence: /\/src\/views\/panes\/Panes\.tsx$/,
  phonePanes: /\/src\/views\/panes\/PhonePanes\.tsx$/,
})
/** All but the first two are of one kilobyte and shared by many readers: by themselves they are five requests and a round trip more. */
const workerChunks = joined({
  analysis:
    /\/src\/(?:workers\/analysis\.worker|core\/formats\/(?:readFile|json|pythonFrame|pyspy\/pySpyThreads)|core\/frames\/(?:anonymous|dotnetWait))\.ts$/,
})

/**
 * In the order in which they are needed: what asks for the data of a first visit runs while everything else is still on its way, and the
 * worker, which is started by code that has to arrive first, is on its way beside that.
 */
const preloads: Plugin = {
  name: 'preloads',
  transformIndexHtml: {
    order: 'post',
    handler: (_html, { bundle }) => {
      const named = (pattern: RegExp): string[] => Object.keys(bundle ?? {}).filter((file) => pattern.test(file))
      return [
        ...named(/\/ahead-[\w-]+\.js$/).map((file) => ({
          tag: 'script',
          attrs: { type: 'module', async: true, crossorigin: true, src: `./${file}`, 'data-ahead': true },
          injectTo: 'head-prepend' as const,
        })),
        ...named(/analysis\.worker-[\w-]+\.js$/).map((file) => ({
          tag: 'link',
          attrs: { rel: 'preload', href: `./${file}`, as: 'fetch', crossorigin: 'anonymous' },
          injectTo: 'head' as const,
        })),
      ]
    },
  },
}

function serve(middlewares: Connect.Server, folder: string): void {
  middlewares.use((request, response, next) => {
    const path = plainPath(request.url)
    if (path === undefined) {
      response.writeHead(404, { 'Content-Type': 'text/plain; charset=utf-8', 'X-Content-Type-Options': 'nosniff' })
      return void response.end('There is nothing at this address.\n')
    }
    const store = storeAt(entries, request.url ?? '')
    if (store) return void forward(request, response, store)
    for (const [name, value] of Object.entries(sharingHeaders(path))) response.setHeader(name, value)
    // Nobody asks for a part of the page, and one that is none would be told with a stack trace.
    delete request.headers.range
    // Stores named in the environment are sources of the page, unless the deployment has a configuration of its own.
    if (path !== '/trifold.config.json' || existsSync(`${folder}/trifold.config.json`)) return next()
    response.setHeader('Content-Type', 'application/json')
    response.end(JSON.stringify({ sources }))
  })
}

/** How long plugins took is news on a busy machine only, and nothing to act on. */
const checks = { bundlerTimings: false }

export default defineConfig({
  // Relative, so that the built folder works under any path of any web server.
  base: './',
  plugins: [react(), tailwindcss(), serving, publicFiles, moduleSizes, preloads, leanFlameGraph],
  worker: {
    format: 'es',
    plugins: () => [leanPatterns, leanFindings],
    rolldownOptions: { checks, output: { codeSplitting: workerChunks } },
  },
  build: {
    copyPublicDir: false,
    rolldownOptions: { checks, output: { codeSplitting: pageChunks } },
    target: 'es2022',
    manifest: true,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 700,
  },
  server: { port: 5173, cors: false, allowedHosts: [...allowedHosts(process.env)] },
  preview: {
    port: 4173,
    headers: pageHeaders(process.env),
    cors: false,
    allowedHosts: [...allowedHosts(process.env)],
  },
  test: {
    testTimeout: 60_000,
    // A hook makes or removes what its tests need, on the same busy machine.
    hookTimeout: 60_000,
    setupFiles: [
      'src/core/testing/compiledLate.ts',
      'src/core/testing/propertySeed.ts',
      'src/core/testing/sameColumns.ts',
    ],
    // One more than there are cores in CI: some wait for a service or a clock.
    maxWorkers: 3,
    // What was transformed for the last run, and for another worker of this one, is taken from the disk.
    experimental: { fsModuleCache: true },
    projects: [
      // A page has one store, one address and one client of queries: each file has a page of its own, for which a thread is enough. The first
      // by its name: some of them wait for seconds, and at the end nobody else would be at work.
      {
        extends: true,
        test: { name: 'state', include: ['src/state/**/*.test.ts'], environment: 'node', pool: 'threads' },
      },
      // Values in, values out: these share a process and what it has loaded, which halves their time. The slow ones are left out before a
      // commit (`npm run check`) and are else no project of their own: that would be as many processes again, each with all of it to load.
      {
        extends: true,
        test: {
          name: 'values',
          include: ['src/**/*.test.ts'],
          exclude: ['src/state/**', ...(process.env['TRIFOLD_TESTS'] === 'fast' ? ['src/**/*.slow.test.ts'] : [])],
          environment: 'node',
          isolate: false,
          // Two of these and a browser have two cores: V8's helpers, which compile and collect beside a program, only push in and cost an eighth.
          execArgv: ['--single-threaded'],
        },
      },
    ],
  },
})
