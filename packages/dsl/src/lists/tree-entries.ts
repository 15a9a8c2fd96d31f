import { addTreeEntry, type EntryValue } from './add-tree-entry.ts'
import type { EntryCollector } from './entry-collector.ts'
import { setOfText } from './entry-set.ts'
import type { FilterStates } from './filter-states.ts'
import { entryKey, entryKeys, knownPlaces } from './known-places.ts'
import type { ListPlace } from './list-file.ts'
import { maxOpenKeys, type TreeEvents } from './tree-events.ts'

interface Frame {
  readonly isArray: boolean
  /** The keys that lead here, joined by dots; undefined if no place can be inside. */
  readonly path: string | undefined
  /** In an array: its elements are entries. In an object: it is an entry. */
  readonly isEntry: boolean
  readonly ordinal: number
  readonly place: ListPlace
  /** The keys so far, where they matter; created with the first one. */
  keys: Set<string> | undefined
  values: EntryValue[] | undefined
}

/** Collects the entries of a JSON or YAML file while its values are reported: see `readTreeList`. */
export class TreeEntries implements TreeEvents {
  readonly #collector: EntryCollector
  readonly #states: FilterStates | undefined
  readonly #places: ReadonlySet<string>
  readonly #ways: ReadonlySet<string>
  readonly #isKnown: boolean
  readonly #stack: Frame[] = []
  #key = ''
  #objects = 0
  #openKeys = 0
  #documents = 0
  /** The first document if it is an object without addresses: an error if others follow. */
  #first: ListPlace | undefined
  #isMetadata = false
  #foundInDocument = false
  wasFound = false
  hasFaults = false
  /** Entries that the filter was asked about, and those that it chose. */
  seen = 0
  chosen = 0

  constructor(collector: EntryCollector, at: string | undefined, states: FilterStates | undefined) {
    this.#collector = collector
    this.#states = states
    this.#isKnown = at === undefined
    this.#places = new Set(at === undefined ? knownPlaces : [at])
    const ways = [...this.#places].flatMap((place) =>
      [...place.matchAll(/\./g)].map(({ index }) => place.slice(0, index)),
    )
    this.#ways = new Set(['', ...ways])
  }

  key(text: string, place: ListPlace): void {
    this.#key = text
    const top = this.#stack.at(-1)!
    if (!top.isEntry && top.path === undefined) return
    const keys = (top.keys ??= new Set())
    if (keys.has(text)) this.#foreign('this key appears twice in one object: expected each key once', place)
    else if (this.#openKeys >= maxOpenKeys) {
      this.#collector.refuse({ part: 'size', message: `an object has more than ${maxOpenKeys} keys` })
    } else {
      keys.add(text)
      this.#openKeys++
    }
  }

  openObject(place: ListPlace): void {
    this.#open(false, place)
  }

  openArray(place: ListPlace): void {
    this.#open(true, place)
  }

  closeArray(): void {
    this.#stack.pop()
  }

