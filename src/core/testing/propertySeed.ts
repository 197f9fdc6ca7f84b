/**
 * Property tests draw the same inputs at every run of one version, so that a clean clone passes or fails whoever runs it. To look further:
 * `TRIFOLD_SEED=random npm run unit` (a failure prints its seed), and `npm run fuzz`, which is made for that.
 */
import fc from 'fast-check'

const wanted = process.env['TRIFOLD_SEED'] ?? '20261122'
fc.configureGlobal(wanted === 'random' ? {} : { seed: Number(wanted) })
