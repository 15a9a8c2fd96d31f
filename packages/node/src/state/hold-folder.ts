import { mkdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { StateFolderError } from './state-folder-error.ts'

/** A state folder that only this process uses. */
export interface HeldFolder {
  /**
   * Whether it is still ours: another process may take a folder if it cannot see that this one runs, as from another container. Throws the error of the system
   * if this cannot be read now, as without a file descriptor.
   */
  readonly isOurs: () => boolean
  readonly release: () => void
}

/** Who uses a folder: a process, and when it began, because numbers of processes are used again. */
interface Holder {
  readonly pid: number
  readonly began: string
}

/** Creates a folder, if it does not exist, and takes it. Throws a `StateFolderError` if another user of it runs, or it cannot be written. */
export function holdFolder(folder: string): HeldFolder {
  const path = join(folder, 'lock')
  const own: Holder = { pid: process.pid, began: beganOf(process.pid) ?? String(performance.timeOrigin) }
  const text = `${JSON.stringify({ ...own, use: crypto.randomUUID() })}\n`
  createFolder(folder)
  try {
    take(path, text, folder)
  } catch (error) {
    throw error instanceof StateFolderError ? error : unusable(folder, error as Error)
  }
  const isOurs = (): boolean => readLock(path) === text
  return {
    isOurs,
    release: () => {
      try {
        if (isOurs()) rmSync(path, { force: true })
      } catch {
        // WHY nothing: the next process sees that this one has ended.
      }
    },
  }
}

/** Creates a state folder, if it does not exist; returns its path without symbolic links. Throws a `StateFolderError`. */
export function createFolder(folder: string): string {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    return realpathSync(folder)
  } catch (error) {
    throw unusable(folder, error as Error)
  }
}

function unusable(folder: string, { message }: Error): StateFolderError {
  return new StateFolderError(
    `the state folder \`${folder}\` cannot be used: ${message}`,
    'check the folder and its permissions, and that the disk has room: the process must be able to create files in it',
  )
}

function take(path: string, text: string, folder: string): void {
  // Twice, because what a process left over is removed first.
  for (const isLast of [false, true]) {
    try {
      writeFileSync(path, text, { flag: 'wx', mode: 0o600 })
      return
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || isLast) throw error
    }
    const holder = holderOf(readLock(path))
    if (holder !== undefined && runs(holder))
      throw new StateFolderError(
        `the state folder \`${folder}\` is in use by process ${holder.pid}${holder.pid === process.pid ? ', which is this one' : ''}`,
        "give every process a folder of its own, or share counters, by `workers: 'shared'` on one machine or in Redis; if the other process is to be replaced, end it first",
      )
    rmSync(path, { force: true })
  }
}

/** What the lock says; undefined if it does not exist. */
function readLock(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

function holderOf(text: string | undefined): Holder | undefined {
  try {
    const { pid, began } = JSON.parse(text ?? '') as Partial<Holder>
    return Number.isInteger(pid) && typeof began === 'string' ? { pid: pid!, began } : undefined
  } catch {
    return undefined
  }
}

function runs({ pid, began }: Holder): boolean {
  try {
    process.kill(pid, 0)
  } catch (error) {
    // A process of another user cannot be signalled, but runs.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false
  }
  const fields = fieldsOf(pid)
  // WHY: a process that has ended stays in the table until its parent asks for its status, which a parent that has not started it never does, as in a container.
  if (fields?.[0] === 'Z' || fields?.[0] === 'X') return false
  const found = fields?.[19]
  return found === undefined || found === began
}

/** When a process began, as Linux says it; undefined on other systems. */
function beganOf(pid: number): string | undefined {
  return fieldsOf(pid)?.[19]
}

/** What Linux says about a process (proc_pid_stat(5)), from its state on; undefined on other systems. */
function fieldsOf(pid: number): readonly string[] | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The name of the program, in parentheses, may contain anything.
    return text.slice(text.lastIndexOf(')') + 2).split(' ')
  } catch {
    return undefined
  }
}
