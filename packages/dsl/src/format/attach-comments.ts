import type { Span } from '@tidegate/model'
import type { Comment } from '../syntax/ast/leaves.ts'

/** Where the comments inside a statement go. */
export interface Attached<P> {
  /** To lines of their own above the statement. */
  readonly above: readonly Comment[]
  /** Behind the header or head, on its line. */
  readonly behindHead?: Comment
  readonly pieces: readonly AttachedPiece<P>[]
}

/** A piece with its comments. */
export interface AttachedPiece<P> {
  readonly piece: P
  readonly above: readonly Comment[]
  readonly behind?: Comment
}

/**
 * Gives each comment inside a statement to the piece that it stands behind on the same line, else to the piece that
 * follows; what stands inside a piece goes above it. `headEnd` is where the part before the first piece ended.
 * Pieces and comments come in the order of the text.
 */
export function attachComments<P extends { readonly span: Span }>(
  text: string,
  headEnd: number,
  pieces: readonly P[],
  comments: readonly Comment[],
): Attached<P> {
  const above: Comment[] = []
  let behindHead: Comment | undefined
  const slots = pieces.map((piece) => ({ piece, above: [] as Comment[], behind: undefined as Comment | undefined }))
  for (const comment of comments) {
    const at = comment.span.start
    if (at < headEnd) {
      above.push(comment)
      continue
    }
    const next = slots.findIndex(({ piece }) => piece.span.end > at)
    const before = next === -1 ? slots.at(-1) : slots[next - 1]
    const end = before === undefined ? headEnd : before.piece.span.end
    const onItsLine = !/[\r\n]/u.test(text.slice(end, at))
    if (onItsLine && before !== undefined) before.behind = comment
    else if (onItsLine && behindHead === undefined) behindHead = comment
    else if (next === -1) above.push(comment)
    else slots[next]?.above.push(comment)
  }
  return {
    above,
    ...(behindHead === undefined ? {} : { behindHead }),
    pieces: slots.map(({ behind, ...slot }) => (behind === undefined ? slot : { ...slot, behind })),
  }
}
