/**
 * Names that change with every build although the function is the same: closures' numbers, generic shapes, hashes, versions,
 * generated classes, line numbers. Two windows are compared under the normalised name, and the mapping is shown, so that nobody
 * has to guess what was put together.
 */
import { normaliseFrameName } from './frameName.ts'

/** In this order; each is anchored to what a tool writes, so that a user's own digits stay. */
const nameRules: readonly (readonly [RegExp, string])[] = [
  // github.com/a/b/v2@v2.3.1.F → github.com/a/b.F
  [/@v\d+\.\d+\.\d+[\w.+-]*/g, ''],
  // github.com/a/b/v3.F → github.com/a/b.F
  [/\/v(?:[2-9]|\d\d+)(?=[./])/g, ''],
  // Map[go.shape.[]uint8,go.shape.int].Get → Map[…].Get
  [/\[(?:go\.shape\.|\.\.\.)(?:[^[\]]|\[[^\]]*\])*\]/g, '[…]'],
  // orders.glob..func3 (up to Go 1.20) → orders.init.func3
  [/(?<=\.)glob\.(?=\.func\d)/g, 'init'],
  // Handle.func3.1 → Handle.func…
  [/\.func\d+(?:\.(?:func)?\d+)*(?:\.gowrap\d+)?(?=$|-)/g, '.func…'],
  // Handle.gowrap2 → Handle.gowrap…
  [/\.(?:gowrap|deferwrap)\d+/g, '.gowrap…'],
  // A$$Lambda$31/0x7f.run → A$$Lambda.run
  [/\$\$Lambda(?:[$./+](?:0x[0-9a-f]+|\d+)\b)*/g, '$$$$Lambda'],
  // lambda$main$4 → lambda$main
  [/(lambda\$\w+?)\$\d+/g, '$1'],
  // jdk.proxy2.$Proxy45 → jdk.proxy….$Proxy…
  [/\b(jdk[./]proxy)\d+(?=[./]\$Proxy)/g, '$1…'],
  // GeneratedMethodAccessor17 → GeneratedMethodAccessor…
  [/(Generated(?:Method|Constructor|SerializationConstructor)Accessor|\$Proxy)\d+(?:[./+]0x[0-9a-f]+)?/g, '$1…'],
  // LambdaForm$MH.0x00007f1c84112800.invoke → LambdaForm$MH.invoke
  [/(LambdaForm\$(?:MH|DMH|BMH|VH))(?:[$./+]?(?:0x[0-9a-f]+|\d+))+/g, '$1'],
  // com.acme.Shop+0x00007f1c84112800.run → com.acme.Shop.run
  [/(?<=[\w$])[+./]0x[0-9a-f]{6,16}(?=[.$/]|$)/g, ''],
  // Shop$$EnhancerBySpringCGLIB$$3f2a91bc.total → Shop$$EnhancerBySpringCGLIB.total
  [
    /(\$\$(?:\w*(?:CGLIB|ByCGLIB|ByGuice)|FastClass\w*|SpringCGLIB|HibernateProxy|HibernateBasicProxy|ByteBuddy|JavassistProxy|_javassist|Proxy\w*))(?:\$\$?[0-9a-zA-Z]{1,10})+(?=[.$/]|$)/g,
    '$1',
  ],
  // Shop$HibernateProxy$x3Fq2a → Shop$HibernateProxy
  // Drawn by lot of letters and digits: a class that somebody named has a capital and small letters after it.
  [
    /(\$(?:HibernateProxy|ByteBuddy|MockitoMock|auxiliary|accessor|original|jaxbAccessor\w*))\$(?:(?=[A-Za-z]*\d)\w{4,12}|(?=[a-z]|\w?[a-z]+[A-Z]|[A-Z]{2})\w{8})(?=[.$/:]|$)/g,
    '$1',
  ],
  // shop.core$total$fn__5942.invoke → shop.core$total$fn.invoke
  [/(?<=\$[A-Za-z][\w-]{0,200}?)(?:__\d+(?:__auto__)?)+(?=[.$/]|$)/g, ''],
  // Script17.run → Script….run
  [/^((?:\w*Template)?Script|spel[./]Ex)\d+(?=[.$])|(\$eval)\d+(?=[.$/]|$)/g, '$1$2…'],
  // EventHandler1422_1796049787385-6100.write → EventHandler….write
  [/(\bEventHandler)\d+_\d+-\d+(?=\.)/g, '$1…'],
  // Order_$$_jvst3f2_0 → Order_$$_jvst
  [/(_\$\$_(?:jvst|javassist)|\$\$_javassist(?:_seam)?)(?:_?[0-9a-f]{1,8})+(?=[.$/]|$)/g, '$1'],
  // CodegenStage12 → CodegenStage…
  [
    /(\bGeneratedClass\$(?:GeneratedIteratorForCodegenStage|Specific\w+?_)|\$Access4Jackson(?:S|Des)erializer)[0-9a-f]{1,8}(?=[.$/]|$)/g,
    '$1…',
  ],
  // Worker$1.run → Worker$….run
  [/\$\d+(?=[.$]|$)/g, '$$…'],
  // core::f::h0123456789abcdef → core::f
  [/::h[0-9a-f]{16}\b/g, ''],
  // f::{{closure}}#2 → f::{{closure}}
  [/(\{\{closure\}\})(?:#\d+)?/g, '$1'],
  // f [clone .isra.3] → f
  [/ \[clone [^\]]*\]/g, ''],
  // 0x7f1c84112800 → 0x…
  [/(?<![\w.+])0x[0-9a-f]{5,16}(?![\w.])/gi, '0x…'],
  // lambda_method12 → lambda_method…
  [/\b(lambda_method)\d+(?:\(pMT: [0-9A-Fa-f]+\))?(?=$|[(\s])/g, '$1…'],
  // Shop+<>c__DisplayClass3_0.<Main>b__0 → Shop+<>c__DisplayClass….<Main>b__…
  [/(__DisplayClass|>[bd]__|>g__\w+\||<>f__AnonymousType)\d+(?:_\d+)*/g, '$1…'],
  // Castle.Proxies.ITillProxy_3.Total → Castle.Proxies.ITillProxy.Total
  [/(\bCastle\.Proxies\.\w+?Proxy)(?:_\d+)+(?=[.+!]|$)/g, '$1'],
  // shop:'-total/1-fun-3-'/2 → shop:'-total/1-fun-…-'/2
  [/(?<=-(?:fun|l?b?m?c\$\^))-?\d+(?:\/\d+-\d+)?(?=-)/g, '…'],
  // shop.total.__lambda3 → shop.total.__lambda…
  [/(__(?:lambda|funcliteral|dgliteral|foreachbody))(?:_?[LC]?\d+)+/g, '$1…'],
  // JS:*render → JS:render
  [/(?<=^(?:LazyCompile|Function|Script|Eval|JS):)[*~^+]/g, ''],
  // main.3f9c2ab1.js → main.js
  [/[.-][0-9a-f]{8,}(?=\.(?:m|c)?js\b)/g, ''],
  // payments/cache.py:41 → payments/cache.py
  [/(\.pyx?):\d+$/g, '$1'],
  // (anonymous shop.js:12) → (anonymous shop.js)
  [/(?<=^\(anonymous \S{1,300}):\d+\)$/g, ')'],
  // render app.js:12:7 → render app.js
  [/(\.(?:m|c)?[jt]sx?):\d+(?::\d+)?$/g, '$1'],
]

export function normaliseForComparison(name: string): string {
  let text = normaliseFrameName(name)
  // Nearly every name has nothing to replace; one scan decides. What is drawn by lot may have no digit.
  if (!/[0-9]|\{\{|\[|\$\$|:[*~^+]|\$(?:HibernateProxy|ByteBuddy|MockitoMock|auxiliary|accessor|original)\$/.test(text))
    return text
  for (const [pattern, replacement] of nameRules) text = text.replace(pattern, replacement)
  return text
}
