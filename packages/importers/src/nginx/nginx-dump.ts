import type { FindFiles, FoundFile } from './follow-includes.ts'
import { parseNginx } from './parse-nginx.ts'

const marker = /^# configuration file (.+):\r?$/gm

/** Returns the files in the output of `nginx -T`, the main file first; none for other text. Lines are counted in the output. Linear. */
export function readDump(text: string): readonly FoundFile[] {
  const starts = [...text.matchAll(marker)]
  let line = 1
  let counted = 0
  return starts.map((start, index) => {
    for (; counted < start.index; counted += 1) if (text[counted] === '\n') line += 1
    const content = text.slice(start.index, starts[index + 1]?.index)
    return { path: start[1]!, parsed: parseNginx(content, { firstLine: line }) }
  })
}

/** Returns a function that finds files in a dump; relative patterns are relative to the folder of the main file, the first one. */
export function foundIn(files: readonly FoundFile[]): FindFiles {
  const main = files[0]?.path ?? ''
  const folder = main.slice(0, main.lastIndexOf('/') + 1)
  return (pattern) => {
    const wanted = pattern.startsWith('/') ? pattern : folder + pattern
    const regex = new RegExp(
      `^${wanted.replaceAll(/[\\^$.+?()[\]{}|*]/g, (sign) => (sign === '*' ? '[^/]*' : sign === '?' ? '[^/]' : `\\${sign}`))}$`,
    )
    return files.filter(({ path }) => regex.test(path))
  }
}
