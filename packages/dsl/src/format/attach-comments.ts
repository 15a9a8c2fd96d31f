import type { Span } from '@tidegate/model'
import type { Comment } from '../syntax/ast/leaves.ts'

/** Where the comments inside a statement are placed. */
export interface Attached<P> {
  /** On lines of their own above the statement. */
  readonly above: readonly Comment[]
  /** After the header or head, on the same line. */
  readonly afterHead?: Comment
  readonly pieces: readonly AttachedPiece<P>[]
}

/** A piece with its comments. */
export interface AttachedPiece<P> {
  readonly piece: P
  readonly above: readonly Comment[]
  readonly after?: Comment
}

/**
 * Assigns each comment inside a statement to the piece that it follows on the same line, else to the next piece; a comment
 * inside a piece is placed above it. `headEnd` is the end of the part before the first piece. Pieces and comments must be in
 * the order of the text.
 */
export function attachComments<P extends { readonly span: Span }>(
  text: string,
  headEnd: number,
  pieces: readonly P[],
  comments: readonly Comment[],
): Attached<P> {
  const above: Comment[] = []
  let afterHead: Comment | undefined
  const slots = pieces.map((piece) => ({ piece, above: [] as Comment[], after: undefined as Comment | undefined }))
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
    if (onItsLine && before !== undefined) before.after = comment
    else if (onItsLine && afterHead === undefined) afterHead = comment
    else if (next === -1) above.push(comment)
    else slots[next]?.above.push(comment)
  }
  return {
    above,
    ...(afterHead === undefined ? {} : { afterHead }),
    pieces: slots.map(({ after, ...slot }) => (after === undefined ? slot : { ...slot, after })),
  }
}
