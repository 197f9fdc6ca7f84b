/**
 * Builds dist/snapshot-template.html: the whole page as one file, its script named by hash in its own content security policy.
 * Runs after the page itself was built.
 */
import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { type Plugin, type Rolldown, build } from 'vite'

// As in vite.config.ts.
const checks = { bundlerTimings: false }

/** A snapshot holds what was read and opens no file: the readers of all formats were a fifth of it. */
const withoutReaders: Plugin = {
  name: 'no readers in a snapshot',
  enforce: 'pre',
  load: (id) =>
    id.endsWith('/core/formats/readFile.ts')
      ? "export const readFile = () => Promise.reject(new Error('a snapshot reads no file'))"
      : null,
}

const built = (await build({
  configFile: false,
  logLevel: 'warn',
  publicDir: false,
  plugins: [withoutReaders, react(), tailwindcss()],
  // The analysis runs in the page, so that not even a worker has to be fetched.
  define: { 'import.meta.env.SNAPSHOT': 'true' },
  worker: { format: 'es', rolldownOptions: { checks } },
  build: {
    write: false,
    target: 'es2022',
    cssCodeSplit: false,
    reportCompressedSize: false,
    rolldownOptions: {
      input: 'src/snapshot.tsx',
      checks,
      output: { format: 'es', codeSplitting: false },
    },
  },
})) as Rolldown.RolldownOutput

const chunks = built.output.filter((file) => file.type === 'chunk')
const styles = built.output.filter((file) => file.type === 'asset' && file.fileName.endsWith('.css'))
if (chunks.length !== 1)
  throw new Error(`the snapshot must be one script, not ${chunks.map((chunk) => chunk.fileName).join(', ')}`)

// Inside a script element nothing may look like its end, nor like the start of a comment.
const script = (chunks[0]?.code ?? '').replaceAll('</script', '<\\/script').replaceAll('<!--', '<\\!--')
const style = styles
  .map((file) => (file.type === 'asset' ? String(file.source) : ''))
  .join('\n')
  .replaceAll('</style', '<\\/style')
const hash = createHash('sha256').update(script).digest('base64')
const policy = [
  "default-src 'none'",
  `script-src 'sha256-${hash}'`,
  "style-src 'unsafe-inline'",
  'img-src data: blob:',
  "base-uri 'none'",
  "form-action 'none'",
].join('; ')

const html = `<!doctype html>
<html lang="en" data-state="loading">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="dark">
<meta name="referrer" content="no-referrer">
<title>Trifold snapshot</title>
<style>${style}</style>
</head>
<body>
<div id="root"></div>
<noscript>This snapshot draws itself with JavaScript.</noscript>
<script id="trifold-snapshot" type="text/plain"></script>
<script type="module">${script}</script>
</body>
</html>
`
writeFileSync('dist/snapshot-template.html', html)
