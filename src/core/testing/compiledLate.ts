/**
 * V8 compiles what ran for a while a second time, with all its art, in threads of its own. That pays where code runs for minutes; a test runs
 * it for a second, and in each process anew: a quarter of all that unit tests cost was that compiler. Here a function runs eight times as
 * long before, as what the first, plain compiler made of it at once. No result depends on it. Set in the running process: what another
 * version of V8 does not know is a line on standard error there, and no process that does not start.
 */
import { setFlagsFromString } from 'node:v8'

setFlagsFromString('--interrupt-budget=540672')
setFlagsFromString('--always-sparkplug')
