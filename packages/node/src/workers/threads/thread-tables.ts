import type { CounterLayout, SubjectSpec } from '@tidegate/engine'
import {
  layRow,
  periodOf,
  type RowLayout,
  sameLayout,
  SharedPlaces,
  type SharedPlacesMemory,
  type SharedTables,
  sharedTables,
  sharedTablesBytes,
  type UndoJournal,
} from '@tidegate/engine/tools'
import { type JoinedLayout, joinLayouts } from '../joined-layout.ts'
import type { SharedState } from './shared-state.ts'
import { type MemoryParts, words } from './thread-memory.ts'

/** The tables of a state, as objects of this thread. */
export interface OpenTables {
  readonly state: SharedState
  readonly joined: JoinedLayout
  readonly rowLayouts: readonly RowLayout[]
  readonly shared: SharedTables
}

/** Opens and replaces the tables in a memory. All methods need the lock. */
export class ThreadTables {
  readonly #memory: SharedArrayBuffer
  readonly #parts: MemoryParts
  readonly #journal: UndoJournal
  readonly #places: SharedPlacesMemory

  constructor(memory: SharedArrayBuffer, parts: MemoryParts, journal: UndoJournal, places: SharedPlacesMemory) {
    this.#memory = memory
    this.#parts = parts
    this.#journal = journal
    this.#places = places
  }

  /** The tables of a state that is or will be the present one. */
  open(state: SharedState): OpenTables {
    const joined = joinLayouts(state.layouts.map(({ layout }) => layout))
    const rowLayouts = joined.layout.subjects.map((subject, i) => {
      const counters = subject.counters.map((spec, j) => ({
        identity: spec.identity,
        algorithm: spec.algorithm,
        period: periodOf(spec),
        since: state.since[i]![j]!,
        held: undefined,
      }))
      return this.#layRow(subject, state.generation, { counters })
    })
    const { halvesAt, capacity } = this.#parts
    const shared = sharedTables(this.#memory, halvesAt[state.half], rowLayouts, capacity, this.#journal)
    return { state, joined, rowLayouts, shared }
  }

  /**
   * The state in which the tables are those of other layouts; until it is made the present one, nothing has changed. Rows move to the other half of the memory if their layout
   * changes. Linear in the slots then. Throws a `RangeError` for a counter that cannot be counted exactly, and if there is no room.
   */
  relay(former: OpenTables | undefined, layouts: SharedState['layouts'], nowMs: number): SharedState {
    const { layout } = joinLayouts(layouts.map((one) => one.layout))
    const generation = (former?.state.generation ?? 0) + 1
    const before = former?.joined.layout.subjects ?? []
    const rowLayouts = layout.subjects.map((subject) => {
      const at = before.findIndex(({ identity }) => identity === subject.identity)
      return this.#layRow(subject, generation, former?.rowLayouts[at])
    })
    const blocks = former?.state.blocks ?? []
    const since = rowLayouts.map(({ counters }) => counters.map((counter) => counter.since))
    const isSame =
      former !== undefined &&
      before.length === layout.subjects.length &&
      before.every(({ identity }, i) => identity === layout.subjects[i]!.identity) &&
      rowLayouts.every((row, i) => sameLayout(row, former.rowLayouts[i]!))
    if (isSame) return { generation, layouts, since, half: former.state.half, blocks }
    const half = former?.state.half === 0 ? 1 : 0
    const { tables } = this.#blankTables(half, rowLayouts)
    for (const [i, { identity }] of layout.subjects.entries()) {
      const at = before.findIndex((subject) => subject.identity === identity)
      if (at >= 0) tables[i]!.takeOver(former!.shared.tables[at]!, nowMs)
    }
    return { generation, layouts, since, half, blocks }
  }

  /** Removes the places of counters that a state does not have. */
  forgetPlaces({ joined, rowLayouts }: OpenTables): void {
    this.#places.keepOnly(
      rowLayouts.flatMap(({ counters }, i) =>
        counters.map(({ identity, since }) => placesName(joined.layout.subjects[i]!, identity, since)),
      ),
    )
  }

  #layRow(subject: SubjectSpec, generation: number, former: Parameters<typeof layRow>[2]): RowLayout {
    return layRow(
      subject,
      generation,
      former,
      (counter, since) => new SharedPlaces(this.#places, placesName(subject, counter, since)),
    )
  }

  /** Blank tables that no thread uses yet, without a journal. */
  #blankTables(half: 0 | 1, rowLayouts: readonly RowLayout[]): SharedTables {
    const { halvesAt, halfBytes, capacity } = this.#parts
    const bytes = sharedTablesBytes(rowLayouts, capacity)
    if (bytes > halfBytes)
      throw new RangeError(
        `the counters of this policy take ${bytes} bytes, and the memory of the threads has room for ${halfBytes}: set \`bytes\` of \`createThreadMemory\` to more, or \`capacity\` to less`,
      )
    const head = new Int32Array(this.#memory)
    // INVARIANT: what a thread that ended here has written is within the bytes in use.
    new Uint8Array(this.#memory, halvesAt[half], head[words.used[half]]).fill(0)
    head[words.used[half]] = bytes
    return sharedTables(this.#memory, halvesAt[half], rowLayouts, capacity)
  }
}

/** Another one for each counter, also for one that was removed and added again. */
function placesName({ identity }: SubjectSpec, counter: string, since: number): string {
  return JSON.stringify([identity, counter, since])
}

/** A layout as a part of one that contains those of all tags: policies with other tags never share counters. */
export function withTag({ tag, subjects }: CounterLayout): CounterLayout {
  return {
    tag: '',
    subjects: subjects.map((subject) => ({ ...subject, identity: JSON.stringify([tag, subject.identity]) })),
  }
}
