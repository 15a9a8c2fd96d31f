import type { ListPlace } from './list-file.ts'

/**
 * Receives the values of a JSON or YAML file in the order in which they are written, so that no format needs the whole file as a tree. Calls are balanced,
 * and `key` is called before each value of an object. Return values are not used.
 */
export interface TreeEvents {
  readonly openObject: (place: ListPlace) => void
  readonly closeObject: () => void
  readonly openArray: (place: ListPlace) => void
  readonly closeArray: () => void
  readonly key: (text: string, place: ListPlace) => void
  /** A string; if it is longer than `maxKeptText`, only its beginning. */
  readonly text: (text: string, place: ListPlace) => void
  /** A number, `true`, `false` or `null`, as written. */
  readonly literal: (text: string, place: ListPlace) => void
}

/** Reports the values of a file to `events`, from the beginning. It is called up to three times, and MUST report the same each time. */
export type ReadTree = (events: TreeEvents) => void

/** The number of characters that are kept of a string: more than any address or name of a service has. */
export const maxKeptText = 1_000

/** The maximum depth of arrays and objects. */
export const maxTreeDepth = 64

/** The maximum number of keys of all objects that are open at one position. */
export const maxOpenKeys = 100_000
