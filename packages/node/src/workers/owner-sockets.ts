import { createHash } from 'node:crypto'
import { closeSync, linkSync, lstatSync, mkdirSync, openSync, readdirSync, rmSync, utimesSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'

/**
 * The sockets of the owners of one group's counters. They are numbered in a folder that only this user may enter; the highest number is the present
 * owner's.
 *
 * INVARIANT: the highest number is never removed as long as its folder is in use, and a number is taken by linking, which fails if it exists. An owner takes the number after one
 * at which no process listens, so two owners never follow the same one; `isNewest` is false for an owner that took a number long after others had gone on.
 */
export interface OwnerSockets {
  readonly folder: string
  /** The number of the newest owner; 0 if there has been none. */
  readonly newest: () => number
  readonly path: (owner: number) => string
  /** Whether the caller is to start this owner at this attempt: the first of all workers that asks. */
  readonly claimStart: (owner: number, attempt: number) => boolean
  /** The number of the attempt to start this owner that is due: that after all that began more than `withinMs` ago, also by workers that have ended. */
  readonly attempt: (owner: number, withinMs: number) => number
  /** Makes a socket that listens at `listening` the one of this number. Returns whether no other process has it. */
  readonly claim: (owner: number, listening: string) => boolean
  readonly isNewest: (owner: number) => boolean
  /** Removes what earlier owners left. */
  readonly removeBefore: (owner: number) => void
  /** Removes folders of other groups that have had no owner for a day: groups are named by numbers of processes, so there would be more and more. */
  readonly removeAbandoned: () => void
  /** Tells programs that clean up temporary folders that the socket is in use. */
  readonly touch: (owner: number) => void
}

/** Opens, and creates if necessary, the folder of a group. Throws if another user could enter or replace it. */
export function openOwnerSockets(group: string, root: string = rootFolder()): OwnerSockets {
  createPrivateFolder(root)
  const folder = join(root, shortDigest(group))
  // WHY not longer: systems cut longer paths of sockets off, or reject them.
  if (Buffer.byteLength(folder) > 90) {
    throw new Error(`the path of the temporary folder is too long for a socket: ${folder}; set TMPDIR to a shorter one`)
  }
  createPrivateFolder(folder)
  const numbers = (): number[] => readdirSync(folder).filter(isNumber).map(Number)
  const path = (owner: number): string => join(folder, String(owner))
  const newest = (): number => Math.max(0, ...numbers())
  const isNewest = (owner: number): boolean => newest() === owner
  return {
    folder,
    newest,
    path,
    claimStart(owner, attempt) {
      try {
        closeSync(openSync(join(folder, `start-${owner}.${attempt}`), 'wx', 0o600))
        return true
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
        throw error
      }
    },
    attempt(owner, withinMs) {
      const begun = readdirSync(folder).filter(
        (name) => /^start-\d+\.\d+$/.test(name) && name.startsWith(`start-${owner}.`),
      )
      const over = begun.filter((name) => Date.now() - (changedMs(join(folder, name)) ?? 0) > withinMs)
      return Math.max(-1, ...over.map((name) => Number(name.split('.')[1]))) + 1
    },
    claim(owner, listening) {
      try {
        linkSync(listening, path(owner))
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
        throw error
      }
      if (isNewest(owner)) return true
      rmSync(path(owner), { force: true })
      return false
    },
    isNewest,
    removeBefore(owner) {
      for (const name of readdirSync(folder)) {
        const number = /^(?:start-)?([1-9]\d*)(?:\.\d+)?$/.exec(name)?.[1]
        if (number !== undefined && Number(number) < owner) rmSync(join(folder, name), { force: true, recursive: true })
      }
    },
    removeAbandoned() {
      for (const other of readdirSync(root).map((name) => join(root, name))) {
        if (other !== folder && isFolderName(other) && Date.now() - newestChangeMs(other) > dayMs)
          rmSync(other, { recursive: true, force: true })
      }
    },
    touch(owner) {
      const now = new Date()
      utimesSync(path(owner), now, now)
    },
  }
}

const dayMs = 86_400_000

function isFolderName(path: string): boolean {
  return /^[0-9a-f]{16}$/.test(basename(path)) && lstatSync(path).isDirectory()
}

/** When a file changed last; undefined if it has been removed. */
function changedMs(path: string): number | undefined {
  return lstatSync(path, { throwIfNoEntry: false })?.mtimeMs
}

/** When something in a folder changed last; owners touch their sockets (`touch`). */
function newestChangeMs(folder: string): number {
  return Math.max(
    lstatSync(folder).mtimeMs,
    ...readdirSync(folder).map((name) => lstatSync(join(folder, name)).mtimeMs),
  )
}

/** A digest of a text as the name of a file. */
export function shortDigest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16)
}

function isNumber(name: string): boolean {
  return /^[1-9]\d*$/.test(name)
}

function rootFolder(): string {
  return join(tmpdir(), `tidegate-${process.getuid!()}`)
}

function createPrivateFolder(folder: string): void {
  try {
    mkdirSync(folder, { mode: 0o700, recursive: true })
  } catch (error) {
    // What exists and is not a folder is described below.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST')
      throw new Error(
        `the folder for the socket of the workers cannot be created: ${(error as Error).message}; set TMPDIR to a folder in which this user may create files`,
        { cause: error },
      )
  }
  const found = lstatSync(folder)
  const { mode, uid } = found
  if (!found.isDirectory() || uid !== process.getuid!() || (mode & 0o077) !== 0) {
    throw new Error(`${folder} must be a folder that belongs to this user and that no other user may enter`)
  }
}
