import { EXAMPLES, reservedWords } from '@tidegate/dsl/tools'

const reference = 'https://github.com/tidegate/tidegate/blob/main/docs/language'

/** The page of the reference about a keyword, and the grammar rule whose example shows it. */
const help: ReadonlyMap<string, readonly [page: string, rule?: string]> = new Map<
  string,
  readonly [page: string, rule?: string]
>([
  ['policy', ['declarations', 'policyName']],
  ['include', ['includes-and-scopes', 'include']],
  ['use', ['declarations', 'use']],
  ['client', ['declarations', 'clientIp']],
  ['trusting', ['declarations', 'clientIp']],
  ['zone', ['windows', 'zone']],
  ['fact', ['facts-and-absence', 'fact']],
  ['list', ['declarations', 'list']],
  ['bots', ['bots', 'bots']],
  ['catalog', ['bots', 'bots']],
  ['paths', ['declarations', 'paths']],
  ['texts', ['declarations', 'texts']],
  ['window', ['windows', 'window']],
  ['import', ['imports', 'import']],
  ['block', ['rules']],
  ['allow', ['rules']],
  ['only', ['rules']],
  ['exempt', ['rules', 'exempt']],
  ['limit', ['limits', 'limit']],
  ['shadow', ['rules']],
  ['where', ['rules']],
  ['when', ['clauses']],
  ['unless', ['clauses']],
  ['during', ['clauses', 'during']],
  ['as', ['clauses', 'as']],
  ['reply', ['clauses', 'reply']],
  ['log', ['clauses', 'log']],
  ['costing', ['limits', 'costing']],
  ['burst', ['limits', 'burst']],
  ['including', ['limits', 'includingRefused']],
  ['counting', ['limits', 'countingReplies']],
  ['then', ['limits', 'thenBlock']],
  ['replaces', ['limits', 'replaces']],
  ['and', ['conditions', 'condition']],
  ['or', ['conditions', 'condition']],
  ['not', ['conditions', 'condition']],
  ['in', ['conditions', 'inTest']],
  ['is', ['conditions', 'isTest']],
  ['contains', ['conditions', 'matchTest']],
  ['anyone', ['conditions']],
  ['except', ['declarations']],
  ['from', ['rules', 'exempt']],
  ['per', ['limits', 'limit']],
  ['calendar', ['limits', 'calendarPeriod']],
])

/** Reserved words without a help text: none; a test checks it. */
export const keywordsWithoutHelp: readonly string[] = reservedWords.filter((word) => !help.has(word))

/** Returns an example of a keyword and a link to the reference, in Markdown; undefined for other words. */
export function keywordHelp(word: string): string | undefined {
  const found = help.get(word)
  if (found === undefined) return undefined
  const [page, rule] = found
  const example = rule === undefined ? undefined : EXAMPLES[rule]
  return [`\`${word}\``, ...(example === undefined ? [] : [example]), `[reference](${reference}/${page}.md)`].join(
    '  \n',
  )
}
