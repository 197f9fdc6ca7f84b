import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { buildCallTree } from '../profile/buildCallTree.ts'
import { pathOfNode } from '../profile/framePath.ts'
import { profileFromText } from '../testing/fromText.ts'
import { ProfileBuilder } from '../profile/profileBuilder.ts'
import { visibleFrames, type VisibleFrames, type VisibleFramesOptions } from './visibleFrames.ts'
import type { CallTree } from '../profile/callTree.ts'

const treeOf = (text: string): CallTree => buildCallTree(profileFromText(text), { column: 0, unit: 'count' })

const see = (tree: CallTree, options: Partial<VisibleFramesOptions> = {}): VisibleFrames =>
  visibleFrames(tree, { focus: [], widthPx: 100, foldChains: true, ...options })

/** One line per box: indent by depth, kind unless it is a frame, names, position in hundredths of the pane. */
function draw({ boxes }: VisibleFrames): string[] {
  return boxes.map((box) => {
    const what = box.kind === 'smaller' ? `${box.smaller} smaller` : box.names.join(' → ')
    const label = [box.kind === 'frame' || box.kind === 'smaller' ? '' : box.kind, what].filter(Boolean).join(' ')
    const from = Math.round(box.x * 100)
    return `${' '.repeat(box.depth)}${label} ${from}–${Math.round((box.x + box.width) * 100)}${box.match ? ' match' : ''}`
  })
}

const shop = treeOf(`
  main    main    main    main    main
  serve   serve   serve   serve   idle
  mux     mux     mux     mux
  route   route   route   route
  handle  handle  handle  handle
  parse   parse   tiny1   tiny2
  utf8    gunzip
  60      27      2       1       10
`)

