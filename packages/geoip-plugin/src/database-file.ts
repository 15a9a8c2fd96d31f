import { open, stat } from 'node:fs/promises'
import { type Database, readDatabase } from './database.ts'

/** A database file that may be replaced while it is in use. */
export interface DatabaseFile {
  /** The last good one. */
  readonly current: () => Database
  /** Reads the file again, if it has changed. Never rejects: what cannot be read leaves the last good one, and is told. */
  readonly reload: () => Promise<void>
  readonly state: () => DatabaseFileState
  readonly close: () => void
}

/** How a database file fares. */
export interface DatabaseFileState {
  readonly file: string
  /** What the database says it is. */
  readonly type: string
  /** Since its data was made, in milliseconds. */
  readonly ageMs: number
  /** How often it was replaced, and how often what replaced it could not be used. */
  readonly reloads: number
  readonly failures: number
  /** Why what lies there now is not in use. */
  readonly fault?: string
}

/** How a database file is looked after. */
export interface DatabaseFileOptions {
  /** Milliseconds between looks at the file; 0 for none. */
  readonly pollMs: number
  /** Files that are larger are not read, in bytes. */
  readonly maxBytes: number
  readonly wallMs: () => number
  /** Throws where the database is not of the kind that is wanted. */
  readonly check: (database: Database) => void
  readonly onReload: (state: DatabaseFileState) => void
  readonly onFault: (file: string, error: Error) => void
}

/** Opens a database. Rejects with an `Error` that names the file where it cannot be used; later, faults are told instead. */
export async function openDatabaseFile(file: string, options: DatabaseFileOptions): Promise<DatabaseFile> {
  const { pollMs, wallMs, onReload, onFault } = options
  const first = await load(file, options)
  let { database, stamp } = first
  let fault: string | undefined
  const counts = { reloads: 0, failures: 0 }
  let running: Promise<void> | undefined
  let isClosed = false

  async function look(): Promise<void> {
    try {
      const before = stamp
      // WHY: a file that went away is read again when it is back, though it may be the same.
      stamp = ''
      stamp = await stampOf(file)
      if (stamp === before) return
      const next = await load(file, options)
      if (isClosed) return
      ;({ database, stamp } = next)
      fault = undefined
      counts.reloads++
      onReload(state())
    } catch (error) {
      const cause = error instanceof Error ? error : new Error(String(error))
      // WHY: a file that stays away is one fault, not one with every look.
      if (isClosed || cause.message === fault) return
      fault = cause.message
      counts.failures++
      onFault(file, cause)
    }
  }

  /** One at a time: a large file may take longer to read than a look may wait for. */
  function reload(): Promise<void> {
    running ??= look().finally(() => {
      running = undefined
    })
    return running
  }

  function state(): DatabaseFileState {
    const { type, builtAtMs } = database
    return { file, type, ageMs: Math.max(0, wallMs() - builtAtMs), ...counts, ...(fault !== undefined && { fault }) }
  }

  const timer = pollMs > 0 ? setInterval(() => void reload(), pollMs).unref() : undefined
  return {
    current: () => database,
    reload,
    state,
    close: () => {
      isClosed = true
      clearInterval(timer)
    },
  }
}

interface Loaded {
  readonly database: Database
  readonly stamp: string
}

/** What is read and what is said of it belong together: both come from one open file, whatever is renamed over it meanwhile. */
async function load(file: string, { maxBytes, check }: DatabaseFileOptions): Promise<Loaded> {
  try {
    const handle = await open(file)
    try {
      const found = await handle.stat()
      if (!found.isFile()) throw new Error('it is no file')
      if (found.size > maxBytes) throw new Error(`it has more than ${maxBytes} bytes`)
      const database = readDatabase(await handle.readFile())
      check(database)
      return { database, stamp: stampFrom(found) }
    } finally {
      await handle.close()
    }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new Error(`the database \`${file}\` cannot be used: ${why}`, { cause: error })
  }
}

async function stampOf(file: string): Promise<string> {
  return stampFrom(await stat(file))
}

function stampFrom({ dev, ino, size, mtimeMs }: Awaited<ReturnType<typeof stat>>): string {
  return [dev, ino, size, mtimeMs].join(' ')
}
