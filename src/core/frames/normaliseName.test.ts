import { describe, expect, it } from 'vitest'
import { normaliseForComparison } from './normaliseName.ts'

describe('names that are made at run time', () => {
  it.each([
    ['com/sun/proxy/$Proxy45.charge', 'com/sun/proxy/$Proxy48.charge'],
    ['slices.SortFunc[go.shape.[]uint8,go.shape.int]', 'slices.SortFunc[...]'],
    ['orders.glob..func3', 'orders.init.func4'],
    ['jdk.proxy2.$Proxy48.list', 'jdk.proxy2.$Proxy7.list'],
    ['jdk/proxy2/$Proxy45.charge', 'jdk/proxy4/$Proxy47.charge'],
    // As Flight Recorder's reader leaves it.
    ['jdk.proxy2.$Proxy.charge', 'jdk.proxy3.$Proxy.charge'],
    ['com.acme.Pay$$EnhancerByGuice$$a1b2c3.charge', 'com.acme.Pay$$EnhancerByGuice$$61234567.charge'],
    ['com.acme.Key$$KeyFactoryByCGLIB$$aabbccdd.hashCode', 'com.acme.Key$$KeyFactoryByCGLIB$$11223344.hashCode'],
    ['com.acme.Order_$$_jvst3f2_0.getId', 'com.acme.Order_$$_jvst9aa_3.getId'],
    ['com.acme.Order$$_javassist_seam_1.getId', 'com.acme.Order$$_javassist_seam_2.getId'],
    [
      'GeneratedClass$GeneratedIteratorForCodegenStage1.processNext',
      'GeneratedClass$GeneratedIteratorForCodegenStage12.processNext',
    ],
    ['com.acme.Order$Access4JacksonSerializer3f2a91bc.get', 'com.acme.Order$Access4JacksonSerializer11223344.get'],
    ['com/acme/Shop$$Lambda$31/0x7f1c84112800::run', 'com/acme/Shop$$Lambda$44/0x7f1c84112abc::run'],
    ['lambda_method12(pMT: 00007F1C84112800)', 'lambda_method15(pMT: 00007F1C84112AAA)'],
    ['<>f__AnonymousType3`2.get_Id', '<>f__AnonymousType5`2.get_Id'],
    ['LazyCompile:*render /app/a.js:12:7', 'LazyCompile:~render /app/a.js:12:7'],
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
    // As two runs of one program named them.
    ['org.parcel.Shop$ByteBuddy$vNycPTUl.total', 'org.parcel.Shop$ByteBuddy$0j7xuM0g.total'],
    [
      'org.parcel.Shop$ByteBuddy$vNycPTUl.total$accessor$YETPbOzu',
      'org.parcel.Shop$ByteBuddy$0j7xuM0g.total$accessor$Tl55O0VL',
    ],
    [
      'org.parcel.Shop$ByteBuddy$vNycPTUl$auxiliary$qKbLmNop.call',
      'org.parcel.Shop$ByteBuddy$0j7xuM0g$auxiliary$B4eekHbz.call',
    ],
    ['clojure.core$map$fn__5942.invoke', 'clojure.core$map$fn__5951.invoke'],
    ['clojure.core$conj__5455.invokeStatic', 'clojure.core$conj__5470.invokeStatic'],
    ['user$eval5$loading__6789__auto____6.invoke', 'user$eval9$loading__6801__auto____12.invoke'],
    ['Script1$_run_closure1.doCall', 'Script27$_run_closure1.doCall'],
    ['Castle.Proxies.ITillProxy_3.Total', 'Castle.Proxies.ITillProxy.Total'],
    ["shop:'-total/1-fun-3-'/2", "shop:'-total/1-fun-0-'/2"],
    ['shop.total.__lambda3(int)', 'shop.total.__lambda12(int)'],
    ['Shop+<>c__DisplayClass3_0.<Main>b__0', 'Shop+<>c__DisplayClass7_0.<Main>b__2'],
    ['(anonymous shop.js:12)', '(anonymous shop.js:19)'],
    ['com.acme.Shop$$Lambda$31/0x7f1.run', 'com.acme.Shop$$Lambda$77/0x8a2.run'],
  ])('%s and %s are one', (one, other) => {
    expect(normaliseForComparison(one)).toBe(normaliseForComparison(other))
  })

  it.each([
    ['com.acme.Proxy1.run', 'com.acme.Proxy2.run'],
    // Packages, not the version of a module: those begin with 2.
    ['k8s.io/api/autoscaling/v1.Get', 'k8s.io/api/autoscaling/v2.Get'],
    ['jdk.proxy2.Real.run', 'jdk.proxy3.Real.run'],
    ['com.acme.Shop$$Lambda$31/0x7f1.run', 'com.acme.Shop$$Lambda$31/0x7f1.apply'],
    ['com.acme.Shop$$Lambda.run', 'com.acme.Shop$$Lambda.apply'],
    ['com.acme.Tax$$ProxyIn.run', 'com.acme.Tax$$ProxyOut.run'],
    ['com.acme.Lambda1.run', 'com.acme.Lambda2.run'],
    ['lambda_methods1', 'lambda_methods2'],
    ['JS:*render app.js', 'JS:*minify app.js'],
    ['com.acme.Order$HibernateProxy$Cache.run', 'com.acme.Order$HibernateProxy$Queue.run'],
    ['clojure.core$map$fn__5942.invoke', 'clojure.core$map$step__5942.invoke'],
    ['com.acme.Tax__1.run', 'com.acme.Tax__2.run'],
    ['com.acme.Script1.run', 'com.acme.Script2.run'],
    ['org.parcel.Shop$ByteBuddy$Callback.run', 'org.parcel.Shop$ByteBuddy$Fallback.run'],
    ['Castle.Proxies.ITillProxy_3.Total', 'Castle.Proxies.IShopProxy_3.Total'],
    ['[shop+0x22340]', '[shop+0x22500]'],
    ['(anonymous shop.js:12)', '(anonymous cart.js:12)'],
    ['com.acme.Sha256.block', 'com.acme.Sha512.block'],
    ['com/acme/Repo$$EnhancerBySpringCGLIB$$3f2a91bc.find', 'com/acme/Repo$$EnhancerBySpringCGLIB$$3f2a91bc.save'],
    ['com/sun/proxy/$Proxy45.charge', 'com/sun/proxy/$Proxy45.refund'],
  ])('%s and %s are two', (one, other) => {
    expect(normaliseForComparison(one)).not.toBe(normaliseForComparison(other))
  })
})
