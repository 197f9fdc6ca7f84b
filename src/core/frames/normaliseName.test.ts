import { describe, expect, it } from 'vitest'
import { normaliseForComparison } from './normaliseName.ts'

describe('names that are made at run time', () => {
  it.each([
    ['com/sun/proxy/$Proxy45.charge', 'com/sun/proxy/$Proxy48.charge'],
    ['jdk.proxy2.$Proxy48.list', 'jdk.proxy2.$Proxy7.list'],
    [
      'java/lang/invoke/LambdaForm$MH.0x00007f1c84112800.invoke',
      'java/lang/invoke/LambdaForm$MH.0x00007f5a10003c00.invoke',
    ],
    [
      'java.lang.invoke.LambdaForm$DMH/0x00007f1c84112800.newInvokeSpecial',
      'java.lang.invoke.LambdaForm$DMH/0x1.newInvokeSpecial',
    ],
    ['com/acme/Repo$$EnhancerBySpringCGLIB$$3f2a91bc.find', 'com/acme/Repo$$EnhancerBySpringCGLIB$$9d01ab77.find'],
    ['com.acme.Repo$$SpringCGLIB$$0.find', 'com.acme.Repo$$SpringCGLIB$$1.find'],
    ['com.acme.Order$HibernateProxy$x3Fq2aB1.getId', 'com.acme.Order$HibernateProxy$pQ92lmZa.getId'],
    ['com.acme.Rules$ByteBuddy$k2Jd81xQ.match', 'com.acme.Rules$ByteBuddy$Ab3kK90p.match'],
    ['com.acme.Shop$$Lambda/0x00007f1c84112800.run', 'com.acme.Shop$$Lambda/0x00007f5a10003c00.run'],
    ['0x7f1c84112800', '0x7f5a10003c00'],
    ['Shop+<>c__DisplayClass3_0.<Main>b__0', 'Shop+<>c__DisplayClass7_0.<Main>b__2'],
    ['(anonymous shop.js:12)', '(anonymous shop.js:19)'],
    ['com.acme.Shop$$Lambda$31/0x7f1.run', 'com.acme.Shop$$Lambda$77/0x8a2.run'],
  ])('%s and %s are one', (one, other) => {
    expect(normaliseForComparison(one)).toBe(normaliseForComparison(other))
  })

  it.each([
    ['com.acme.Proxy1.run', 'com.acme.Proxy2.run'],
    ['[shop+0x22340]', '[shop+0x22500]'],
    ['(anonymous shop.js:12)', '(anonymous cart.js:12)'],
    ['com.acme.Sha256.block', 'com.acme.Sha512.block'],
    ['com/acme/Repo$$EnhancerBySpringCGLIB$$3f2a91bc.find', 'com/acme/Repo$$EnhancerBySpringCGLIB$$3f2a91bc.save'],
    ['com/sun/proxy/$Proxy45.charge', 'com/sun/proxy/$Proxy45.refund'],
  ])('%s and %s are two', (one, other) => {
    expect(normaliseForComparison(one)).not.toBe(normaliseForComparison(other))
  })
})
