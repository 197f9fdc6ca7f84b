import { describe, expect, it } from 'vitest'
import { shortName } from './shortName.ts'

describe('shortName', () => {
  it.each([
    ['short enough as it is', 'encoding/json.Marshal', 'encoding/json.Marshal'],
    ['the end of a path', 'services.example/checkout/quotes.renderPage', 'checkout/quotes.renderPage'],
    [
      'without what a type is made of',
      'slices.insertionSortCmpFunc[go.shape.struct { a int }]',
      'slices.insertionSortCmpFunc[…]',
    ],
    [
      'nested ones are one',
      'std::vector<std::pair<int, std::string>>::emplace_back_slowly',
      'vector<…>::emplace_back_slowly',
    ],
    [
      'a constructor keeps its name',
      'in.example.orders.AbstractOrderBookBuilder.<init>',
      'AbstractOrderBookBuilder.<init>',
    ],
    [
      'a receiver keeps its type',
      'example.com/a/very/long/path/store.(*Inventory).Reserve',
      'store.(*Inventory).Reserve',
    ],
    [
      'a bracket that never closes is left alone',
      'some.package.function_of_a_kind[never closed',
      'package.function_of_a_kind[never closed',
    ],
  ])('%s', (_, name, expected) => {
    expect(shortName(name)).toBe(expected)
  })
})
