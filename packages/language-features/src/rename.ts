import { isReserved, isWord, writeText } from '@tidegate/dsl/tools'
import { applyEdits } from '@tidegate/dsl'
import { type Analysis, unitOf } from './analyse.ts'
import { type FileEdits, withTexts } from './code-actions.ts'
import { referencesOf, symbolAt } from './references.ts'
import { offsetAt, type Position, type Range, type RangeEdit, rangeOf } from './text-position.ts'

/** The edits of a rename, or why it is not possible: a sentence without a final period. */
export type Renamed =
  | { readonly kind: 'edits'; readonly edits: FileEdits }
  | { readonly kind: 'refused'; readonly message: string }

/** Returns the range and text of the name at a position if it can be renamed. */
export function prepareRename(
  analysis: Analysis,
  file: string,
  position: Position,
): { readonly range: Range; readonly placeholder: string } | undefined {
  const text = analysis.textOf(file)
  const symbol = symbolAt(analysis, file, position)
  if (text === undefined || symbol === undefined || isOfPlugin(symbol.declared)) return undefined
  return { range: rangeOf(text, symbol.span), placeholder: symbol.name }
}

/**
 * Renames the set, fact, import or limit at a position in all files of the policy. Refused if the name is not valid or already used, if a file has
 * syntax errors (names in them would be missed), or if the policy would have other errors afterwards.
 */
export function rename(analysis: Analysis, file: string, position: Position, newName: string): Renamed {
  const symbol = symbolAt(analysis, file, position)
  if (symbol === undefined) return refused('there is no name here that can be renamed')
  if (isOfPlugin(symbol.declared)) return refused(`\`${symbol.name}\` is supplied by a plugin`)
  if (newName === symbol.name) return { kind: 'edits', edits: {} }
  const fault = symbol.space === 'limit' ? faultOfLimitName(newName) : faultOfName(newName)
  if (fault !== undefined) return refused(fault)
  const broken = analysis.checked.diagnostics.find(({ code }) => code.startsWith('TG1'))
  if (broken !== undefined)
    return refused(`fix the syntax error in \`${broken.place.file}\` (line ${broken.place.line}) first`)
  const found = referencesOf(analysis, symbol)
  if (symbol.space === 'name' && isTaken(analysis, new Set(found.map((each) => each.file)), newName))
    return refused(`\`${newName}\` is already declared`)
  const newText = symbol.space === 'limit' ? writeText(newName) : newName
  const edits: Record<string, RangeEdit[]> = {}
  for (const { file: name, range } of found) (edits[name] ??= []).push({ range, newText })
  const worse = errorAfter(analysis, edits)
  return worse === undefined ? { kind: 'edits', edits } : refused(`the policy would have an error: ${worse}`)
}

function refused(message: string): Renamed {
  return { kind: 'refused', message }
}

function isOfPlugin(declared: { readonly kind: string } | undefined): boolean {
  return declared?.kind === 'fact' && 'spec' in declared && (declared.spec as { plugin?: string }).plugin !== undefined
}

function faultOfName(name: string): string | undefined {
  if (!isWord(name)) return `\`${name}\` is not a name: use letters, digits, \`_\`, and \`.\` or \`-\` inside`
  return isReserved(name) ? `\`${name}\` is a reserved name of the language` : undefined
}

function faultOfLimitName(name: string): string | undefined {
  return name.trim() === '' ? 'the name of a limit is not empty' : undefined
}

function isTaken(analysis: Analysis, files: ReadonlySet<string>, name: string): boolean {
  return [...files].some((file) => {
    const unit = unitOf(analysis, file)
    if (unit === undefined) return false
    return [...analysis.scopes.visible(unit).keys()].some((each) => each === name || each.startsWith(`${name}.`))
  })
}

/** Returns the message of an error that the policy has after edits and did not have before. */
function errorAfter(analysis: Analysis, edits: FileEdits): string | undefined {
  const texts = new Map<string, string>()
  for (const [file, each] of Object.entries(edits)) {
    const text = analysis.textOf(file)!
    const spans = each.map(({ range, newText }) => {
      return { span: { file, start: offsetAt(text, range.start), end: offsetAt(text, range.end) }, text: newText }
    })
    texts.set(
      file,
      applyEdits(
        text.text,
        spans.toSorted((a, b) => b.span.start - a.span.start),
      ),
    )
  }
  const count = ({ checked }: Analysis): number =>
    checked.diagnostics.filter(({ severity }) => severity === 'error').length
  const after = withTexts(analysis, texts)
  if (count(after) <= count(analysis)) return undefined
  return after.checked.diagnostics.find(({ severity }) => severity === 'error')?.message
}
