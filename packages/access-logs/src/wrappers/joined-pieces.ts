/** Joins the pieces into which collectors divide long lines, for each stream of a log. */
export interface JoinedPieces {
  /** Keeps a piece. Returns false if the line has become longer than any that servers write; it is then forgotten. */
  readonly add: (stream: string, piece: string) => boolean
  /** Returns the whole line that ends with this piece. */
  readonly end: (stream: string, piece: string) => string
  /** Whether pieces of a line of this stream are waiting for its end. */
  readonly isOpen: (stream: string) => boolean
  readonly unfinished: () => number
}

const maxLength = 262_144

/** Creates an empty collection. Memory is bounded: there are two streams, and lines have a maximum length. */
export function createJoinedPieces(): JoinedPieces {
  const waiting = new Map<string, string>()
  return {
    add: (stream, piece) => {
      const sofar = (waiting.get(stream) ?? '') + piece
      if (sofar.length > maxLength) waiting.delete(stream)
      else waiting.set(stream, sofar)
      return sofar.length <= maxLength
    },
    end: (stream, piece) => {
      const whole = (waiting.get(stream) ?? '') + piece
      waiting.delete(stream)
      return whole
    },
    isOpen: (stream) => waiting.has(stream),
    unfinished: () => waiting.size,
  }
}
