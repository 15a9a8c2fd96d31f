import type { CheckHost } from '@tidegate/dsl'
import { type AskedFile, confineFiles, stampNow } from './confined-files.ts'
import { type HostExtras, policyHost } from './policy-host.ts'

/** A host for the checker that reads the files below one folder. */
export interface FolderHost {
  readonly host: CheckHost
  /** All files that were requested, also missing ones. */
  readonly asked: () => readonly AskedFile[]
  /** Whether all requested files and folders are as they were when they were read. One system call for each. */
  readonly isCurrent: () => boolean
}

/** Creates a host for `checkPolicy` that reads the files below `folder` (a real path), as `openPolicy` does. For editors, which check texts that are not saved. */
export function folderHost(folder: string, extras: HostExtras = {}): FolderHost {
  const files = confineFiles(folder)
  return {
    host: policyHost(files, extras),
    asked: files.asked,
    isCurrent: () => files.asked().every((file) => stampNow(file) === file.stamp),
  }
}
