import { createTwoFilesPatch, FILE_HEADERS_ONLY } from 'diff'

/**
 * What changed between two texts, line by line, with three lines around each change, as `diff -u` shows it and `patch` applies it; empty
 * for equal texts. As few lines as possible are removed and added: O((n + m) × changes). A file name with characters outside ASCII is
 * quoted as git quotes it.
 */
export function unifiedDiff(before: string, after: string, file: string): string {
  if (before === after) return ''
  return createTwoFilesPatch(file, file, before, after, undefined, undefined, {
    context: 3,
    headerOptions: FILE_HEADERS_ONLY,
  })
}
