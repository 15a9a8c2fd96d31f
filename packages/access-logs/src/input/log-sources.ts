import { constants } from 'node:fs'
import { type FileHandle, open, stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { addAbortSignal, Readable } from 'node:stream'
import { LogError } from '../log-error.ts'
import type { LogSource } from './log-source.ts'

const chunkBytes = 1_048_576

/** Where names of logs are resolved, and what `-` reads. */
export interface LogHost {
  readonly cwd: string
  /** Standard input as bytes. */
  readonly stdin: () => AsyncIterable<Uint8Array>
  /** Aborted when the user interrupts. */
  readonly signal: AbortSignal
}

/** The sources of these names, in their order. Throws `LogError` for one that is not there, may not be read or is no log. */
export async function logSources(names: readonly string[], io: LogHost): Promise<readonly LogSource[]> {
  if (names.filter((name) => name === '-').length > 1)
    throw new LogError('standard input can be read once only', 'give `-` once')
  for (const [index, name] of names.entries()) {
    const isTwice = names.some((other, at) => at < index && resolve(io.cwd, other) === resolve(io.cwd, name))
    if (isTwice) throw new LogError(`\`${name}\` is named twice`, 'name it once: its requests would count twice')
  }
  const sources: LogSource[] = []
  for (const name of names) sources.push(name === '-' ? stdinSource(io) : await fileSource(name, resolve(io.cwd, name)))
  return sources
}

function stdinSource({ stdin, signal }: LogHost): LogSource {
  return {
    name: '-',
    bytes: undefined,
    open: () => {
      const bytes = stdin()
      // WHY: nobody may ever write again; an interruption must not wait for it.
      return bytes instanceof Readable ? addAbortSignal(signal, bytes) : bytes
    },
  }
}

async function fileSource(name: string, path: string): Promise<LogSource> {
  try {
    const stats = await stat(path)
    if (stats.isDirectory()) throw new LogError(`\`${name}\` is a folder`, 'name the log files in it')
    const handle = await open(path, constants.O_RDONLY)
    await handle.close()
    return { name, bytes: stats.isFile() ? stats.size : undefined, open: () => bytesOf(path) }
  } catch (error) {
    if (error instanceof LogError) throw error
    throw cannotRead(name, error)
  }
}

/** Why a log cannot be read, for the user. */
export function cannotRead(name: string, error: unknown): LogError {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'ENOENT' || code === 'ENOTDIR')
    return new LogError(`\`${name}\` is not there`, 'check the path; it is relative to where you are')
  if (code === 'EACCES' || code === 'EPERM')
    return new LogError(`\`${name}\` may not be read`, 'give this user permission to read it')
  return new LogError(`\`${name}\` cannot be read: ${error instanceof Error ? error.message : String(error)}`)
}

async function* bytesOf(path: string): AsyncIterable<Uint8Array> {
  const handle: FileHandle = await open(path, constants.O_RDONLY)
  try {
    // WHY: one buffer for the whole file: what is read becomes a string before the next read.
    const buffer = Buffer.allocUnsafeSlow(chunkBytes)
    for (;;) {
      const { bytesRead } = await handle.read(buffer, 0, chunkBytes)
      if (bytesRead === 0) return
      yield buffer.subarray(0, bytesRead)
    }
  } finally {
    await handle.close()
  }
}
