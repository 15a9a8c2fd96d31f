import { CliError } from '../io.ts'

type Reason = readonly [message: string, help: string]

const noFolder: Reason = ['cannot be written: there is no such folder', 'name a file in a folder that is there']
const isFolder: Reason = ['cannot be written: it is a folder', 'name a file in it']
const mayNot: Reason = ['may not be written', 'give this user permission to write it']

const reasons: ReadonlyMap<unknown, Reason> = new Map<unknown, Reason>([
  ['ENOENT', noFolder],
  ['ENOTDIR', noFolder],
  ['EISDIR', isFolder],
  ['EACCES', mayNot],
  ['EPERM', mayNot],
  ['EROFS', mayNot],
])

/** Why a file cannot be written, for the user. */
export function cannotWrite(file: string, error: unknown): CliError {
  const reason = reasons.get(error instanceof Error && 'code' in error ? error.code : undefined)
  return reason === undefined
    ? new CliError(`\`${file}\` cannot be written: ${error instanceof Error ? error.message : String(error)}`)
    : new CliError(`\`${file}\` ${reason[0]}`, reason[1])
}
