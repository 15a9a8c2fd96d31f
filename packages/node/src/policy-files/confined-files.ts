import {
  closeSync,
  constants,
  type Dirent,
  fstatSync,
  opendirSync,
  openSync,
  readSync,
  realpathSync,
  type Stats,
  statSync,
} from 'node:fs'
import { dirname, isAbsolute, join, relative, sep } from 'node:path'
import type { ListedFolder, WantedNames } from '@tidegate/dsl'
import { matchesName } from '@tidegate/values'

/** The content of a file, or the reason why it cannot be read. The reason starts in lower case and has no final period. */
type FileContent =
  | {
      readonly kind: 'file'
      /** Canonical name: relative to the root folder, with `/`. */
      readonly file: string
      readonly bytes: Uint8Array
      /** The number of bytes after the limit, which were not read; 0 unless only the beginning was asked for. */
      readonly unreadBytes: number
    }
  | { readonly kind: 'error'; readonly message: string; readonly help?: string }

/** A file that a policy asked for, or a folder that it listed, with a stamp of the state in which it was read. */
export interface AskedFile {
  /** Absolute path. */
  readonly path: string
  /** A value that changes when the file does, or when the folder has other matching names; undefined if it did not exist. */
  readonly stamp: string | undefined
  /** Of a folder: the names that were asked for. */
  readonly wanted?: WantedNames
}

/** Access to the files below one folder. */
export interface ConfinedFiles {
  /**
   * Reads a file. `file` is the name in the policy, `fromFile` the canonical name of the file that contains it. A file with more than
   * `maxBytes` bytes is an error, or with `beginning` it is read up to there.
   */
  readonly read: (file: string, fromFile: string, maxBytes: number, part?: 'beginning') => FileContent
  /**
   * Returns the matching names in a folder, sorted. `folder` is the name in the policy, `.` for the folder of `fromFile`. A link is a file unless it leads to
   * a folder; where it leads is checked when it is read.
   */
  readonly list: (folder: string, fromFile: string, wanted: WantedNames) => ListedFolder
  /** Returns all requested files and folders, including missing ones. */
  readonly asked: () => readonly AskedFile[]
}

/**
 * Creates access to files below `folder`, which is a real path; messages call it `name`. A name is relative to the file in which it is written. Absolute names, URLs, UNC
 * paths, and names with backslashes or NUL are refused. Links are followed if their targets are below the folder; only regular files are read. Each
 * file is opened once, without waiting (a FIFO does not block), and is checked on the open handle.
 */
export function confineFiles(folder: string, name = "the policy's folder"): ConfinedFiles {
  const outside: FileContent = { kind: 'error', message: `it is outside ${name}`, help: outsideHelp }
  const outsideFolder: ListedFolder = { kind: 'error', message: `the folder is outside ${name}`, help: outsideHelp }
  const asked = new Map<string, string | undefined>()
  const listed = new Map<string, AskedFile>()

  return {
    list: (name, fromFile, wanted) => {
      const fault = faultOfName(name)
      if (fault !== undefined) return { kind: 'error', message: fault }
      const path = join(folder, dirname(fromFile), name)
      if (path !== folder && !isBelow(folder, path)) return outsideFolder
      const key = JSON.stringify([path, wanted.kind, wanted.pattern])
      if (!listed.has(key)) listed.set(key, { path, wanted, stamp: undefined })
      try {
        const real = realpathSync.native(path)
        if (real !== folder && !isBelow(folder, real)) return outsideFolder
        const names = matchingNames(real, wanted)
        listed.set(key, { path, wanted, stamp: stampOfNames(names) })
        return { kind: 'names', names }
      } catch (error) {
        const message = reasonUnreadable(error)
        return { kind: 'error', message: message === 'no such file' ? 'no such folder' : message }
      }
    },
    read: (file, fromFile, maxBytes, part) => {
      const fault = faultOfName(file)
      if (fault !== undefined) return refuse(fault)
      const path = join(folder, dirname(fromFile), file)
      if (!isBelow(folder, path)) return outside
      if (!asked.has(path)) asked.set(path, stampNow({ path }))
      try {
        const real = realpathSync.native(path)
        if (!isBelow(folder, real)) return outside
        const { bytes, stats } = readRegular(real, maxBytes, part === 'beginning')
        asked.set(path, stampOf(stats)).set(real, stampOf(stats))
        // The folder may have changed between resolving the path and opening it.
        if (realpathSync.native(path) !== real) return refuse('it was moved while it was read')
        const unreadBytes = Math.max(0, stats.size - bytes.length)
        return { kind: 'file', file: relative(folder, real).split(sep).join('/'), bytes, unreadBytes }
      } catch (error) {
        return refuse(reasonUnreadable(error))
      }
    },
    asked: () => [...[...asked].map(([path, stamp]) => ({ path, stamp })), ...listed.values()],
  }
}

