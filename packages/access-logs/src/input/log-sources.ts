import { constants } from 'node:fs'
import { type FileHandle, open, stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { addAbortSignal, Readable } from 'node:stream'
import { LogError } from '../log-error.ts'
import type { LogSource } from './log-source.ts'

const chunkBytes = 1_048_576

/** The folder against which log names are resolved, and the input that the name `-` reads. */
export interface LogHost {
  readonly cwd: string
  /** Standard input as bytes. */
  readonly stdin: () => AsyncIterable<Uint8Array>
  /** Aborted when the user interrupts the program. */
  readonly signal: AbortSignal
}

/**
 * Returns the sources of these names, in their order. Throws `LogError` for one that does not exist, is not readable or is not a
 * log.
 */
export async function logSources(names: readonly string[], io: LogHost): Promise<readonly LogSource[]> {
  if (names.filter((name) => name === '-').length > 1)
    throw new LogError('standard input can be read only once', 'use `-` only once')
  for (const [index, name] of names.entries()) {
    const isTwice = names.some((other, at) => at < index && resolve(io.cwd, other) === resolve(io.cwd, name))
    if (isTwice) throw new LogError(`\`${name}\` is given twice`, 'give it once, or its requests are counted twice')
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
      // WHY: standard input may never get more data; an interruption must not wait for it.
      return bytes instanceof Readable ? addAbortSignal(signal, bytes) : bytes
    },
  }
}

async function fileSource(name: string, path: string): Promise<LogSource> {
  try {
    const stats = await stat(path)
    if (stats.isDirectory()) throw new LogError(`\`${name}\` is a folder`, 'give the log files in it')
    const handle = await open(path, constants.O_RDONLY)
    await handle.close()
    return { name, bytes: stats.isFile() ? stats.size : undefined, open: () => bytesOf(path) }
  } catch (error) {
    if (error instanceof LogError) throw error
    throw cannotRead(name, error)
  }
}

/** Returns the error to show if a log cannot be read. */
export function cannotRead(name: string, error: unknown): LogError {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'ENOENT' || code === 'ENOTDIR')
    return new LogError(`\`${name}\`: no such file`, 'check the path; it is relative to the current folder')
  if (code === 'EACCES' || code === 'EPERM')
    return new LogError(`\`${name}\`: permission denied`, 'give the current user permission to read it')
  return new LogError(`cannot read \`${name}\`: ${error instanceof Error ? error.message : String(error)}`)
}

async function* bytesOf(path: string): AsyncIterable<Uint8Array> {
  const handle: FileHandle = await open(path, constants.O_RDONLY)
  try {
    // WHY: one buffer for the whole file, since the bytes become a string before the next read.
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
