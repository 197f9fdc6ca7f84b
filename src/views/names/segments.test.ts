import { describe, expect, it } from 'vitest'
import { lastSegments } from './segments.ts'

describe('lastSegments', () => {
  it.each([
    ['payments.views.authorise', 2, 'views.authorise'],
    ['payments.views.authorise', 1, 'authorise'],
    ['encoding/json.(*Encoder).Encode', 2, '(*Encoder).Encode'],
    ['encoding/json.(*Encoder).Encode', 1, 'Encode'],
    ['main.run.func1', 1, 'run.func1'],
    ['example.com/x.(*Server).handle.func1.2', 1, 'handle.func1.2'],
    ['example.com/x.(*Server).handle.func1.2', 2, '(*Server).handle.func1.2'],
    ['std::vector<std::pair<int, a::b>>::push_back', 1, 'push_back'],
    ['std::vector<std::pair<int, a::b>>::push_back', 2, 'vector<std::pair<int, a::b>>::push_back'],
    ['example.com/x/orders.Map[go.shape.string,int].Get', 2, 'Map[go.shape.string,int].Get'],
    ['in.example.Orders$$Lambda$31/0x0000000801a3c840.apply', 2, 'Orders$$Lambda$31/0x0000000801a3c840.apply'],
    [
      'in.example.Orders$$EnhancerBySpringCGLIB$$7f3a2b1c.authorise',
      2,
      'Orders$$EnhancerBySpringCGLIB$$7f3a2b1c.authorise',
    ],
    ['core::ops::call_once::h0123456789abcdef', 1, 'call_once::h0123456789abcdef'],
    ['in.example.Orders$Facade.handle', 2, 'Facade.handle'],
    ['main', 2, 'main'],
    ['main', 1, 'main'],
    ['runtime.', 1, 'runtime.'],
    ['<module>', 1, '<module>'],
    ['std::io::operator->', 1, 'operator->'],
  ])('of %s, %i: %s', (name, count, expected) => {
    expect(lastSegments(name, count)).toBe(expected)
  })
})