describe('visibleFrames', () => {
  it('lays out children by cost, folds only children that carry the same cost, and folds what is too small', () => {
    expect(draw(see(shop))).toEqual([
      'root 0–100',
      ' main 0–100',
      '  chain serve → mux → route 0–90',
      '   handle 0–90',
      '    parse 0–87',
      '     utf8 0–60',
      '     gunzip 60–87',
      '  idle 90–100',
      '    2 smaller 87–90',
    ])
  })

  it('names a chain after the program’s own function nearest to what happens, else after its first', () => {
    const tree = treeOf(`
      net/http.(*conn).serve          net/http.(*conn).serve          runtime.mstart
      net/http.HandlerFunc.ServeHTTP  net/http.HandlerFunc.ServeHTTP  runtime.mcall
      acme.io/shop.guard              acme.io/shop.guard              runtime.goexit0
      acme.io/shop.Pay                acme.io/shop.Pay                runtime.park_m
      sync.(*Mutex).Lock              sync.(*Mutex).Lock              runtime.schedule
      sync.runtime_Semacquire         runtime.procyield               runtime.findRunnable
      3                               2                               1
    `)
    const chains = see(tree).boxes.filter(({ names }) => names.length > 1)
    expect(chains.map(({ names, lead, own, hue }) => [names[lead], own, hue])).toEqual([
      ['acme.io/shop.Pay', true, 'own'],
      ['runtime.mstart', false, 'runtime'],
    ])
  })

  it('keeps every frame of a chain when asked to', () => {
    expect(draw(see(shop, { foldChains: false })).slice(1, 5)).toEqual([
      ' main 0–100',
      '  serve 0–90',
      '   mux 0–90',
      '    route 0–90',
    ])
  })

  it('zooms: callers of the focus span the pane, its children share it', () => {
    const view = see(shop, { focus: ['main', 'serve', 'mux', 'route', 'handle', 'parse'], widthPx: 90 })
    expect(draw(view)).toEqual([
      'root 0–100',
      ' ancestor main 0–100',
      '  ancestor serve 0–100',
      '   ancestor mux 0–100',
      '    ancestor route 0–100',
      '     ancestor handle 0–100',
      '      parse 0–100',
      '       utf8 0–69',
      '       gunzip 69–100',
    ])
    expect([view.grandTotal, view.focusTotal, view.focusFound]).toEqual([100, 87, true])
  })

  it('folds a long run of callers, keeping the outermost and the nearest', () => {
    const deep = treeOf(`
      a
      b
      c
      d
      e
      f
      g
      h
    `)
    expect(draw(see(deep, { focus: ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'] }))).toEqual([
      'root 0–100',
      ' ancestor a 0–100',
      '  ancestor b → c → d 0–100',
      '   ancestor e 0–100',
      '    ancestor f 0–100',
      '     ancestor g 0–100',
      '      h 0–100',
    ])
  })

  it('opens "n smaller": only the children that were too small, over the full width', () => {
    const focus = ['main', 'serve', 'mux', 'route', 'handle']
    const view = see(shop, { focus, onlySmaller: { count: 2, folded: 1 } })
    expect(draw(view).slice(-2)).toEqual(['      tiny1 0–67', '      tiny2 67–100'])
  })

  it('opens "n smaller" to what is in it although all of that would have room where it is opened', () => {
    const tree = treeOf(`
      main   main   main  main   main
      serve  run    run   run    run
             parse  log   trace  stat
      880    100    9     7      4
    `)
    const box = see(tree).boxes.find(({ kind }) => kind === 'smaller')
    expect(box?.smaller).toBe(3)
    expect(draw(see(tree, { focus: ['main', 'run'], widthPx: 1000 })).slice(-4)).toEqual([
      '   parse 0–83',
      '   log 83–91',
      '   trace 91–97',
      '   stat 97–100',
    ])
    const opened = see(tree, { focus: ['main', 'run'], widthPx: 1000, onlySmaller: { count: 3, folded: 1 } })
    expect(draw(opened).slice(-3)).toEqual(['   log 0–45', '   trace 45–80', '   stat 80–100'])
  })

  describe('frames of nearly the same cost', () => {
    const service = (parse: '36' | '35', cancel: '1' | '2'): CallTree =>
      treeOf(
        `
        conn    conn    conn    conn   conn
        serve   serve   serve   serve  cancel
        mux     mux     mux     log
        handle  handle  handle
        verify  parse
        60      P.      1       2      C
      `
          .replace('P.', parse)
          .replace('C', cancel),
      )

    it('are one box while 97 % of the first is left; what leaves on the way is in its "n smaller", and opens', () => {
      const view = see(service('36', '1'), { widthPx: 300 })
      expect(draw(view)).toEqual([
        'root 0–100',
        ' chain conn → serve → mux 0–100',
        '  handle 0–97',
        '   verify 0–60',
        '   parse 60–96',
        '  2 smaller 97–100',
      ])
      expect(view.boxes[1]).toMatchObject({ total: 100, self: 0 })
      const opened = see(service('36', '1'), { focus: ['conn', 'serve', 'mux'], onlySmaller: { count: 2, folded: 3 } })
      expect(draw(opened).slice(-2)).toEqual(['    log 0–67', '    cancel 67–100'])
      expect(opened.boxes.slice(-2).map(({ leaves }) => leaves)).toEqual([1, 2])
    })

    it('stay apart where less is left, even when every step alone loses little', () => {
      expect(draw(see(service('35', '2'), { widthPx: 300 })).slice(0, 3)).toEqual([
        'root 0–100',
        ' conn 0–100',
        '  serve 0–98',
      ])
    })
  })

  it('falls back to the part of the focus that exists and says so', () => {
    const view = see(shop, { focus: ['main', 'gone'] })
    expect(view.focusFound).toBe(false)
    expect(view.focusTotal).toBe(100)
  })

  it('marks matches, inside chains too, and answers a half-typed pattern with a sentence', () => {
    const view = see(shop, { search: { text: 'ROUTE|utf', isRegex: true } })
    expect(draw(view).filter((line) => line.endsWith('match'))).toEqual([
      '  chain serve → mux → route 0–90 match',
      '     utf8 0–60 match',
    ])
    expect(view.matched).toEqual({ total: 90, functions: 2 })
    expect(see(shop, { search: { text: 'utf(', isRegex: true } }).matched?.error).toMatch(/not closed yet/)
  })

  it('draws an empty tree as its root', () => {
    expect(draw(see(treeOf('')))).toEqual(['root 0–100'])
  })

  it('folds the least when there are more boxes than the limit', () => {
    const view = see(shop, { limit: 7, foldChains: false })
    expect(draw(view)).toContain('    route 0–90')
    expect(draw(view).some((line) => line.includes('utf8'))).toBe(false)
    expect(draw(view).at(-1)).toMatch(/1 smaller/)
  })
})

describe('laws of the layout', () => {
  const stacks = fc.array(
    fc.record({ path: fc.array(fc.nat(4), { minLength: 1, maxLength: 9 }), weight: fc.integer({ min: 1, max: 5000 }) }),
    { minLength: 1, maxLength: 150 },
  )
  const build = (rows: readonly { readonly path: readonly number[]; readonly weight: number }[]): CallTree => {
    const builder = new ProfileBuilder([{ type: 'samples', unit: 'count' }])
    for (const { path, weight } of rows) {
      builder.sample(builder.stackFromRoot(path.map((i) => builder.frame(`f${i}`))), weight)
    }
    return buildCallTree(builder.finish({ format: 'test' }), { column: 0, unit: 'count' })
  }

  it('children stay inside their parent, side by side, at their true width; nothing is drawn twice or lost', () => {
    fc.assert(
      fc.property(
        stacks,
        fc.nat(),
        fc.boolean(),
        fc.integer({ min: 20, max: 2000 }),
        fc.integer({ min: 10, max: 400 }),
        (rows, pick, foldChains, widthPx, limit) => {
          const tree = build(rows)
          const focus = pick % tree.length
          const view = visibleFrames(tree, { focus: pathOfNode(tree, focus), widthPx, foldChains, limit })
          const childrenOf = new Map<number, number[]>()
          view.boxes.forEach((box, i) => {
            expect(box.parent).toBeLessThan(i)
            if (box.parent >= 0) childrenOf.set(box.parent, [...(childrenOf.get(box.parent) ?? []), i])
            if (box.kind === 'frame' || box.kind === 'chain')
              expect(box.width).toBeCloseTo(box.total / view.focusTotal, 9)
          })
          for (const [parent, children] of childrenOf) {
            const outer = view.boxes[parent]!
            const sorted = children.map((i) => view.boxes[i]!).sort((a, b) => a.x - b.x)
            let right = outer.x
            for (const box of sorted) {
              expect(box.x).toBeGreaterThanOrEqual(right - 1e-9)
              expect(box.depth).toBe(outer.depth + 1)
              right = box.x + box.width
            }
            expect(right).toBeLessThanOrEqual(outer.x + outer.width + 1e-9)
            if (outer.kind === 'frame' || outer.kind === 'chain') {
              const below = sorted.reduce((sum, box) => sum + box.total, 0)
              expect(below).toBeLessThanOrEqual(outer.total)
              // What is missing is less than a pixel of children.
              expect(outer.total - outer.self - below).toBeLessThan((view.focusTotal / widthPx) * 1.001)
            }
          }
          expect(view.boxes.length).toBeLessThanOrEqual(limit * 2 + 12)
        },
      ),
      { numRuns: 300 },
    )
  })
})
