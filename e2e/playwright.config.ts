import { defineConfig } from '@playwright/test'
import '../src/core/testing/compiledLate.ts'
import { findChromium } from './tools/chromium.ts'

const executablePath = findChromium()
// Two checkouts on one machine need two ports.
const port = Number(process.env['TRIFOLD_TEST_PORT'] ?? 4174)
const baseURL = `http://localhost:${port}/`

/** The built page in a real browser. `npm test` builds first and makes sure that a Chromium is there. */
export default defineConfig({
  testDir: '.',
  testMatch: '**/*.spec.ts',
  fullyParallel: true,
  // One more than there are cores in CI: a test and its page wait for each other, and looks at what is not there yet are up to a second apart.
  workers: 3,
  forbidOnly: true,
  // What passes at the second try only is listed as flaky and counted in the closing lines of `npm test`.
  retries: 1,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  outputDir: '../test-results',
  reporter: [['list'], ['json', { outputFile: '../test-results/browser.json' }]],
  use: {
    baseURL,
    viewport: { width: 1440, height: 900 },
    reducedMotion: 'reduce',
    colorScheme: 'dark',
    locale: 'en-GB',
    timezoneId: 'Asia/Kolkata',
    screenshot: 'only-on-failure',
    launchOptions: {
      ...(executablePath === undefined ? {} : { executablePath }),
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        // Chromium repaints only what changed, and what it kept may differ from a whole painting by a shade at rounded corners: for
        // share/pixels.spec.ts, and for all, since one that has other options has a process and a browser of its own.
        '--disable-partial-raster',
        // As in compiledLate.ts: what optimises code that runs for minutes, and compiles and collects beside it, is a tenth of what pages that
        // live for seconds cost. What another version of V8 does not know it passes over.
        '--js-flags=--invocation-count-for-maglev=2000 --invocation-count-for-turbofan=30000 --single-threaded',
      ],
    },
  },
  webServer: {
    command: `npx vite preview --config e2e/vite.config.ts --port ${port} --strictPort`,
    cwd: '..',
    // The tests embed the page in pages of other origins; a deployment decides for itself, and the default is nobody.
    env: { TRIFOLD_FRAME_ANCESTORS: "'self' http://localhost:* http://127.0.0.1:*" },
    url: baseURL,
    reuseExistingServer: false,
    timeout: 60_000,
  },
})
