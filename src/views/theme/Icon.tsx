/** Small line icons, drawn in the current colour. They accompany a word; where they stand alone the control names itself. */
import type { ReactElement } from 'react'

interface Drawing {
  readonly box: 16 | 24
  readonly stroke: number
  readonly path: string
  readonly filled?: boolean
}

const drawings = {
  logo: {
    box: 16,
    stroke: 0,
    filled: true,
    path: 'M1 3.2 5.6 1.5v11.3L1 14.5zM6.2 1.5l3.6 1.7v11.3l-3.6-1.7zM10.4 3.2 15 1.5v11.3l-4.6 1.7z',
  },
  cpu: {
    box: 16,
    stroke: 1.4,
    path: 'M5 4h6a1 1 0 0 1 1 1v6a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1V5a1 1 0 0 1 1-1zM6.5 1v3M9.5 1v3M6.5 12v3M9.5 12v3M1 6.5h3M1 9.5h3M12 6.5h3M12 9.5h3',
  },
  heap: { box: 16, stroke: 1.4, path: 'M8 1.5 14 5 8 8.5 2 5zM2 8l6 3.5L14 8M2 11l6 3.5L14 11' },
  lock: {
    box: 16,
    stroke: 1.4,
    path: 'M4 7h8a1 1 0 0 1 1 1v5.5a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1V8a1 1 0 0 1 1-1zM5 7V4.8a3 3 0 0 1 6 0V7',
  },
  'contention-bound': {
    box: 24,
    stroke: 2,
    path: 'M13.5 10h7a1 1 0 0 1 1 1v6a1 1 0 0 1-1 1h-7a1 1 0 0 1-1-1v-6a1 1 0 0 1 1-1zM14.5 10V7.8a2.5 2.5 0 0 1 5 0V10M2 6.5h7M2 11h7M2 15.5h7M2 20h7',
  },
  'gc-pressure': {
    box: 24,
    stroke: 2,
    path: 'M4 12a8 8 0 0 1 14-5.3M20 12a8 8 0 0 1-14 5.3M18 2.5V7h-4.5M6 21.5V17h4.5',
  },
  'slow-leak': { box: 24, stroke: 2, path: 'M12 2.5c4 5 6 8 6 11.5a6 6 0 0 1-12 0c0-3.5 2-6.5 6-11.5z' },
  'cascading-failure': { box: 24, stroke: 2, path: 'M12 3 22 20.5H2zM12 9.5V15M12 17v1.5' },
  'cpu-bound': { box: 24, stroke: 2, path: 'M3 18a9 9 0 1 1 18 0M12 18l5-6.5' },
  'no-clear-pattern': {
    box: 24,
    stroke: 2,
    path: 'M21.5 12a9.5 9.5 0 0 1-1.3 4.8M17.4 19.8a9.5 9.5 0 0 1-4.4 1.6M9.4 21.1a9.5 9.5 0 0 1-4-2.3M3.2 15.6a9.5 9.5 0 0 1-.6-4.9M3.9 7.1a9.5 9.5 0 0 1 3.2-3.2M10.2 2.7a9.5 9.5 0 0 1 4.6.2M18 4.6a9.5 9.5 0 0 1 2.7 3.5M9 9.5a3 3 0 1 1 4.5 2.6c-1 .6-1.5 1.2-1.5 2.4M12 17v1.5',
  },
  'cannot-see': {
    box: 16,
    stroke: 1.3,
    path: 'M1.5 8S4 3.5 8 3.5 14.5 8 14.5 8 12 12.5 8 12.5 1.5 8 1.5 8zM2.5 14l11-12',
  },
  down: { box: 16, stroke: 1.5, path: 'm4 6.5 4 4 4-4' },
  up: { box: 16, stroke: 1.5, path: 'm4 10 4-4 4 4' },
  earlier: { box: 16, stroke: 1.5, path: 'm10 3.5-4.5 4.5L10 12.5' },
  later: { box: 16, stroke: 1.5, path: 'm6 3.5 4.5 4.5L6 12.5' },
  search: { box: 16, stroke: 1.5, path: 'M11.5 7a4.5 4.5 0 1 1-9 0 4.5 4.5 0 0 1 9 0zM10.5 10.5l4 4' },
  moon: { box: 16, stroke: 1.4, path: 'M13.5 9.7A6 6 0 0 1 6.3 2.5a6 6 0 1 0 7.2 7.2z' },
  sun: {
    box: 16,
    stroke: 1.4,
    path: 'M11 8a3 3 0 1 1-6 0 3 3 0 0 1 6 0zM8 1v2M8 13v2M1 8h2M13 8h2M3 3l1.4 1.4M11.6 11.6 13 13M3 13l1.4-1.4M11.6 4.4 13 3',
  },
  share: {
    box: 16,
    stroke: 1.4,
    path: 'M6.5 9.5l3-3M7 4.5l1.5-1.5A3 3 0 0 1 13 7.5L11.5 9M9 11.5 7.5 13A3 3 0 0 1 3 8.5L4.5 7',
  },
  table: { box: 16, stroke: 1.3, path: 'M2 3h12v10H2zM2 6.5h12M2 9.8h12M6.5 6.5V13' },
  enlarge: { box: 16, stroke: 1.4, path: 'M9.5 2.5h4v4M6.5 13.5h-4v-4M13 3 9.5 6.5M3 13l3.5-3.5' },
  shrink: { box: 16, stroke: 1.4, path: 'M13.5 6.5h-4v-4M2.5 9.5h4v4M9.5 6.5 13.5 2.5M6.5 9.5l-4 4' },
  target: { box: 16, stroke: 1.5, path: 'M1.5 4.5h13v7h-13z' },
  held: { box: 16, stroke: 2, path: 'm3 8.5 3.5 3.5L13 4.5' },
  missed: { box: 16, stroke: 1.6, path: 'M4 4l8 8M12 4l-8 8' },
  unknown: { box: 16, stroke: 1.6, path: 'M5.5 6a2.5 2.5 0 1 1 3.7 2.2C8.4 8.7 8 9.2 8 10M8 12v1.5' },
  copy: { box: 16, stroke: 1.3, path: 'M5.5 5.5h8v8h-8zM3 10.5h-.5v-8h8V3' },
  arrow: { box: 16, stroke: 1.5, path: 'M3 8h9.5M8.5 4l4 4-4 4' },
  link: {
    box: 16,
    stroke: 1.4,
    path: 'M6.5 9.5l3-3M7 5l1.8-1.8a2.8 2.8 0 0 1 4 4L11 9M9 11l-1.8 1.8a2.8 2.8 0 0 1-4-4L5 7',
  },
  warning: { box: 16, stroke: 1.4, path: 'M8 1.8 15 14H1zM8 6v4M8 11.5v1' },
  file: { box: 16, stroke: 1.3, path: 'M3.5 1.5h5.5l3.5 3.5v9.5h-9zM9 1.5V5h3.5' },
  folder: { box: 16, stroke: 1.3, path: 'M1.5 3.5h4.5l1.5 2h7v7.5h-13z' },
  clock: { box: 16, stroke: 1.3, path: 'M14.5 8a6.5 6.5 0 1 1-13 0 6.5 6.5 0 0 1 13 0zM8 4v4l2.5 2' },
  close: { box: 16, stroke: 1.5, path: 'M4 4l8 8M12 4l-8 8' },
  undo: { box: 16, stroke: 1.4, path: 'M3 6h6.5a3.5 3.5 0 0 1 0 7H6M5.5 3 2.5 6l3 3' },
} as const satisfies Record<string, Drawing>

export type IconName = keyof typeof drawings

export function Icon({
  name,
  size = 16,
  className = '',
}: {
  readonly name: IconName
  readonly size?: number
  readonly className?: string
}): ReactElement {
  const drawing: Drawing = drawings[name]
  return (
    <svg
      className={`block flex-none forced-colors:text-inherit! ${className}`}
      width={size}
      height={size}
      viewBox={`0 0 ${drawing.box} ${drawing.box}`}
      fill={drawing.filled === true ? 'currentColor' : 'none'}
      stroke={drawing.filled === true ? 'none' : 'currentColor'}
      strokeWidth={drawing.stroke}
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      <path d={drawing.path} />
    </svg>
  )
}
