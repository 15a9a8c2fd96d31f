import type { Comparison } from '../harness/comparison.ts'

/** The comparisons in a text of JSON lines; other lines are ignored. */
export function readLines(text: string): readonly Comparison[] {
  return text
    .split('\n')
    .filter((line) => line.startsWith('{"benchmark":'))
    .map((line) => JSON.parse(line) as Comparison)
}
