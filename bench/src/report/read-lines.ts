import type { Comparison } from '../harness/comparison.ts'

/** The comparisons of a text of JSON lines; lines that are none are passed over. */
export function readLines(text: string): readonly Comparison[] {
  return text
    .split('\n')
    .filter((line) => line.startsWith('{"benchmark":'))
    .map((line) => JSON.parse(line) as Comparison)
}
