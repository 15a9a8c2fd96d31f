import { CliError } from '../io.ts'

type Reason = readonly [message: string, help: string]

const noFolder: Reason = ['no such folder', 'name a file in an existing folder']
const isFolder: Reason = ['it is a folder', 'name a file in it']
const denied: Reason = ['permission denied', 'give this user permission to write the file']

const reasons: ReadonlyMap<unknown, Reason> = new Map<unknown, Reason>([
  ['ENOENT', noFolder],
  ['ENOTDIR', noFolder],
  ['EISDIR', isFolder],
  ['EACCES', denied],
  ['EPERM', denied],
  ['EROFS', denied],
])

/** Returns the error for a file that cannot be written. */
export function cannotWrite(file: string, error: unknown): CliError {
  const reason = reasons.get(error instanceof Error && 'code' in error ? error.code : undefined)
  return reason === undefined
    ? new CliError(`cannot write \`${file}\`: ${error instanceof Error ? error.message : String(error)}`)
    : new CliError(`cannot write \`${file}\`: ${reason[0]}`, reason[1])
}
