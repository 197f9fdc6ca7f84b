#!/usr/bin/env node
/** Where the built command begins: the runtime is told how, what answers is taken as it was kept, and the command itself comes after. */
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { loadAnswering } from './keptCode.ts'
import { startQuickly } from './quickStart.ts'

startQuickly()
loadAnswering(dirname(fileURLToPath(import.meta.url)))
void import('./main.ts')
