import { readdirSync, readFileSync, writeFileSync } from 'node:fs'

/** One golden file: an input, a line of ten hyphens, and the expected output. */
export interface Golden {
  /** The file's name without folder and extension. */
  readonly name: string
  readonly file: URL
  /** Everything before the separator, including the last line break. */
  readonly input: string
  /** Everything after the separator; empty in a file without a separator. */
  readonly expected: string
}

const SEPARATOR = /^----------\r?\n/mu

/**
 * Returns the golden files of a folder (a URL that ends in `/`), sorted by name. Only files whose names end in `.golden`
 * count. Throws if there are none, since a test without cases asserts nothing.
 */
export function readGoldens(folder: URL): readonly Golden[] {
  const names = readdirSync(folder).filter((name) => name.endsWith('.golden'))
  if (names.length === 0) throw new Error(`no golden files in ${folder.pathname}`)
  return names.toSorted().map((name) => readGolden(new URL(name, folder)))
}

/**
 * Returns what `actual` must equal: the expected output of the golden file or, with `TIDEGATE_GOLDEN=write` in the environment,
 * `actual` itself after writing it to the file. The difference must then be reviewed.
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
