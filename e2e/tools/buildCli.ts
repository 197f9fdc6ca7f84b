/**
 * Builds dist-cli/: the command `trifold` as plain JavaScript with everything it needs inside, so that installing the package builds
 * and fetches nothing. Each command is a chunk of its own: a hook that asks for a diagnosis loads no server.
 */
import { spawnSync } from 'node:child_process'
import { chmodSync, rmSync, writeFileSync } from 'node:fs'
import { build } from 'vite'

const outDir = 'dist-cli'
/** What a diagnosis of pprof always loads is one file: forty small ones take longer to find than to run. Readers of other formats stay apart. */
const answering = /\/src\/(?:cli\/diagnose\/diagnose|core\/formats\/(?:readFile|pprof\/readPprof))\.ts$/
rmSync(outDir, { recursive: true, force: true })
await build({
  configFile: false,
  logLevel: 'warn',
  publicDir: false,
  ssr: { noExternal: true, target: 'node' },
  build: {
    ssr: 'src/cli/trifold/start.ts',
    outDir,
    target: 'node20',
    minify: true,
    reportCompressedSize: false,
    rolldownOptions: {
      // What the page loads later is here anyway; how long plugins took is nothing to act on.
      checks: { ineffectiveDynamicImport: false, bundlerTimings: false },
      output: {
        // Node starts its loader of modules only for programs that need it: a tenth of what a hook waits for.
        format: 'cjs',
        entryFileNames: 'trifold.js',
        // Known to `trifold/keptCode.ts`, and there is one build of them in the folder.
        chunkFileNames: ({ name }) => (name === 'answer' || name === 'main' ? `${name}.js` : '[name]-[hash].js'),
        codeSplitting: { groups: [{ name: 'answer', test: answering }] },
      },
    },
  },
})
writeFileSync(`${outDir}/package.json`, '{ "type": "commonjs" }\n')
chmodSync(`${outDir}/trifold.js`, 0o755)
const kept = spawnSync(process.execPath, [
  '--import',
  'tsx',
  'e2e/tools/keepCode.ts',
  outDir,
  'public/recordings/orderbook',
])
if (kept.status !== 0) throw new Error(`nothing was kept of the compiled command: ${kept.stderr.toString()}`)
