/** Keys on a window: arrows move it, with Shift they move its end. It never leaves the span nor turns over. */
import type { TimeWindow } from '../../core/base/units.ts'

const shortestMs = 1000

export function moveWindow(window: TimeWindow, byMs: number, span: TimeWindow): TimeWindow {
  const length = window.untilMs - window.fromMs
  const fromMs = Math.min(Math.max(window.fromMs + byMs, span.fromMs), Math.max(span.fromMs, span.untilMs - length))
  return { fromMs, untilMs: fromMs + length }
}

export function resizeWindow(window: TimeWindow, byMs: number, span: TimeWindow): TimeWindow {
  const untilMs = Math.min(
    Math.max(window.untilMs + byMs, window.fromMs + shortestMs),
    Math.max(span.untilMs, window.fromMs + shortestMs),
  )
  return { fromMs: window.fromMs, untilMs }
}

/** A step that one can feel: a fiftieth of what is shown, in whole seconds. */
export function keyStepMs(span: TimeWindow): number {
  return Math.max(1, Math.round((span.untilMs - span.fromMs) / 50_000)) * 1000
}

/** Whole seconds: links and typed times carry seconds. */
export function wholeSeconds(window: TimeWindow): TimeWindow {
  const fromMs = Math.round(window.fromMs / 1000) * 1000
  const untilMs = Math.round(window.untilMs / 1000) * 1000
  return { fromMs, untilMs: Math.max(untilMs, fromMs + shortestMs) }
}

/** Same length, one window earlier (−1) or later (+1). */
export function stepWindow(window: TimeWindow, direction: -1 | 1): TimeWindow {
  const by = direction * (window.untilMs - window.fromMs)
  return { fromMs: window.fromMs + by, untilMs: window.untilMs + by }
}
