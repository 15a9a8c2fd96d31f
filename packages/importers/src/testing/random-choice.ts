/** Choices of a random configuration. */
export interface Choice {
  /** Whether the configuration contains only what has an exact equivalent. */
  readonly isPlain: boolean
  readonly one: <Item>(items: readonly Item[]) => Item
  readonly some: <Item>(items: readonly Item[], most: number) => readonly Item[]
  readonly happens: (probability: number) => boolean
}

/** Returns choices that are made with a generator of random numbers. */
export function choiceOf(random: () => number, isPlain: boolean): Choice {
  const one = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)]!
  return {
    isPlain,
    one,
    happens: (probability) => random() < probability,
    some: (items, most) => {
      const left = [...items]
      const count = Math.floor(random() * (most + 1))
      return Array.from(
        { length: Math.min(count, left.length) },
        () => left.splice(Math.floor(random() * left.length), 1)[0]!,
      )
    },
  }
}
