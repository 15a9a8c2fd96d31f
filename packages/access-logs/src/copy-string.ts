/** A copy of a text that is part of a chunk: keeping it does not keep the chunk. Cut after `most` characters, with `…`. */
export function ownText(text: string, most: number): string {
  // WHY: a slice of a text refers to the whole of it, and one that was joined first refers to no more than was joined. Going
  // through a Buffer costs twice as much.
  return text.length > most ? `${text.slice(0, most)}…` : ` ${text}`.slice(1)
}
