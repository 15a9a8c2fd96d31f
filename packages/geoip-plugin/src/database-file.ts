import { open, stat } from 'node:fs/promises'
import { type Database, readDatabase } from './database.ts'

/** A database file that may be replaced while it is in use. */
export interface DatabaseFile {
  /** The last valid database. */
  readonly current: () => Database
  /** Reads the file again if it has changed. Never rejects: if it cannot be read, the last valid database stays in use and `onFault` is called. */
  readonly reload: () => Promise<void>
  readonly state: () => DatabaseFileState
  readonly close: () => void
}

/** The state of a database file. */
export interface DatabaseFileState {
  readonly file: string
  /** The type that the database's metadata states. */
  readonly type: string
  /** The time since its data was built, in milliseconds. */
  readonly ageMs: number
  /** How often the file was replaced by a valid database, and how often by one that could not be used. */
  readonly reloads: number
  readonly failures: number
  /** Why the present content of the file is not in use. */
  readonly fault?: string
}

/** How a database file is read and watched. */
export interface DatabaseFileOptions {
  /** Milliseconds between checks for a new file; 0 disables them. */
  readonly pollMs: number
  /** The maximum size of the file in bytes; larger files are not read. */
  readonly maxBytes: number
  readonly wallMs: () => number
  /** Throws if the database is not of the expected kind. */
  readonly check: (database: Database) => void
  readonly onReload: (state: DatabaseFileState) => void
  readonly onFault: (file: string, error: Error) => void
}

/** Opens a database. Rejects with an `Error` that names the file if it cannot be used; later faults are reported to `onFault` instead. */
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
      // WHY: a file that disappeared is read again when it is back, even if it is the same one.
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
      // WHY: a file that stays missing is reported once, not at every check.
      if (isClosed || cause.message === fault) return
      fault = cause.message
      counts.failures++
      onFault(file, cause)
    }
  }

  /** Runs one check at a time: reading a large file may take longer than the interval between checks. */
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

/** Reads content and stamp from one open file, so that they belong together even if another file is renamed over it meanwhile. */
async function load(file: string, { maxBytes, check }: DatabaseFileOptions): Promise<Loaded> {
  try {
    const handle = await open(file)
    try {
      const found = await handle.stat()
      if (!found.isFile()) throw new Error('not a regular file')
      if (found.size > maxBytes) throw new Error(`the file has more than ${maxBytes} bytes`)
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
