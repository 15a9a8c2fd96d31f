import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Instant } from './elapsed-since.ts'
import { holdFolder } from './hold-folder.ts'
import { readCounters, type ReadCounters } from './read-counters.ts'
import { replaceFile } from './snapshot-file.ts'
import { StateFolderError } from './state-folder-error.ts'

/** Reads the counters in the state folder of a policy. A process that uses the folder may go on: its file is replaced as a whole. Never throws. */
export function readStateCounters(folder: string): ReadCounters {
  return readCounters(join(folder, 'counters'))
}

/**
 * Writes counters into the state folder of a policy, for the next process that uses it: the parts of a snapshot that was made at `at`. Rejects with a
 * `StateFolderError` if a process uses the folder, if it contains counters and `replace` is false, and if it cannot be written.
 */
export async function writeStateCounters(
  folder: string,
  at: Instant,
  parts: Iterable<Uint8Array>,
  replace: boolean,
): Promise<void> {
  const path = join(folder, 'counters')
  const held = holdFolder(folder)
  try {
    if (!replace && existsSync(path))
      throw new StateFolderError(
        `the state folder \`${folder}\` contains counters already`,
        'use an empty folder, or `--replace`, which forgets them',
      )
    await replaceFile(path, withInstant(at, parts)).catch((error: unknown) => {
      throw new StateFolderError(
        `the counters cannot be written to \`${path}\`: ${(error as Error).message}`,
        'check the permissions of the folder, and that the disk has room',
      )
    })
  } finally {
    held.release()
  }
}

function* withInstant(at: Instant, parts: Iterable<Uint8Array>): Generator<Uint8Array, void> {
  yield new TextEncoder().encode(JSON.stringify(at))
  yield* parts
}
