import { lstatSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import { matchesName } from '@tidegate/values'
import type { FSWatcher } from 'chokidar'
import { type AskedFile, stampNow, stampOf } from './confined-files.ts'

/** Watches a set of files that may change with every reload. */
export interface FileWatcher {
  /** Watches these files from now on, and calls back soon if one of them has changed since it was read. */
  readonly follow: (files: readonly AskedFile[]) => void
  readonly close: () => Promise<void>
}

/** Options for watching files. */
export interface WatchOptions {
  /** Milliseconds without further events before a reload. Minimum and default 110. */
  readonly settleMs?: number
  /** Interval in milliseconds for polling instead of events, for network file systems. Default: events. */
  readonly pollMs?: number
  /**
   * Interval in milliseconds for checking all files without an event, because some changes, such as moving a folder away and back, cause
   * none. Default 2,000.
   */
  readonly lookMs?: number
}

// WHY: chokidar drops a second change of a file within 50 ms and a second removal within 100 ms, so files must not be read before that time is
// over.
const minSettleMs = 110

/** Maximum number of times that events postpone a reload, so that a program that saves continuously cannot prevent it: about half a second. */
const maxSettles = 4

/**
 * Calls `onChange` when one of the followed files changes, appears, disappears or is replaced (by a rename, or because a link in its path
 * has changed). Resolves when the watcher has started to receive events.
 *
 * Folders are watched rather than files, because a file's watcher follows it on a rename. Files and folders are also checked periodically,
 * to detect changes without an event, and to watch replaced folders again.
 */
export async function watchFiles(
  files: readonly AskedFile[],
  onChange: () => void,
  onError: (error: Error) => void,
  { settleMs = minSettleMs, pollMs, lookMs = 2_000 }: WatchOptions = {},
): Promise<FileWatcher> {
  // WHY: not loaded for gates that do not watch.
  const { watch } = await import('chokidar')
  let followed = files
  let isFollowed = followedBy(files)
  let timer: NodeJS.Timeout | undefined
  let settles = 0
  let isClosed = false
  /** Watched folders with their identities at the start of watching. */
  const folders = new Map<string, string | undefined>()
  let watchers: FSWatcher[] = []

  function settle(): void {
    if (!isClosed && (settles < maxSettles || timer === undefined)) {
      clearTimeout(timer)
      settles++
      timer = setTimeout(fire, Math.max(settleMs, minSettleMs)).unref()
    }
  }

  function fire(): void {
    timer = undefined
    settles = 0
    if (followed.some(isStale)) onChange()
  }

  /** Changes that happen before events are received are detected by checking the files afterwards. */
  async function watchFoldersOf(next: readonly AskedFile[]): Promise<void> {
    const fresh = [...new Set(next.map(folderOf))].filter((folder) => !folders.has(folder))
    if (fresh.length > 0) {
      for (const folder of fresh) folders.set(folder, undefined)
      for (const folder of fresh) folders.set(folder, await identityOf(folder))
      if (isClosed) return
      const watcher = watch(fresh, {
        depth: 0,
        ignoreInitial: true,
        followSymlinks: false,
        ignorePermissionErrors: true,
        persistent: false,
        ...(pollMs !== undefined && { usePolling: true, interval: pollMs }),
      })
      watchers.push(watcher)
      watcher.on('all', (_, path) => {
        if (isFollowed(path) || isLink(path)) settle()
      })
      watcher.on('error', (error) => onError(error instanceof Error ? error : new Error(String(error))))
      await new Promise<void>((resolve) => watcher.once('ready', resolve))
    }
    if (followed.some(isStale)) settle()
  }

  async function watchAnew(): Promise<void> {
    const old = watchers
    watchers = []
    folders.clear()
    await Promise.all(old.map((watcher) => watcher.close()))
    if (!isClosed) await watchFoldersOf(followed)
  }

  async function look(): Promise<void> {
    const known = await Promise.all([...folders].map(async ([folder, was]) => (await identityOf(folder)) === was))
    if (isClosed) return
    if (known.includes(false)) await watchAnew()
    const stamps = await Promise.all(followed.map(async (asked) => (await stampLater(asked)) === asked.stamp))
    if (stamps.includes(false)) settle()
  }

  function lookLater(): NodeJS.Timeout {
    return setTimeout(() => {
      void look().finally(() => {
        if (!isClosed) looking = lookLater()
      })
    }, lookMs).unref()
  }

  await watchFoldersOf(files)
  let looking = lookLater()
  return {
    follow: (next) => {
      followed = next
      isFollowed = followedBy(next)
      void watchFoldersOf(next)
    },
    close: async () => {
      isClosed = true
      clearTimeout(timer)
      clearTimeout(looking)
      await Promise.all(watchers.map((watcher) => watcher.close()))
    },
  }
}

/** Whether a file has changed since it was read, or has been created. */
function isStale(asked: AskedFile): boolean {
  return stampNow(asked) !== asked.stamp
}

/** The folder whose events tell of a change: of a listed folder it is the folder itself. */
function folderOf({ path, wanted }: AskedFile): string {
  return wanted === undefined ? dirname(path) : path
}

/** Whether an event about a path may concern one of the files: it is one of them, or its name is one that a listed folder is asked for. */
function followedBy(files: readonly AskedFile[]): (path: string) => boolean {
  const paths = new Set(files.map(({ path }) => path))
  const listed = files.flatMap(({ path, wanted }) => (wanted === undefined ? [] : [{ folder: path, wanted }]))
  return (path) =>
    paths.has(path) ||
    listed.some(({ folder, wanted }) => dirname(path) === folder && matchesName(wanted.pattern, basename(path)))
}

/** The stamp of a file, read asynchronously so that requests are served meanwhile; names in a folder are few, and read at once. */
async function stampLater(asked: AskedFile): Promise<string | undefined> {
  const { path, wanted } = asked
  if (wanted !== undefined) return stampNow(asked)
  return stat(path).then(stampOf, () => undefined)
}

/** The identity of a folder, independent of its content; undefined if it does not exist. */
async function identityOf(folder: string): Promise<string | undefined> {
  return stat(folder).then(
    ({ dev, ino }) => `${dev} ${ino}`,
    () => undefined,
  )
}

function isLink(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true
  } catch {
    return false
  }
}
