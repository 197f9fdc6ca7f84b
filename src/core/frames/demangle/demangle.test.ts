import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { classifyCpuFrame, classifyWaitFrame } from '../framePatterns.ts'
import { demangle } from './demangle.ts'
// Small programs of our own, compiled by g++ 12 and rustc 1.95; what binutils' c++filt made of their symbols, without hashes of crates.
import vectors from './vectors.json' with { type: 'json' }

describe('mangled names', () => {
  it('of C++ and Rust become what c++filt makes of them', () => {
    expect(vectors.length).toBeGreaterThan(100)
    for (const [mangled = '', expected] of vectors) expect(demangle(mangled)).toBe(expected)
  })

  it.each([
    [
      '_ZN4shop5Order5totalERKSt6vectorIdSaIdEE',
      'shop::Order::total(std::vector<double, std::allocator<double> > const&)',
    ],
    ['_ZN4shop4main17h0123456789abcdefE', 'shop::main'],
    [
      '_ZN47_$LT$shop..Item$u20$as$u20$core..fmt..Debug$GT$3fmt17h0123456789abcdefE',
      '<shop::Item as core::fmt::Debug>::fmt',
    ],
    [
      '_ZN47_$LT$shop..Item$u20$as$u20$core..fmt..Debug$GT$3fmt17h0123456789abcdefE.llvm.42',
      '<shop::Item as core::fmt::Debug>::fmt',
    ],
    ['_RNvCs1GXKdpLBWSJ_4shop4main', 'shop::main'],
    ['_RNvCsdBezzDwma51_7___rustc14___rust_dealloc', '__rustc::__rust_dealloc'],
    ['_RNvCs1_4shopu8gre_gra4aa', '_RNvCs1_4shopu8gre_gra4aa'],
    ['__ZN4shop4mainEv', 'shop::main()'],
    ['_ZN4shop4mainEv.isra.0.cold', 'shop::main() [clone .isra.0] [clone .cold]'],
    ['_ZN4shop4mainEv@@GLIBCXX_3.4', 'shop::main()'],
    ['_RNvCs1GXKdpLBWSJ_4shop4main.llvm.123456', 'shop::main'],
    ['_Znwm', 'operator new(unsigned long)'],
  ])('%s is %s', (mangled, expected) => {
    expect(demangle(mangled)).toBe(expected)
  })

  it.each([
    'main',
    '_Z',
    '_R',
    '_ZN',
    '_ZN5short',
    '_Zoops',
    '_Run',
    '_RUNNING',
    '_start',
    '__ZZ',
    'Z3foov',
    '_ZdecltypeI',
    '',
  ])('%j stays as it is', (name) => {
    expect(demangle(name)).toBe(name)
  })

  it('that refer to themselves, that nest without end or that stand for gigabytes stay as they are', () => {
    const hostile = [
      `_Z1f${'P'.repeat(3000)}v`,
      `_Z1f${'I'.repeat(3000)}`,
      `_ZN${'1aI'.repeat(1000)}`,
      `_RIC1aTTTTTTTTTT${'B2_'.repeat(900)}E`,
      `_RNvB_1a`,
      `_RY${'RRRRRRRRRR'.repeat(300)}`,
      // Each part names the two before it.
      `_Z1f1A${Array.from({ length: 400 }, (_, at) => `PF${`S${at === 0 ? '' : (at - 1).toString(36).toUpperCase()}_`.repeat(8)}E`).join('')}`,
      `_Z${'9'.repeat(3000)}a`,
    ]
    for (const name of hostile) expect(demangle(name)).toBe(name)
  })

  it('are never an exception, whatever follows the prefix', () => {
    const letters = fc.string({
      unit: fc.constantFrom(...'NSTIEJLKPRFAMZCXYBDQvijmb0123456789_sau'.split('')),
      maxLength: 60,
    })
    fc.assert(
      fc.property(fc.constantFrom('_Z', '_R', '_ZN', '_RNvC'), letters, (prefix, rest) => {
        expect(typeof demangle(prefix + rest)).toBe('string')
      }),
      { numRuns: 3000 },
    )
  })
})

describe('what stands behind a name', () => {
  it.each([
    'malloc(unsigned long)',
    'malloc@plt',
    'malloc@@GLIBC_2.2.5',
    '_int_malloc [clone .isra.0] [clone .cold]',
    '_int_malloc.constprop.0.cold',
    'operator new[](unsigned long, std::nothrow_t const&)',
    'free(void*)',
  ])('hides no allocator: %s', (name) => {
    expect(classifyCpuFrame(name, 'native')).toBe('alloc')
  })

  it.each([
    'pthread_mutex_lock(pthread_mutex_t*)',
    'pthread_mutex_lock@plt',
    '__lll_lock_wait [clone .part.0]',
    'pthread_rwlock_wrlock@@GLIBC_2.34',
    demangle('_RNvMNtNtNtNtCsjrHSEGnQ3l9_3std3sys4sync5mutex5futexNtB2_5Mutex14lock_contended'),
  ])('hides no lock: %s', (name) => {
    expect(classifyWaitFrame(name, 'native')?.kind).toBe('lock')
  })

  it.each(['shop::Order::malloc_report(int)', 'runtime.(*mcache).refill', 'render(malloc)', 'free_orders(void*)'])(
    'makes none of %s',
    (name) => {
      expect(classifyCpuFrame(name, 'native')).toBeUndefined()
    },
  )
})
