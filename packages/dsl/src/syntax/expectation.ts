import { tokenLabel, type IParserErrorMessageProvider, type TokenType } from 'chevrotain'

/**
 * What the grammar expected, as a noun phrase: `\`{\``, `a name`, `an address such as …`. `explainError` builds the sentence
 * around it.
 */
export const expectationMessages: IParserErrorMessageProvider = {
  buildMismatchTokenMessage: ({ expected }) => tokenLabel(expected),
  buildNotAllInputParsedMessage: () => 'a statement',
  buildNoViableAltMessage: ({ customUserDescription, expectedPathsPerAlt }) =>
    customUserDescription ?? anyOf(expectedPathsPerAlt.flat()),
  buildEarlyExitMessage: ({ customUserDescription, expectedIterationPaths }) =>
    customUserDescription ?? anyOf(expectedIterationPaths),
}

function anyOf(paths: readonly (readonly TokenType[])[]): string {
  const labels = [...new Set(paths.map(([first]) => (first === undefined ? '' : tokenLabel(first))))].filter(Boolean)
  if (labels.length < 2) return labels.join('')
  return `${labels.slice(0, -1).join(', ')} or ${labels.at(-1)}`
}
