import { describe, expect, it } from 'vitest'
import { doingInPython } from './pythonDoing.ts'

describe('what a Python thread does, by the function of the library that it stands in', () => {
  it.each([
    ['disk', 'unknown', ['logging.StreamHandler.flush', 'logging.StreamHandler.emit', 'logging.FileHandler.emit']],
    [
      'disk',
      'running',
      ['logging.StreamHandler.emit', 'logging.handlers.BaseRotatingHandler.emit', 'logging.Handler.handle'],
    ],
    [
      'disk',
      'unknown',
      ['logging.handlers.RotatingFileHandler.doRollover', 'logging.handlers.BaseRotatingHandler.emit'],
    ],
    ['disk', 'running', ['pathlib.Path.write_bytes', 'shop.Store.save']],
    ['disk', 'unknown', ['pathlib._local.Path.read_text', 'shop.Store.load']],
    ['network', 'unknown', ['socket.SocketIO.readinto', 'http.client.HTTPResponse._read_status']],
    ['network', 'running', ['http.client.HTTPConnection.send', 'shop.Quotes.ask']],
    ['cpu', 'running', ['json.encoder.JSONEncoder.iterencode', 'json.dumps', 'shop.Ledger.post']],
    ['cpu', 'running', ['copy._deepcopy_dict', 'copy.deepcopy', 'shop.Ledger.post']],
    ['cpu', 'running', ['logging.Formatter.formatTime', 'logging.Formatter.format', 'logging.FileHandler.emit']],
  ] as const)('%s, %s: %j', (kind, state, own) => {
    expect(doingInPython(own, state)).toBe(kind)
  })

  it.each([
    // A stream may be a pipe, a socket or a terminal.
    ['running', ['logging.StreamHandler.flush', 'logging.StreamHandler.emit', 'logging.Handler.handle']],
    // Reads and writes what it was given.
    ['running', ['json.load', 'shop.Ledger.open']],
    // Whoever does not run there waits for its turn, or for a page of memory.
    ['unknown', ['json.encoder.JSONEncoder.iterencode', 'json.dumps']],
    // The program's own functions may be named like the library's.
    ['running', ['shop.copy.deepcopy', 'shop.Ledger.post']],
    ['running', ['shop.json.dumps']],
    // What called it is not what it does.
    ['running', ['shop.Ledger.encode', 'json.encoder.JSONEncoder.iterencode']],
    // What is known already is not asked for.
    ['lock', ['logging.StreamHandler.flush', 'logging.FileHandler.emit']],
    ['running', []],
  ] as const)('nothing is said of %s: %j', (state, own) => {
    expect(doingInPython(own, state)).toBeUndefined()
  })
})
