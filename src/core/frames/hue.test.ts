import { describe, expect, it } from 'vitest'
import { describeFrame, describerOf, languageOfFrame } from './hue.ts'

const drawn = (name: string, file = '', module = ''): string => {
  const { package: found, hue, own } = describeFrame(name, file, module)
  return `${found} ${hue}${own ? ' own' : ''}`
}

describe('describeFrame', () => {
  it.each([
    // Go
    ['encoding/json.(*Encoder).Encode', 'encoding/json/stream.go', '', 'encoding/json serde'],
    ['runtime.mallocgc', 'runtime/malloc.go', '', 'runtime runtime'],
    ['main.main', 'orderbook/main.go', '', 'main own own'],
    ['orderbook/book.(*Book).Match', '', '', 'orderbook/book own own'],
    ['github.com/acme/pay/api.Handle.func1', '/srv/pay/api/handle.go', '', 'github.com/acme/pay/api own own'],
    ['github.com/acme/util.Do', 'github.com/acme/util@v1.2.3/do.go', '', 'github.com/acme/util framework'],
    ['net/http.(*conn).serve', '', '', 'net/http framework'],
    ['net/http.HandlerFunc.ServeHTTP', '', '', 'net/http framework'],
    ['net.(*conn).Read', 'net/net.go', '', 'net runtime'],
    ['crypto/internal/fips140/bigmod.addMulVVW', '', '', 'crypto/internal/fips140/bigmod crypto'],
    ['go.uber.org/zap.(*Logger).Info', '', '', 'go.uber.org/zap logging'],
    ['log/slog.(*Logger).log', '', '', 'log/slog logging'],
    ['sync.(*Mutex).Lock', '', '', 'sync runtime'],
    ['slices.SortFunc[go.shape.[]orderbook/book.Order]', '', '', 'slices runtime'],
    // Python
    ['payments.views.authorise', '/srv/payments-api/payments/views.py', '', 'payments.views own own'],
    ['payments.cache.put', '', '', 'payments.cache own own'],
    ['json.encoder.iterencode', '/usr/lib/python3.11/json/encoder.py', '', 'json.encoder serde'],
    ['logging.handle', 'logging/__init__.py', '', 'logging logging'],
    ['threading.wait', 'threading.py', '', 'threading runtime'],
    [
      'django.core.handlers.base.get_response',
      '/v/lib/python3.11/site-packages/django/core/handlers/base.py',
      '',
      'django.core.handlers.base framework',
    ],
    ['whatever.do', '/v/lib/python3.11/site-packages/whatever.py', '', 'whatever framework'],
    ['_PyEval_EvalFrameDefault', '', 'libpython3.11.so.1.0', 'libpython runtime'],
    // JVM
    ['java.util.HashMap.get', '', '', 'java.util runtime'],
    ['com/fasterxml/jackson/databind/ObjectMapper.writeValue', '', '', 'com.fasterxml.jackson.databind serde'],
    ['com.acme.book.OrderBook$Level.match', 'OrderBook.java', '', 'com.acme.book own own'],
    ['ch.qos.logback.core.OutputStreamAppender.append', 'OutputStreamAppender.java', '', 'ch.qos.logback.core logging'],
    ['org.apache.catalina.core.StandardWrapperValve.invoke', '', '', 'org.apache.catalina.core framework'],
    // Rust, C++
    ['<alloc::vec::Vec<T> as core::clone::Clone>::clone', '', '', 'alloc runtime'],
    ['serde_json::ser::to_vec', '', '', 'serde_json serde'],
    ['orders::book::match_one', '/srv/orders/src/book.rs', '', 'orders own own'],
    ['std::vector<int>::push_back', '', '', 'std runtime'],
    ['rocksdb::DBImpl::Write', '', '', 'rocksdb store'],
    ['EVP_DigestUpdate', '', 'libcrypto.so.3', 'libcrypto crypto'],
    ['malloc', '', 'libc.so.6', 'libc runtime'],
    // By place: a library's name is not a Python module's, and the program's own binary is the program.
    ['libc.so.6+0x27249', '', 'libc.so.6', 'libc.so.6 runtime'],
    ['libcrypto.so.3+0x9', '', 'libcrypto.so.3', 'libcrypto.so.3 crypto'],
    ['leaky+0x1192', '', 'leaky', 'leaky own own'],
    // C has no namespaces: what is in the program that was started is its own, unless that runs programs of another language.
    ['ngx_epoll_process_events', '', 'nginx', 'nginx own own'],
    ['uv_run', '', 'node', 'node runtime'],
    ['_PyEval_EvalFrameDefault', '', 'python3.11', 'python3.11 runtime'],
    ['_dl_start', '', 'ld-linux-x86-64.so.2', 'ld-linux-x86 runtime'],
    ['stub', '', 'perf-12.map', 'perf-12.map runtime'],
    // Node, .NET
    ['handle', 'file:///srv/shop/src/cart.js', '', 'cart.js own own'],
    ['next', '/srv/shop/node_modules/express/lib/router/index.js', '', 'express framework'],
    ['writeAfterFIN', 'node:net', '', 'node:net runtime'],
    ['System.Text.Json.JsonSerializer.Serialize', '', '', 'System.Text.Json serde'],
    ['Acme.Shop.Cart.Add', 'Cart.cs', '', 'Acme.Shop own own'],
    // Others
    ['index', '/app/controllers/cart_controller.rb', '', 'cart_controller.rb own own'],
    ['call', '/usr/lib/ruby/gems/3.2.0/gems/rack-2.2.4/lib/rack.rb', '', 'rack framework'],
    // Nothing to go by
    ['[unknown]', '', '', ' runtime'],
    ['', '', '', ' runtime'],
  ])('%s (%s%s) is %s', (name, file, module, expected) => {
    expect(drawn(name, file, module)).toBe(expected)
  })
})

