import type { PathPattern } from './path-pattern.ts'

/** What every text that the pattern matches begins with. */
export function headOf({ pieces }: PathPattern): string {
  const first = pieces[0]
  return first?.kind === 'literal' ? first.text : ''
}

/** What every text that the pattern matches ends with. */
export function endOf({ pieces }: PathPattern): string {
  const last = pieces.at(-1)
  return last?.kind === 'literal' ? last.text : ''
}

/** Whether some text begins with both of these. */
export function areAlike(head: string, other: string): boolean {
  return head.startsWith(other) || other.startsWith(head)
}

/** Whether some text ends with both of these. */
export function endAlike(end: string, other: string): boolean {
  return end.endsWith(other) || other.endsWith(end)
}
