import { describe, expect, it } from 'vitest'
import { isJavaFrame, javaFrameName } from './javaNames.ts'

describe('a method as async-profiler writes it', () => {
  it.each([
    ['java/util/HashMap.put', 'java.util.HashMap.put'],
    ['org/parcel/Kiosk$Catalogue.<init>', 'org.parcel.Kiosk$Catalogue.<init>'],
    ['org/parcel/Kiosk$$Lambda$7.0x00007f8d00001220.run', 'org.parcel.Kiosk$$Lambda.run'],
    ['app/Main.work', 'app.Main.work'],
  ])('%s is %s, as in the other files of that JVM', (said, name) => {
    expect(javaFrameName(said)).toBe(name)
    expect(isJavaFrame(said)).toBe(true)
  })

  it.each([
    'net/http.HandlerFunc.ServeHTTP',
    'net/http.(*conn).serve',
    'github.com/BurntSushi/toml.Decode',
    'src/views/App.tsx',
    'lib/Model.rb',
    '/usr/lib/x86_64/libC.so.6',
    'java.util.HashMap.put',
    'GCTaskThread::run',
  ])('%s is none, where a file does not say whose it is', (said) => {
    expect(isJavaFrame(said)).toBe(false)
  })

  it('leaves paths of libraries as they are', () => {
    expect(javaFrameName('/usr/lib/jvm/libjvm.so')).toBe('/usr/lib/jvm/libjvm.so')
    expect(javaFrameName('GCTaskThread::run')).toBe('GCTaskThread::run')
  })
})
