/**
 * p for tests of tens of thousands of paths, of which only those of at most 5 % can ever be reported: where the dispersed G alone says
 * more than that, the answer is 1 and the exact sum is not made.
 */
import { type DesignEffect, dispersedP } from './overdispersion.ts'
import { type Counted, rateG, rateTest, shareG, shareTest } from './shareTest.ts'

/** 95 % point of χ²₁; that of F(1, ν) is larger still. */
const uninteresting = 3.8414588206941227

export function screenedShareP(base: Counted, head: Counted, effect: DesignEffect): number {
  const g = shareG(base, head)
  return g < uninteresting * effect.d ? 1 : dispersedP(shareTest(base, head).p, g, effect)
}

export function screenedRateP(
  kA: number,
  exposureA: number,
  kB: number,
  exposureB: number,
  effect: DesignEffect,
): number {
  const g = rateG(kA, exposureA, kB, exposureB)
  return g < uninteresting * effect.d ? 1 : dispersedP(rateTest(kA, exposureA, kB, exposureB).p, g, effect)
}