describe('describerOf', () => {
  const machine = ['GangWorker::run', 'Thread::call_run', 'orders::book::match_one']

  it('takes machine code in a Java process for the virtual machine’s, not for the service’s own', () => {
    const inJava = describerOf(['java.lang.Thread.run', 'com.acme.OrderBook.match', ...machine])
    expect(machine.map((name) => inJava(name).own)).toEqual([false, false, false])
    expect(inJava('com.acme.OrderBook.match').own).toBe(true)
    expect(inJava('acme::Pricer::price', '/srv/acme/pricer.cc').own).toBe(true)
  })

  it('takes a class of no package for the service’s own in a Java process, and for nobody knows whose elsewhere', () => {
    expect(describerOf(['java.lang.Thread.run'])('Shop.rank').own).toBe(true)
    expect(describerOf(['java.lang.Thread.run'])('java.util.Arrays.copyOf').own).toBe(false)
    expect(describerOf(['main'])('Shop.rank').own).toBe(false)
  })

  it('leaves the same names to a service in C++', () => {
    const inCpp = describerOf(['main', ...machine])
    expect(machine.map((name) => inCpp(name).own)).toEqual([true, true, true])
  })
})

describe('languageOfFrame', () => {
  it('takes a name with nothing telling in it for no language, and looks at every name that has something', () => {
    for (const name of ['main', 'do_work', '$closure', 'operator new(unsigned long)', '[vdso]', 'a$b-c', '(anonymous)'])
      expect(languageOfFrame(name, ''), name).toBeUndefined()
    expect(languageOfFrame('_ZN4shop5Order5totalEi', '')).toBe('native')
    expect(languageOfFrame('vector<int>', '')).toBe('native')
    expect(languageOfFrame('Acme.Shop!Cart', '')).toBe('dotnet')
    expect(languageOfFrame('main.run', '')).toBe('go')
    expect(languageOfFrame('app.views', '')).toBe('python')
    expect(languageOfFrame('com/acme/Shop.buy', '')).toBe('jvm')
    expect(languageOfFrame('serde_json::to_string', '')).toBe('rust')
  })
})
