import { type FileHandle, open, rm } from 'node:fs/promises'
import { CliError, type Io } from '../../../io.ts'
import type { CarryHeader, CarryLine, CarryRow } from './carry-file.ts'

/** Writes a file of counters that did not exist, or standard output (`-`). */
export interface CarryWriter {
  /** Creates the file with its first line. */
  begin(header: CarryHeader): Promise<BegunFile>
}

/** A file of counters that is being written. */
export interface BegunFile {
  add(row: CarryRow): Promise<void>
  /** Writes the last line, and closes the file. */
  end(leftOut: number): Promise<void>
  rows(): number
}

const chunkLength = 1 << 16

/** Creates a writer. Only the owner can read the file: it may contain addresses, ids of users, and the secret of digests. */
export function createCarryWriter(path: string, io: Io): CarryWriter {
  return {
    async begin(header) {
      const file = path === '-' ? undefined : await openNew(path)
      let rows = 0
      let text = ''
      async function write(line: CarryLine): Promise<void> {
        text += `${JSON.stringify(line)}\n`
        if (text.length >= chunkLength) await flush()
      }
      async function flush(): Promise<void> {
        const written = text
        text = ''
        if (file === undefined) io.raw(written)
        else await file.writeFile(written).catch((error: unknown) => failed(path, file, error))
      }
      await write(header)
      return {
        async add(row) {
          rows++
          await write(row)
        },
        async end(leftOut) {
          await write({ type: 'end', rows, left_out: leftOut })
          await flush()
          await file?.sync()
          await file?.close()
        },
        rows: () => rows,
      }
    },
  }
}

async function openNew(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'wx', 0o600)
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    throw code === 'EEXIST'
      ? new CliError(`\`${path}\` already exists`, 'name a new file, or remove it')
      : new CliError(`cannot write \`${path}\` (${code ?? message})`)
  }
}

async function failed(path: string, file: FileHandle, error: unknown): Promise<never> {
  await file.close()
  await rm(path, { force: true })
  throw new CliError(`cannot write \`${path}\`: ${(error as Error).message}`, 'check that the disk has room')
}
