import { CannotRun } from '../io.ts'
import type { RequestSpec } from '../scenario/request-spec.ts'

/** The request that a line of an access log tells of, and when it came. Throws `CannotRun` for a line that is none. */
export function readLogLine(line: string, _format?: string): { readonly request: RequestSpec; readonly atMs: number } {
  throw new CannotRun(`\`${line}\` cannot be read`)
}
