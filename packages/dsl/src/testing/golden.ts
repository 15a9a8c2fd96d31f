import { readdirSync, readFileSync, writeFileSync } from 'node:fs'

/** One golden file: an input, a line of ten hyphens, and what is expected of it. */
export interface Golden {
  /** The file's name without folder and extension. */
  readonly name: string
  readonly file: URL
  /** Everything before the separator, its last line break included. */
  readonly input: string
  /** Everything behind the separator; empty in a file that has none yet. */
  readonly expected: string
}

const SEPARATOR = /^----------\r?\n/mu

/**
 * The golden files of a folder (a URL that ends in `/`), sorted by name. Only files whose names end in `.golden` count;
 * a folder without any throws, since a test over nothing asserts nothing.
 */
export function readGoldens(folder: URL): readonly Golden[] {
  const names = readdirSync(folder).filter((name) => name.endsWith('.golden'))
  if (names.length === 0) throw new Error(`no golden files in ${folder.pathname}`)
  return names.toSorted().map((name) => readGolden(new URL(name, folder)))
}

/**
 * What `actual` has to equal: the golden's expectation, or, when the environment says `TIDEGATE_GOLDEN=write`, `actual`
 * itself after the file has been rewritten with it. Reviewing the difference is then the reviewer's work.
 */
export function settleGolden(golden: Golden, actual: string): string {
  if (process.env['TIDEGATE_GOLDEN'] !== 'write') return golden.expected
  if (actual !== golden.expected) writeFileSync(golden.file, `${golden.input}----------\n${actual}`)
  return actual
}

function readGolden(file: URL): Golden {
  const text = readFileSync(file, 'utf8')
  const name = file.pathname.replace(/^.*\//u, '').replace(/\.golden$/u, '')
  const separator = SEPARATOR.exec(text)
  if (separator === null) return { name, file, input: text.endsWith('\n') ? text : `${text}\n`, expected: '' }
  return {
    name,
    file,
    input: text.slice(0, separator.index),
    expected: text.slice(separator.index + separator[0].length),
  }
}
