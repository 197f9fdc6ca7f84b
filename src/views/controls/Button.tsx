import type { ButtonHTMLAttributes, ReactElement } from 'react'

const looks = {
  plain: 'border-line bg-surface-1 text-ink-2 hover:text-ink-1 hover:border-line-strong',
  strong: 'border-line bg-surface-1 text-ink-1 font-semibold hover:border-line-strong',
  quiet: 'border-transparent text-ink-2 hover:text-ink-1 hover:bg-surface-2',
  on: 'border-line-strong bg-surface-3 text-ink-1',
  link: 'border-transparent text-link underline-offset-2 hover:underline',
} as const

export type ButtonLook = keyof typeof looks

export interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly look?: ButtonLook
  /** As wide as high; give it an aria-label. */
  readonly square?: boolean
  readonly small?: boolean
  readonly ref?: React.Ref<HTMLButtonElement>
}

export function Button({ look = 'plain', square, small, className = '', type, ...rest }: ButtonProps): ReactElement {
  const height = small === true ? 'h-6' : 'h-7'
  const width =
    square === true ? (small === true ? 'w-6 justify-center' : 'w-7 justify-center') : small ? 'px-1.5' : 'px-2'
  return (
    <button
      type={type ?? 'button'}
      className={`touch inline-flex items-center gap-1.5 whitespace-nowrap rounded-control border disabled:opacity-45 ${height} ${width} ${looks[look]} ${square === true ? 'no-print' : ''} ${className}`}
      {...rest}
    />
  )
}
