import { dirname, join, sep } from 'node:path'

/** Where a rule stands, as seen from where the command runs: rules name files as seen from the folder of their policy. */
export function rulePlace(policy: string, { file, line }: { readonly file: string; readonly line: number }): string {
  return `${join(dirname(policy), file).split(sep).join('/')}:${line}`
}
