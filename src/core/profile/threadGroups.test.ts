import { describe, expect, it } from 'vitest'
import { threadGroupOf, threadGroups } from './threadGroups.ts'

describe('threads of one kind', () => {
  it('have the same name but for the last number in it', () => {
    expect(threadGroupOf('http-nio-8080-exec-7')).toBe('http-nio-8080-exec-#')
    expect(threadGroupOf('Thread-5 (worker)')).toBe('Thread-# (worker)')
    expect(threadGroupOf('C2 CompilerThread0')).toBe('C2 CompilerThread#')
    expect(threadGroupOf('ThreadPoolExecutor-0_3')).toBe('ThreadPoolExecutor-0_#')
    expect(threadGroupOf('Arbeiter-ä-12')).toBe('Arbeiter-ä-#')
  })

  it('are none where the name has no number or is hardly more than one', () => {
    expect(threadGroupOf('MainThread')).toBeUndefined()
    expect(threadGroupOf('140234')).toBeUndefined()
    expect(threadGroupOf('Thread 0x7f21')).toBeUndefined()
    expect(threadGroupOf('#12')).toBeUndefined()
  })

  it('need two: one alone keeps its own name, and pools stay apart', () => {
    const groups = threadGroups(['pool-1-thread-1', 'pool-1-thread-2', 'pool-2-thread-1', 'main', 'main'])
    expect([...groups]).toEqual([
      ['pool-1-thread-1', 'pool-1-thread-#'],
      ['pool-1-thread-2', 'pool-1-thread-#'],
      ['pool-2-thread-1', 'pool-2-thread-1'],
      ['main', 'main'],
    ])
  })

  it('are read out of any name in a moment', () => {
    const names = Array.from({ length: 2000 }, (_, at) => `${'9a'.repeat(90)}${at}`)
    expect(threadGroups(names).size).toBe(2000)
  })
})
