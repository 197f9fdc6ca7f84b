/**
 * What a Python thread does, by the function of the standard library that it stands in: without native frames the call into C at the end
 * is not there, and a few modules do one thing only. Asked of the innermost Python frame, and of those that called it where that one
 * writes to whatever it was given. `socket` and `ssl` are known by name from all recorders (doing.ts).
 *
 *   logging.StreamHandler.flush < … < logging.FileHandler.emit    a file; without the FileHandler it may be a pipe or a terminal
 *   json.encoder.JSONEncoder.iterencode                           computes, whatever it encodes
 */
import type { Doing, LookState } from '../../base/looks.ts'

const writesStream = /^logging\.StreamHandler\.(emit|flush)$/
const ofFile = /^logging\.(FileHandler|handlers\.(Base|Timed)?Rotating\w*|handlers\.WatchedFileHandler)\.\w+$/
/** Renames, opens and closes files. */
const files =
  /^logging\.(FileHandler\.(_open|close)|handlers\.\w*RotatingFileHandler\.(doRollover|rotate)|handlers\.WatchedFileHandler\.reopenIfNeeded)$|^pathlib\.(_local\.)?Path\.((read|write)_(text|bytes)|open|touch|mkdir|rename|replace|unlink|stat|exists)$|^shutil\.(copyfile|copy2?|copytree|copystat|copymode|move|rmtree|_fastcopy_\w+|_rmtree_\w+)$|^tempfile\.\w+$/
const sockets =
  /^socket\.SocketIO\.\w+$|^http\.client\.HTTPS?(Connection|Response)\.(send|connect|_read_status|_safe_read|_readinto_chunked|readinto)$|^(smtplib|ftplib|imaplib|poplib)\.\w+\.\w+$|^urllib3\.util\.(connection|ssl_)\.\w+$/
/** Functions written in Python that call nothing that waits: whoever runs in them computes. `json.load` and `dump` use what they were given. */
const computes =
  /^(json\.(encoder|decoder|scanner)\.|json\.(loads|dumps)$|copy\.|re\.|re\._\w+\.|sre_(compile|parse)\.|textwrap\.|difflib\.|_pydecimal\.|ast\.|reprlib\.|heapq\.|bisect\.|base64\.(\w*b(16|32|64|85)\w*|a85\w+|(en|de)codebytes)$|dataclasses\.|logging\.(Formatter|LogRecord|PercentStyle)\.)/
const longest = 300
/** Frames above a stream handler within which the handler of a file calls it. */
const nearCallers = 4

/** @param own names of the Python frames, leaf first; `state` as the dump says. Undefined where they say nothing. */
export function doingInPython(own: readonly string[], state: LookState): Doing['kind'] | undefined {
  const [leaf = ''] = own
  if (leaf.length > longest || (state !== 'running' && state !== 'unknown' && state !== 'io')) return undefined
  if (files.test(leaf)) return 'disk'
  if (writesStream.test(leaf) && own.slice(1, nearCallers).some((name) => name.length < longest && ofFile.test(name)))
    return 'disk'
  if (sockets.test(leaf)) return 'network'
  return state === 'running' && computes.test(leaf) ? 'cpu' : undefined
}