  closeObject(): void {
    const frame = this.#stack.pop()!
    this.#openKeys -= frame.keys?.size ?? 0
    if (!frame.isEntry) return
    const isDocument = this.#stack.length === 0
    if (isDocument && this.#foundInDocument) {
      const other = frame.values?.find(({ text = '' }) => setOfText(text) !== undefined)
      if (other !== undefined)
        this.#foreign('there are addresses elsewhere in this file, too: name the place with `at`', other.place)
    } else if (frame.values?.some(({ isContainer }) => !isDocument || !isContainer) === true) {
      this.wasFound = true
      if (this.#isChosen(frame.place, frame)) addTreeEntry(frame.values, this.#collector)
    } else if (!isDocument) this.#foreign(entryKeys, frame.place)
    else if (this.#isMetadata) this.wasFound = true
    else this.#skipDocument(frame.place)
  }

  text(text: string, place: ListPlace): void {
    const top = this.#stack.at(-1)
    if (top === undefined) {
      if (this.#isKnown) this.#foreign('expected an array or an object of addresses', place)
      return
    }
    if (top.isArray ? top.isEntry : this.#isPlace(top)) this.#addText(text, place)
    else if (top.isEntry && !top.isArray) this.#keepValue(top, text, place)
  }

  literal(text: string, place: ListPlace): void {
    const top = this.#stack.at(-1)
    if (top === undefined) {
      if (this.#isKnown) this.#foreign('expected an array or an object of addresses', place)
      return
    }
    if (top.isArray ? top.isEntry : this.#isPlace(top))
      this.#foreign('expected an address, a prefix or a range in quotes', place)
    else if (top.isEntry && !top.isArray) this.#keepValue(top, undefined, place, text === 'null' ? 'null' : 'scalar')
  }

  finish(): void {
    if (this.#documents === 1 && this.#first !== undefined) return
    if (this.#first !== undefined) this.#foreign(entryKeys, this.#first)
  }

  #open(isArray: boolean, place: ListPlace): void {
    const top = this.#stack.at(-1)
    const path = top === undefined ? '' : pathOf(top, this.#key)
    let isEntry = false
    if (top === undefined) {
      this.#documents++
      this.#foundInDocument = false
      this.#isMetadata = false
      isEntry = this.#isKnown
      if (isEntry && isArray) this.#find()
    } else if (top.isArray && top.isEntry) isEntry = true
    else if (!top.isArray && path !== undefined && this.#places.has(path) && (isArray || !this.#isKnown)) {
      isEntry = true
      this.#find()
    } else if (top.isEntry && !top.isArray) this.#keepValue(top, undefined, place, 'container')
    // Without `at`, an entry of an array at the top level is only an entry.
    const isOnWay = path !== undefined && this.#ways.has(path) && !(this.#isKnown && isEntry && top !== undefined)
    this.#stack.push({
      isArray,
      path: isOnWay ? path : undefined,
      isEntry,
      ordinal: isArray ? -1 : this.#objects++,
      place,
      keys: undefined,
      values: undefined,
    })
  }

  #find(): void {
    this.#foundInDocument = true
    this.wasFound = true
  }

  /** Whether the value of the current key is at a place that the policy names. */
  #isPlace(top: Frame): boolean {
    const path = pathOf(top, this.#key)
    if (this.#isKnown || path === undefined || !this.#places.has(path)) return false
    this.#find()
    return true
  }

  #keepValue(
    top: Frame,
    text: string | undefined,
    place: ListPlace,
    kind: 'container' | 'null' | 'scalar' = 'scalar',
  ): void {
    if (this.#key === 'type' && text === 'metadata' && this.#stack.length === 1) this.#isMetadata = true
    const meaning = entryKey(this.#key)
    if (meaning === undefined || kind === 'null') return
    top.values ??= []
    top.values.push({ key: this.#key, meaning, text, place, isContainer: kind === 'container' })
  }

  #addText(text: string, place: ListPlace): void {
    if (this.#isChosen(place)) this.#collector.add(text, place)
  }

  /** Whether the filter chooses an entry. `own` is the object that the entry is, if it is one. */
  #isChosen(place: ListPlace, own?: Frame): boolean {
    if (this.#states === undefined) return true
    this.seen++
    let state = own === undefined ? 0 : this.#states.of(own.ordinal)
    for (let at = this.#stack.length - 1; at >= 0 && state === 0; at--) {
      const { ordinal } = this.#stack[at]!
      if (ordinal >= 0) state = this.#states.of(ordinal)
    }
    if (state === 0 && this.#states.has())
      this.#collector.fault('the entry lacks the key that `where` asks about', place)
    if (state === 2) this.chosen++
    return state === 2
  }

  #skipDocument(place: ListPlace): void {
    if (this.#documents === 1) this.#first = place
    else {
      if (this.#first !== undefined) this.#foreign(entryKeys, this.#first)
      this.#first = undefined
      this.#foreign(entryKeys, place)
    }
  }

  #foreign(message: string, place: ListPlace): void {
    this.hasFaults = true
    this.#collector.foreign(message, place)
  }
}

function pathOf(top: Frame, key: string): string | undefined {
  if (top.isArray || top.path === undefined) return top.path
  return top.path === '' ? key : `${top.path}.${key}`
}
