/** `npm run build`: the page, the snapshot's template, the command; in one process, because each would load the bundler and its plugins anew. */
import { build } from 'vite'

await build({ logLevel: 'warn' })
await import('./buildSnapshot.ts')
await import('./buildCli.ts')
