import { describe, expect, it } from 'vitest'
import { drawTree } from '../testing/drawTree.ts'
import { buildCallTree } from '../profile/buildCallTree.ts'
import { ProfileBuilder } from '../profile/profileBuilder.ts'
import { functionAtLine, learnPythonLines, resolvePythonLines } from '../profile/pythonLines.ts'
import { pythonFunctionName, pythonLineName, pythonModule } from './pythonNames.ts'
import type { Profile } from '../profile/profile.ts'

describe('pythonModule', () => {
  it.each([
    ['/usr/lib/python3.11/logging/__init__.py', 'logging'],
    ['/usr/local/lib/python3.12/threading.py', 'threading'],
    ['threading.py', 'threading'],
    ['logging/__init__.py', 'logging'],
    ['/srv/payments-api/payments/views.py', 'payments.views'],
    ['/srv/x/payments/views.py', 'payments.views'],
    ['payments/views.py', 'payments.views'],
    ['/srv/payments-api/server.py', 'server'],
    ['/app/app.py', 'app'],
    ['/app/payments/views.py', 'payments.views'],
    ['/usr/src/app/main.py', 'main'],
    ['/workspace/shop/payments/views.py', 'shop.payments.views'],
    ['/analyst/shop/payments/views.py', 'payments.views'],
    ['/home/me/shop/src/shop/cart.py', 'shop.cart'],
    ['/srv/venv/lib/python3.11/site-packages/django/core/handlers/base.py', 'django.core.handlers.base'],
    ['/usr/lib/python3/dist-packages/yaml/__init__.py', 'yaml'],
    ['C:\\Users\\me\\shop\\shop\\cart.py', 'shop.cart'],
    ['C:\\Python311\\Lib\\json\\encoder.py', 'json.encoder'],
    ['/usr/lib/python3.11/lib-dynload/_json.cpython-311-x86_64-linux-gnu.so', '_json'],
    ['/mnt/vol7/team/pkg/mod.py', 'pkg.mod'],
    ['<frozen importlib._bootstrap>', 'importlib._bootstrap'],
    ['<string>', ''],
    ['', ''],
  ])('%s is %s', (file, module) => {
    expect(pythonModule(file)).toBe(module)
  })

  it('calls a function the same whether the tool gave the short or the whole path', () => {
    expect(pythonFunctionName('authorise', '/srv/payments-api/payments/views.py')).toBe('payments.views.authorise')
    expect(pythonFunctionName('authorise', 'payments/views.py')).toBe('payments.views.authorise')
    expect(pythonFunctionName('payments.views.authorise', 'payments/views.py')).toBe('payments.views.authorise')
    expect(pythonFunctionName('<module>', '<string>')).toBe('<module>')
  })

  it('names a line without a function by file and line', () => {
    expect(pythonLineName('/srv/payments-api/payments/cache.py', 41)).toBe('payments/cache.py:41')
    expect(pythonLineName('/usr/lib/python3.11/logging/__init__.py', 9)).toBe('logging/__init__.py:9')
    expect(pythonLineName('<unknown>', 0)).toBe('<unknown>')
  })
})

function seen(...rows: readonly (readonly [name: string, file: string, line: number])[]): Profile {
  const builder = new ProfileBuilder([{ type: 'samples', unit: 'count' }])
  for (const [name, file, line] of rows) builder.sample(builder.stackFromRoot([builder.frame(name, file, line)]), 1)
  return builder.finish({ format: 'test' })
}

describe('learning lines from py-spy for tracemalloc', () => {
  const knowledge = learnPythonLines([
    seen(
      ['payments.cache.put', 'payments/cache.py', 38],
      ['payments.cache.put', 'payments/cache.py', 44],
      ['payments.cache.put.<locals>.evict', 'payments/cache.py', 40],
      ['payments.cache.put.<locals>.evict', 'payments/cache.py', 42],
      ['payments.cache.<module>', 'payments/cache.py', 1],
      ['payments.cache.<module>', 'payments/cache.py', 90],
    ),
  ])
  const at = (line: number): string | undefined => functionAtLine(knowledge, '/srv/x/payments/cache.py', line)

  it('names a line between two lines of one function', () => {
    expect(at(39)).toBe('payments.cache.put')
    expect(at(44)).toBe('payments.cache.put')
  })

  it('prefers the inner of two nested functions', () => {
    expect(at(41)).toBe('payments.cache.put.<locals>.evict')
  })

  it('does not guess outside what was seen, nor from the module body around it', () => {
    expect(at(45)).toBeUndefined()
    expect(at(60)).toBeUndefined()
    expect(functionAtLine(knowledge, '/srv/x/payments/other.py', 39)).toBeUndefined()
  })

  it('renames the frames of a tree and leaves unknown lines as places', () => {
    const heap = seen(
      ['payments/cache.py:39', '/srv/x/payments/cache.py', 39],
      ['payments/cache.py:60', '/srv/x/payments/cache.py', 60],
    )
    const frameName = resolvePythonLines(heap, knowledge)
    const tree = buildCallTree(heap, { column: 0, unit: 'count', frameName })
    expect(drawTree(tree)).toBe('payments.cache.put 1 1\npayments/cache.py:60 1 1')
  })
})
