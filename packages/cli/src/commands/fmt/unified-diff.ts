import { createTwoFilesPatch, FILE_HEADERS_ONLY } from 'diff'

/**
 * Returns the unified diff of two texts with three lines of context, as `diff -u` prints it and `patch` applies it; empty for equal texts.
 * It removes and adds as few lines as possible: O((n + m) × changes). File names with characters outside ASCII are quoted as git does.
 */
export function unifiedDiff(before: string, after: string, file: string): string {
  if (before === after) return ''
  return createTwoFilesPatch(file, file, before, after, undefined, undefined, {
    context: 3,
    headerOptions: FILE_HEADERS_ONLY,
  })
}
