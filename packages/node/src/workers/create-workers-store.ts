import {
  checkOptions,
  checkValues,
  type Consumed,
  createMemoryStore,
  type CounterLayout,
  type CounterStore,
} from '@tidegate/engine'
import { createFolder } from '../state/hold-folder.ts'
import { type LinkOptions, type LinkState, OwnerLink } from './owner-link.ts'
import { defaultGroup } from './worker-group.ts'

/** Options of `createWorkersStore`. */
export interface WorkersStoreOptions {
  /**
   * Names the group of processes and threads of this user that share counters. Default: the workers of one `node:cluster` primary, the instances of one
   * pm2 application, or the threads of this process.
   */
  readonly group?: string
  /**
   * `MemoryStoreOptions.capacity` of the process with the counters, which the first worker decides. Default 100,000 subjects for each kind of key.
   */
  readonly capacity?: number
}

/** A store whose counters the workers of a group share, created by `createWorkersStore`. */
export interface WorkersStore extends CounterStore {
  /**
   * Resolves when the process with the counters can be used; until then, calls wait. Rejects if its socket cannot be opened, if it has not started within 15
   * seconds, and if the store is closed before. A gate with `workers: 'shared'` is not ready before.
   */
  readonly ready: Promise<void>
}

/**
 * Creates a store whose counters all workers of a group share, without a server: processes of `node:cluster`, instances of pm2, and worker threads. Counters
 * are in the memory of a process that the first worker starts, and that ends ten seconds after the last worker. Calls go over a Unix socket in the temporary folder, which only
 * this user may open; those of one turn of the event loop are one write.
 *
 * A worker that ends, however, gives its places at once back, and changes nothing else. If the process with the counters is killed, a new one continues with
 * the counts of about a second before. Until then a gate with `onStoreError: 'local'` and without `localShare` admits its share of each limit: of n workers, one
 * nth. Calls reject after the store is closed. Throws a `TypeError` for an invalid option, a `RangeError` for a capacity that is not a whole number from 1 to 100
 * million, and an `Error` on Windows.
 */
export function createWorkersStore(options: WorkersStoreOptions = {}): WorkersStore {
  checkOptions('createWorkersStore', options, ['group', 'capacity'])
  checkValues('createWorkersStore', options, { group: ['text'], capacity: ['number'] })
  const { group = defaultGroup(), capacity } = options
  return createStoreIn(group, undefined, capacity === undefined ? {} : { capacity })
}

/**
 * The store of workers whose counters are in a state folder: workers with the same folder and the same policy share them. Throws a `StateFolderError` if the folder cannot be created;
 * `ready` rejects with one if it cannot be used.
 */
export function createStateStore(
  state: string,
  tag: string,
  onNote: LinkState['onNote'],
  options: Pick<WorkersStoreOptions, 'capacity'> = {},
): WorkersStore {
  const folder = createFolder(state)
  // WHY not the group of a primary: the next primary continues with the counters while those of the former one are still in use.
  return createStoreIn(`state ${folder} ${tag}`, undefined, { ...options, state: { folder, tag, onNote } })
}

/** The store of a group in a folder other than the temporary one, or with the clock of its callers, for tests. */
export function createStoreIn(group: string, root?: string, options: LinkOptions = {}): WorkersStore {
  if (process.platform === 'win32')
    throw new Error('counters cannot be shared by workers on Windows: use a Redis store')
  // Throws for a capacity that no memory store has.
  createMemoryStore(options.capacity === undefined ? {} : { capacity: options.capacity })
  const link = new OwnerLink(group, root, options)
  return {
    ready: link.ready,
    layout(layout: CounterLayout) {
      // Throws for a counter that cannot be counted exactly.
      createMemoryStore({ capacity: 1 }).layout(layout)
      link.relay(layout)
    },
    consume: async (charges, nowMs) => (await link.ask({ kind: 'consume', charges, nowMs })) as Consumed,
    peek: async (charges, nowMs) => (await link.ask({ kind: 'peek', charges, nowMs })) as Consumed,
    settle: async (charges, nowMs) => void (await link.ask({ kind: 'settle', charges, nowMs })),
    release: async (charges, nowMs) => void (await link.ask({ kind: 'release', charges, nowMs })),
    reset: async (counters, nowMs) => void (await link.ask({ kind: 'reset', charges: counters, nowMs })),
    block: async (counters, forMs, nowMs) =>
      (await link.ask({ kind: 'block', charges: counters, forMs, nowMs })) as boolean,
    localShare: () => 1 / link.workers,
    stats: () => link.stats,
    close: () => link.close(),
  }
}
