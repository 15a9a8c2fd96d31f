import { parseIpEntry } from '@tidegate/values'
import { entryKey } from './known-places.ts'
import type { ReadTree, TreeEvents } from './tree-events.ts'

const maxPlaces = 12

/** Returns the places of a file at which arrays contain addresses, in the notation of `at`, at most twelve. */
export function findAddressPlaces(readTree: ReadTree): readonly string[] {
  const finder = new PlaceFinder()
  readTree(finder)
  return [...finder.places]
}

class PlaceFinder implements TreeEvents {
  readonly places = new Set<string>()
  /** The place of each open object and array. */
  readonly #open: { readonly path: string; readonly isArray: boolean }[] = []
  #key = ''

  key(text: string): void {
    this.#key = text
  }

  openObject(): void {
    this.#open.push({ path: this.#path(), isArray: false })
  }

  openArray(): void {
    this.#open.push({ path: this.#path(), isArray: true })
  }

  closeObject(): void {
    this.#open.pop()
  }

  closeArray(): void {
    this.#open.pop()
  }

  text(text: string): void {
    if (!this.#open.some(({ isArray }) => isArray) || this.places.size >= maxPlaces) return
    if (parseIpEntry(text).kind === 'invalid') return
    const top = this.#open.at(-1)!
    const isOfEntry = !top.isArray && top.path !== '' && entryKey(this.#key) !== undefined
    const path = isOfEntry ? top.path : this.#path()
    if (path !== '' && path.length <= 200) this.places.add(path)
  }

  literal(): void {}

  #path(): string {
    const top = this.#open.at(-1)
    if (top === undefined || top.isArray) return top?.path ?? ''
    // A longer place is too long to be named.
    return top.path === '' ? this.#key : `${top.path}.${this.#key}`.slice(0, 300)
  }
}
