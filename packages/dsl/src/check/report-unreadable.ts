import { isFilePattern } from '@tidegate/values'
import type { StringLiteral } from '../syntax/ast/leaves.ts'
import type { Report } from './report.ts'

/** Reports that a file or folder cannot be read. `file` is its name, if `written` is a pattern that it matches. */
export function reportUnreadable(
  report: Report,
  written: StringLiteral,
  { message, help }: { readonly message: string; readonly help?: string },
  file: string = written.text,
): void {
  const shown = help ?? (isFilePattern(file) ? onlyInIncludes : undefined)
  report.add('TG220', written.span, `\`${file}\` cannot be read: ${message}`, {
    ...(shown !== undefined && { help: shown }),
  })
}

const onlyInIncludes = 'only `include` takes patterns; elsewhere, `*` and `?` are a part of the name'
