import { format, parse } from 'node:path'

/** The file of a log that one worker writes: `decisions-2.ndjson` for `decisions.ndjson`. WHY one each: lines of several processes could be mixed, and rotations would collide. */
export function fileOfWorker(file: string, worker: number): string {
  const { dir, name, ext } = parse(file)
  return format({ dir, name: `${name}-${worker}`, ext })
}
