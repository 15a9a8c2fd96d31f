import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { CliError } from '../../io.ts'

/** The line of a log about a refusal. */
export interface LoggedRefusal {
  readonly file: string
  readonly line: number
  readonly id: string
  /** The fields of the line by name, with those of inner objects as `result.status`; only `text` for a line that is not JSON. */
  readonly fields: Readonly<Record<string, string | number | boolean>>
}

const word = /[\w-]+/g
const idLength = 9
const maxFields = 200

/**
 * Finds the first line of a log that contains a reference: of a decision log, an audit log, or the log of `tidegate serve`, which all have one line per
 * decision. References must be written exactly here. Throws `CliError` for a file that cannot be read.
 */
export async function findInLog(path: string, shown: string, reference: string): Promise<LoggedRefusal | undefined> {
  const ids = [...reference.matchAll(word)].map(([id]) => id).filter((id) => id.length === idLength)
  const joined = reference.replaceAll(/[^\w-]/g, '')
  const wanted = [...ids.toReversed(), ...(joined.length === idLength ? [joined] : [])]
  if (wanted.length === 0) return undefined
  let line = 0
  try {
    for await (const text of createInterface({ input: createReadStream(path), crlfDelay: Infinity })) {
      line++
      const id = wanted.find((each) => text.includes(each))
      if (id === undefined) continue
      const fields = fieldsOf(text)
      if (isAbout(id, fields)) return { file: shown, line, id, fields }
    }
  } catch (error) {
    throw new CliError(`cannot read \`${shown}\` (${(error as NodeJS.ErrnoException).code ?? String(error)})`)
  }
  return undefined
}

/** Whether a line is about this reference: names of rules and what clients sent may contain it too. */
function isAbout(id: string, fields: LoggedRefusal['fields']): boolean {
  const own = fields['decision_id'] ?? fields['id']
  if (own !== undefined) return own === id
  return Object.values(fields).some((value) => typeof value === 'string' && isTextAbout(id, value))
}

function isTextAbout(id: string, text: string): boolean {
  const unquoted = text.replaceAll(/"(?:[^"\\]|\\.)*"/g, '""')
  const named = /(?:^|\s)id=(\S+)/.exec(unquoted)
  return named === null ? unquoted.match(word)?.includes(id) === true : named[1] === id
}

function fieldsOf(text: string): LoggedRefusal['fields'] {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return Object.fromEntries(flat(value as Readonly<Record<string, unknown>>, '').slice(0, maxFields))
  } catch {
    // A line of text: shown as it is.
  }
  return { text: text.slice(0, 4_096) }
}

type Field = readonly [name: string, value: string | number | boolean]

function flat(value: Readonly<Record<string, unknown>>, before: string): readonly Field[] {
  return Object.entries(value).flatMap(([key, part]): readonly Field[] => {
    const name = `${before}${key}`
    if (typeof part === 'string') return [[name, part.slice(0, 1_024)]]
    if (typeof part === 'number' || typeof part === 'boolean') return [[name, part]]
    if (part === null || typeof part !== 'object') return []
    return flat(part as Readonly<Record<string, unknown>>, `${name}.`)
  })
}
