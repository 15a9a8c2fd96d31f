import { closeSync, constants, fstatSync, openSync, readSync, realpathSync, type Stats, statSync } from 'node:fs'
import { dirname, isAbsolute, join, relative, sep } from 'node:path'

/** What one file held, or why it cannot be read: lower-case start, no final period. */
type FileContent =
  | {
      readonly kind: 'file'
      /** Relative to the root folder, with `/`; the same for every way to write it. */
      readonly file: string
      readonly bytes: Uint8Array
    }
  | { readonly kind: 'error'; readonly message: string }

/** A file that was asked for, as it was when it was read. */
export interface AskedFile {
  /** Absolute. */
  readonly path: string
  /** What changes when the file does; undefined for one that was not there. */
  readonly stamp: string | undefined
}

/** Files below one folder, and nothing else. */
export interface ConfinedFiles {
  /** The content of a file. `file` is as a policy writes it, `fromFile` the canonical name of the file that does. */
  readonly read: (file: string, fromFile: string, maxBytes: number) => FileContent
  /** Everything that was asked for, there or not. */
  readonly asked: () => readonly AskedFile[]
}

/**
 * Reads files below `folder`, which is a real path. A name is relative to the file that it stands in; absolute names, URLs, UNC
 * paths, backslashes and NUL are refused. Links are followed as long as they stay below the folder; only regular files are read.
 * Each is opened once, without waiting (a FIFO does not block), and checked on the open handle.
 */
export function confineFiles(folder: string): ConfinedFiles {
  const asked = new Map<string, string | undefined>()

  return {
    read: (file, fromFile, maxBytes) => {
      const fault = faultOfName(file)
      if (fault !== undefined) return refuse(fault)
      const path = join(folder, dirname(fromFile), file)
      if (!isBelow(folder, path)) return refuse(outside)
      if (!asked.has(path)) asked.set(path, stampNow(path))
      try {
        const real = realpathSync.native(path)
        if (!isBelow(folder, real)) return refuse(outside)
        const { bytes, stats } = readRegular(real, maxBytes)
        asked.set(path, stampOf(stats)).set(real, stampOf(stats))
        // The folder may have been changed between finding the path and opening it.
        if (realpathSync.native(path) !== real) return refuse('was moved while it was read')
        return { kind: 'file', file: relative(folder, real).split(sep).join('/'), bytes }
      } catch (error) {
        return refuse(messageOf(error))
      }
    },
    asked: () => [...asked].map(([path, stamp]) => ({ path, stamp })),
  }
}

/** The stamp of what is at `path` now, links followed; undefined when nothing is. */
export function stampNow(path: string): string | undefined {
  try {
    const stats = statSync(path, { throwIfNoEntry: false })
    return stats === undefined ? undefined : stampOf(stats)
  } catch {
    return undefined
  }
}

/** What changes when a file does, also when its time of modification is put back afterwards. */
export function stampOf({ dev, ino, size, mtimeMs, ctimeMs }: Stats): string {
  return `${dev} ${ino} ${size} ${mtimeMs} ${ctimeMs}`
}

const outside = "lies outside the policy's folder"

class Refused extends Error {}

function readRegular(path: string, maxBytes: number): { readonly bytes: Uint8Array; readonly stats: Stats } {
  const handle = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOFOLLOW ?? 0))
  try {
    const stats = fstatSync(handle)
    if (!stats.isFile()) throw new Refused('is not a regular file')
    const bytes = Buffer.allocUnsafe(Math.min(stats.size, maxBytes) + 1)
    let length = 0
    for (;;) {
      const count = readSync(handle, bytes, length, bytes.length - length, null)
      length += count
      if (count === 0 || length === bytes.length) break
    }
    if (length > maxBytes) throw new Refused(`is larger than ${maxBytes} bytes`)
    if (length > stats.size) throw new Refused('grew while it was read')
    return { bytes: bytes.subarray(0, length), stats }
  } finally {
    closeSync(handle)
  }
}

function faultOfName(file: string): string | undefined {
  if (file === '') return 'has no name'
  if (file.includes('\0')) return 'has a NUL in its name'
  if (file.includes('\\')) return 'has a backslash in its name: write `/` between folders'
  if (/^[a-z][\w+.-]*:/i.test(file)) return 'is a URL or names a drive: only files below the policy are read'
  if (file.startsWith('/') || isAbsolute(file)) return 'is an absolute path: only files below the policy are read'
  return undefined
}

function isBelow(folder: string, path: string): boolean {
  const way = relative(folder, path)
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way)
}

function refuse(message: string): FileContent {
  return { kind: 'error', message }
}

function messageOf(error: unknown): string {
  if (error instanceof Refused) return error.message
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'there is no such file'
  if (code === 'EACCES' || code === 'EPERM') return 'no permission to read it'
  if (code === 'ELOOP') return 'its links go round in a circle'
  if (code === 'EISDIR' || code === 'ENXIO') return 'is not a regular file'
  return typeof code === 'string' ? `the system says ${code}` : String(error)
}