/** The current stamp of a file, with links followed, or of the matching names in a folder; undefined if it does not exist. */
export function stampNow({ path, wanted }: Omit<AskedFile, 'stamp'>): string | undefined {
  try {
    if (wanted !== undefined) return stampOfNames(matchingNames(path, wanted))
    const stats = statSync(path, { throwIfNoEntry: false })
    return stats === undefined ? undefined : stampOf(stats)
  } catch {
    return undefined
  }
}

/** Maximum number of names in a folder that a policy lists. */
const maxNames = 100_000

/** The sorted names of a folder that are wanted. Throws if it cannot be listed, or has too many names. */
function matchingNames(folder: string, { pattern, kind }: WantedNames): readonly string[] {
  const names: string[] = []
  const opened = opendirSync(folder)
  try {
    let count = 0
    for (let entry = opened.readSync(); entry !== null; entry = opened.readSync()) {
      if (++count > maxNames) throw new Refused(`the folder contains more than ${maxNames} names`)
      if (matchesName(pattern, entry.name) && isFolder(folder, entry) === (kind === 'folder')) names.push(entry.name)
    }
  } finally {
    opened.closeSync()
  }
  return names.toSorted()
}

function isFolder(folder: string, entry: Dirent): boolean {
  if (!entry.isSymbolicLink()) return entry.isDirectory()
  return statSync(join(folder, entry.name), { throwIfNoEntry: false })?.isDirectory() === true
}

function stampOfNames(names: readonly string[]): string {
  return names.join('\0')
}

/** A value that changes when a file does, even if its modification time is reset afterwards. */
export function stampOf({ dev, ino, size, mtimeMs, ctimeMs }: Stats): string {
  return `${dev} ${ino} ${size} ${mtimeMs} ${ctimeMs}`
}

/** The modification time in a stamp, in milliseconds since 1970. */
export function modifiedMsOf(stamp: string): number {
  return Number(stamp.split(' ')[3])
}

const outsideHelp =
  'files must be below one folder; to name a folder that contains all of them, set `root` in tidegate.yaml, the flag --root, or the option `root` of openPolicy'

class Refused extends Error {}

function readRegular(
  path: string,
  maxBytes: number,
  cut: boolean,
): { readonly bytes: Uint8Array; readonly stats: Stats } {
  const handle = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOFOLLOW ?? 0))
  try {
    const stats = fstatSync(handle)
    if (!stats.isFile()) throw new Refused('it is not a regular file')
    const bytes = Buffer.allocUnsafe(Math.min(stats.size, maxBytes) + 1)
    let length = 0
    for (;;) {
      const count = readSync(handle, bytes, length, bytes.length - length, null)
      length += count
      if (count === 0 || length === bytes.length) break
    }
    if (length > maxBytes && cut) return { bytes: bytes.subarray(0, maxBytes), stats }
    if (length > maxBytes) throw new Refused(`it is larger than ${maxBytes} bytes`)
    if (length > stats.size) throw new Refused('it grew while it was read')
    return { bytes: bytes.subarray(0, length), stats }
  } finally {
    closeSync(handle)
  }
}

function faultOfName(file: string): string | undefined {
  if (file === '') return 'the name is empty'
  if (file.includes('\0')) return 'the name contains a NUL character'
  if (file.includes('\\')) return 'the name contains a backslash; write `/` between folders'
  if (/^[a-z][\w+.-]*:/i.test(file))
    return "it is a URL or contains a drive; only files in the policy's folder are read"
  if (file.startsWith('/') || isAbsolute(file))
    return "it is an absolute path; only files in the policy's folder are read"
  return undefined
}

function isBelow(folder: string, path: string): boolean {
  const way = relative(folder, path)
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way)
}

function refuse(message: string): FileContent {
  return { kind: 'error', message }
}

/** Why a file cannot be read, in words: the error of the system also contains the call and the path. */
export function reasonUnreadable(error: unknown): string {
  if (error instanceof Refused) return error.message
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'no such file'
  if (code === 'EACCES' || code === 'EPERM') return 'permission denied'
  if (code === 'ELOOP') return 'circular symbolic links'
  if (code === 'EISDIR' || code === 'ENXIO') return 'it is not a regular file'
  return typeof code === 'string' ? `system error ${code}` : String(error)
}
