import type { ReportedAnsweredWell } from '@tidegate/replay'
import { CliError } from '../../io.ts'
import { grouped, percent } from '../../terminal/numbers.ts'

/** How many of the requests that were answered well a policy may refuse: a number, or a share from 0 to 1. */
export type MaxRefused =
  | { readonly kind: 'count'; readonly count: number }
  | { readonly kind: 'share'; readonly share: number; readonly written: string }

/** Reads the flag `--max-refused-ok`, such as `25` or `0.01%`. Throws `CliError`. */
export function readMaxRefused(text: string): MaxRefused {
  const [, number, sign] = /^(\d+(?:\.\d+)?) ?(%?)$/.exec(text.trim()) ?? []
  const value = Number(number)
  if (number !== undefined && sign === '%' && value <= 100)
    return { kind: 'share', share: value / 100, written: `${number} %` }
  if (number !== undefined && sign === '' && Number.isSafeInteger(value)) return { kind: 'count', count: value }
  throw new CliError(
    `invalid \`--max-refused-ok ${text}\``,
    'expected a number of requests, such as 25, or a share of those that were answered well, such as 0.01%',
  )
}

/** Whether a policy refuses more of the requests that were answered well than is allowed. */
export function isAbove(most: MaxRefused, { count, refused }: ReportedAnsweredWell): boolean {
  switch (most.kind) {
    case 'count':
      return refused > most.count
    case 'share':
      return refused > most.share * count
  }
}

/** Returns how many of the requests that were answered well the policy refuses, and how many it may. */
export function refusedWords({ count, refused }: ReportedAnsweredWell, most: MaxRefused | undefined): string {
  const found = `${grouped(refused)} of ${grouped(count)} requests that were answered well (${percent(count === 0 ? 0 : refused / count)}) would have been refused`
  return most === undefined ? found : `${found}; allowed: ${mostWords(most)}`
}

function mostWords(most: MaxRefused): string {
  switch (most.kind) {
    case 'count':
      return grouped(most.count)
    case 'share':
      return most.written
  }
}

/** Throws `CliError` if the log does not say how any request was answered, so that nothing can be concluded. */
export function requireAnswers({ count, unknown }: ReportedAnsweredWell, judged: number): void {
  if (count > 0 || unknown < judged) return
  throw new CliError(
    '`--max-refused-ok`: the log does not say how requests were answered',
    'use a log that contains the status of replies',
  )
}
