/** Modules of src/ in a real browser without the page around them: bundled in memory, served from an origin of their own. */
import { fileURLToPath } from 'node:url'
import { build, type Rollup } from 'vite'
import { serve, type TestServer } from './serve.ts'

/** `module` is relative to src/. A page at the server's root has its exports as `globalThis.bundled`. */
export async function serveModule(module: string): Promise<TestServer> {
  const entry = fileURLToPath(new URL(`../../src/${module}`, import.meta.url))
  const output = (await build({
    configFile: false,
    logLevel: 'error',
    build: { write: false, minify: false, lib: { entry, formats: ['es'], fileName: 'module' } },
  })) as Rollup.RollupOutput[]
  const chunks = new Map(
    output.flatMap((one) => one.output).map((chunk) => [`/${chunk.fileName}`, 'code' in chunk ? chunk.code : '']),
  )
  const [entryName] = [...chunks.keys()]
  const page = `<!doctype html><title>module</title><script type="module">
    import * as bundled from '${entryName ?? ''}'
    globalThis.bundled = bundled
    document.title = 'ready'
  </script>`
  return serve(({ url }) => {
    if (url.pathname === '/') return { headers: { 'content-type': 'text/html' }, body: page }
    const code = chunks.get(url.pathname)
    return code === undefined ? { status: 404 } : { headers: { 'content-type': 'text/javascript' }, body: code }
  })
}
