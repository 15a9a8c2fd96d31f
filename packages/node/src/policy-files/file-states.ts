import { realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { GateCounts, Plan } from '@tidegate/engine'
import { type AskedFile, modifiedMsOf } from './confined-files.ts'

/** The files of a plan with their modification times when they were read. Files whose times are not known are left out. */
export function fileStates(
  { model }: Plan,
  folder: string | undefined,
  asked: readonly AskedFile[],
): NonNullable<GateCounts['files']> {
  if (folder === undefined) return []
  const stamps = new Map(asked.map(({ path, stamp }) => [path, stamp]))
  return model.files.flatMap(({ file, role }) => {
    const stamp = stamps.get(join(folder, file))
    return stamp === undefined ? [] : [{ file, role, modifiedAtMs: modifiedMsOf(stamp) }]
  })
}

/** The folder to which the names of a policy's files are relative, free of links; undefined if it no longer exists. */
export function folderOf(policy: string, root: string | undefined): string | undefined {
  try {
    return realpathSync.native(root ?? dirname(realpathSync.native(policy)))
  } catch {
    return undefined
  }
}
