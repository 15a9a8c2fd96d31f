import { dirname, join, sep } from 'node:path'

/** Returns the place of a rule, relative to the folder of the command; rules have file names relative to the folder of their policy. */
export function rulePlace(policy: string, { file, line }: { readonly file: string; readonly line: number }): string {
  return `${join(dirname(policy), file).split(sep).join('/')}:${line}`
}
