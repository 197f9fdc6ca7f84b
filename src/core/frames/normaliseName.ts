/**
 * Names that change with every build although the function is the same: closures' numbers, generic shapes, hashes, versions,
 * generated classes, line numbers. Two windows are compared under the normalised name, and the mapping is shown, so that nobody
 * has to guess what was put together.
 */
import { normaliseFrameName } from './frameName.ts'

export interface NameRule {
  readonly id: string
  /** For the list of rules in the page. */
  readonly example: string
  readonly pattern: RegExp
  readonly replacement: string
}

/** In this order; each is anchored to what a tool writes, so that a user's own digits stay. */
export const nameRules: readonly NameRule[] = [
  {
    id: 'go-version',
    example: 'github.com/a/b/v2@v2.3.1.F → github.com/a/b.F',
    pattern: /@v\d+\.\d+\.\d+[\w.+-]*/g,
    replacement: '',
  },
  {
    id: 'go-major',
    example: 'github.com/a/b/v3.F → github.com/a/b.F',
    pattern: /\/v(?:[2-9]|\d\d+)(?=[./])/g,
    replacement: '',
  },
  {
    id: 'go-generic',
    example: 'Map[go.shape.int].Get → Map[…].Get',
    pattern: /\[(?:go\.shape\.|\.\.\.)[^\]]*\]/g,
    replacement: '[…]',
  },
  {
    id: 'go-closure',
    example: 'Handle.func3.1 → Handle.func…',
    pattern: /\.func\d+(?:\.(?:func)?\d+)*(?:\.gowrap\d+)?(?=$|-)/g,
    replacement: '.func…',
  },
  {
    id: 'go-wrap',
    example: 'Handle.gowrap2 → Handle.gowrap…',
    pattern: /\.(?:gowrap|deferwrap)\d+/g,
    replacement: '.gowrap…',
  },
  {
    id: 'jvm-lambda',
    example: 'A$$Lambda$31/0x7f.run → A$$Lambda.run',
    pattern: /\$\$Lambda(?:[$./+](?:0x[0-9a-f]+|\d+)\b)*/g,
    replacement: '$$$$Lambda',
  },
  {
    id: 'jvm-lambda-method',
    example: 'lambda$main$4 → lambda$main',
    pattern: /(lambda\$\w+?)\$\d+/g,
    replacement: '$1',
  },
  {
    id: 'jvm-proxy-module',
    example: 'jdk.proxy2.$Proxy45 → jdk.proxy….$Proxy…',
    pattern: /\b(jdk[./]proxy)\d+(?=[./]\$Proxy)/g,
    replacement: '$1…',
  },
  {
    id: 'jvm-generated',
    example: 'GeneratedMethodAccessor17 → GeneratedMethodAccessor…',
    pattern: /(Generated(?:Method|Constructor|SerializationConstructor)Accessor|\$Proxy)\d+(?:[./+]0x[0-9a-f]+)?/g,
    replacement: '$1…',
  },
  {
    id: 'jvm-lambda-form',
    example: 'LambdaForm$MH.0x00007f1c84112800.invoke → LambdaForm$MH.invoke',
    pattern: /(LambdaForm\$(?:MH|DMH|BMH|VH))(?:[$./+]?(?:0x[0-9a-f]+|\d+))+/g,
    replacement: '$1',
  },
  {
    id: 'jvm-hidden',
    example: 'com.acme.Shop+0x00007f1c84112800.run → com.acme.Shop.run',
    pattern: /(?<=[\w$])[+./]0x[0-9a-f]{6,16}(?=[.$/]|$)/g,
    replacement: '',
  },
  {
    id: 'jvm-enhanced',
    example: 'Shop$$EnhancerBySpringCGLIB$$3f2a91bc.total → Shop$$EnhancerBySpringCGLIB.total',
    pattern:
      /(\$\$(?:\w*(?:CGLIB|ByCGLIB|ByGuice)|FastClass\w*|SpringCGLIB|HibernateProxy|HibernateBasicProxy|ByteBuddy|JavassistProxy|_javassist|Proxy\w*))(?:\$\$?[0-9a-zA-Z]{1,10})+(?=[.$/]|$)/g,
    replacement: '$1',
  },
  {
    id: 'jvm-mock',
    example: 'Shop$HibernateProxy$x3Fq2a → Shop$HibernateProxy',
    pattern: /(\$(?:HibernateProxy|ByteBuddy|MockitoMock|auxiliary|jaxbAccessor\w*))\$\w{4,12}/g,
    replacement: '$1',
  },
  {
    id: 'jvm-javassist',
    example: 'Order_$$_jvst3f2_0 → Order_$$_jvst',
    pattern: /(_\$\$_(?:jvst|javassist)|\$\$_javassist(?:_seam)?)(?:_?[0-9a-f]{1,8})+(?=[.$/]|$)/g,
    replacement: '$1',
  },
  {
    id: 'jvm-codegen',
    example: 'CodegenStage12 → CodegenStage…',
    pattern:
      /(\bGeneratedClass\$(?:GeneratedIteratorForCodegenStage|Specific\w+?_)|\$Access4Jackson(?:S|Des)erializer)[0-9a-f]{1,8}(?=[.$/]|$)/g,
    replacement: '$1…',
  },
  { id: 'jvm-anonymous', example: 'Worker$1.run → Worker$….run', pattern: /\$\d+(?=[.$]|$)/g, replacement: '$$…' },
  { id: 'rust-hash', example: 'core::f::h0123456789abcdef → core::f', pattern: /::h[0-9a-f]{16}\b/g, replacement: '' },
  {
    id: 'rust-closure',
    example: 'f::{{closure}}#2 → f::{{closure}}',
    pattern: /(\{\{closure\}\})(?:#\d+)?/g,
    replacement: '$1',
  },
  { id: 'cxx-clone', example: 'f [clone .isra.3] → f', pattern: / \[clone [^\]]*\]/g, replacement: '' },
  {
    id: 'address',
    example: '0x7f1c84112800 → 0x…',
    pattern: /(?<![\w.+])0x[0-9a-f]{5,16}(?![\w.])/gi,
    replacement: '0x…',
  },
  {
    id: 'dotnet-compiled',
    example: 'lambda_method12 → lambda_method…',
    pattern: /\b(lambda_method)\d+(?:\(pMT: [0-9A-Fa-f]+\))?(?=$|[(\s])/g,
    replacement: '$1…',
  },
  {
    id: 'dotnet-generated',
    example: 'Shop+<>c__DisplayClass3_0.<Main>b__0 → Shop+<>c__DisplayClass….<Main>b__…',
    pattern: /(__DisplayClass|>[bd]__|>g__\w+\||<>f__AnonymousType)\d+(?:_\d+)*/g,
    replacement: '$1…',
  },
  {
    id: 'js-tier',
    example: 'JS:*render → JS:render',
    pattern: /(?<=^(?:LazyCompile|Function|Script|Eval|JS):)[*~^+]/g,
    replacement: '',
  },
  {
    id: 'bundle-hash',
    example: 'main.3f9c2ab1.js → main.js',
    pattern: /[.-][0-9a-f]{8,}(?=\.(?:m|c)?js\b)/g,
    replacement: '',
  },
  {
    id: 'python-line',
    example: 'payments/cache.py:41 → payments/cache.py',
    pattern: /(\.pyx?):\d+$/g,
    replacement: '$1',
  },
  {
    id: 'js-anonymous',
    example: '(anonymous shop.js:12) → (anonymous shop.js)',
    pattern: /(?<=^\(anonymous \S{1,300}):\d+\)$/g,
    replacement: ')',
  },
  {
    id: 'js-line',
    example: 'render app.js:12:7 → render app.js',
    pattern: /(\.(?:m|c)?[jt]sx?):\d+(?::\d+)?$/g,
    replacement: '$1',
  },
]

export function normaliseForComparison(name: string): string {
  let text = normaliseFrameName(name)
  // Nearly every name has nothing to replace; one scan decides.
  if (!/[0-9]|\{\{|\[|\$\$|:[*~^+]/.test(text)) return text
  for (const { pattern, replacement } of nameRules) text = text.replace(pattern, replacement)
  return text
}
