import type { PathTextPart } from '@tidegate/values'

/** The part of a value that a text is compared with. */
export type TextPart = PathTextPart

/** How a value that no request has is compared, in words. */
export const wordsOfPart: Readonly<Record<TextPart, string>> = {
  whole: 'is never',
  start: 'never starts with',
  end: 'never ends with',
  middle: 'never contains',
}

/** Why a text of a policy does not match what requests contain, and what was probably intended. */
export interface TextFault {
  /** `never`: no request has such a value. `unlikely`: a request can have it, but those of ordinary clients do not. */
  readonly kind: 'never' | 'unlikely'
  /** A clause in lower case without a final period. */
  readonly reason: string
  /** The text that was probably intended; a fix writes it in place of the other. */
  readonly instead?: string | undefined
  /** What to write, if it is not a text in the same place. */
  readonly help?: string | undefined
}

/** Returns the fault of a text that no request contains. */
export function never(reason: string, remedy: Pick<TextFault, 'instead' | 'help'> = {}): TextFault {
  return { kind: 'never', reason, ...remedy }
}

/** Returns the fault of a text that ordinary requests do not contain. */
export function unlikely(reason: string, remedy: Pick<TextFault, 'instead' | 'help'> = {}): TextFault {
  return { kind: 'unlikely', reason, ...remedy }
}

/** Whether a text is a regular expression, of which no ordinary value contains the text itself: `(?i)bot`, `bot.*`, `(bot|spider)`. */
export function isRegularExpression(text: string): boolean {
  return /\(\?[:i=!<]|\.[*+](?!\w)|\\[.dswb/]|\[\^?[a-z\d]-[a-z\d]|^\^[\w/(]|\([\w ./-]+(?:\|[\w ./-]+)+\)/i.test(text)
}

/** The fault of a regular expression. */
export function faultOfPattern(label: string): TextFault {
  return unlikely('there are no regular expressions or wildcards in strings', {
    help: `write \`${label} contains "…"\`, which finds the text anywhere in it`,
  })
}

/** Whether the text is compared with the beginning of the value. */
export function isAtStart(part: TextPart): boolean {
  return part === 'whole' || part === 'start'
}

/** Whether the text is compared with the end of the value. */
export function isAtEnd(part: TextPart): boolean {
  return part === 'whole' || part === 'end'
}
