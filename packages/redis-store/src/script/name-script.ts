import { createHash } from 'node:crypto'

/** A script, and the name by which servers know it. */
export interface Script {
  readonly text: string
  readonly sha: string
}

/** A script with the name that servers compute for it. */
export function nameScript(text: string): Script {
  return { text, sha: createHash('sha1').update(text).digest('hex') }
}
