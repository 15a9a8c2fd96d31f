import type { ISerializedGast } from 'chevrotain'
import railroad, { type Part } from 'railroad-diagrams'
import { PolicyGrammar } from '../src/syntax/grammar/policy-grammar.ts'

/** A node of the serialised grammar, with the properties of all its kinds. */
interface Node extends ISerializedGast {
  readonly definition?: Node[]
  readonly name?: string
  readonly label?: string
  /** The label of a token at this position in the grammar. */
  readonly terminalLabel?: string
  readonly separator?: Node
}

const STYLE = `<style>
svg { background: #fff }
path { stroke: #57606a; stroke-width: 2; fill: none }
rect { stroke: #57606a; stroke-width: 1.5; fill: #f6f8fa }
rect[rx] { fill: #ddf4ff }
text { font: 13px ui-monospace, monospace; text-anchor: middle; fill: #1f2328 }
text.comment { font-style: italic; fill: #57606a }
@media (prefers-color-scheme: dark) {
  svg { background: #0d1117 }
  path, rect { stroke: #9198a1 }
  rect { fill: #151b23 }
  rect[rx] { fill: #0c2d6b }
  text { fill: #f0f6fc }
  text.comment { fill: #9198a1 }
}
</style>`

/** Rules that are not worth a diagram of their own. */
const INTERNAL = new Set(['policy', 'guard'])

/** Returns a railroad diagram as SVG for each rule of the grammar, by the rule's name in kebab case. */
export function drawDiagrams(): ReadonlyMap<string, string> {
  const rules = new PolicyGrammar({ validate: true }).getSerializedGastProductions() as Node[]
  const shown = rules.filter(({ name = '' }) => !INTERNAL.has(name))
  return new Map(shown.map((rule) => [kebab(rule.name ?? ''), draw(rule)]))
}

function draw({ definition = [] }: Node): string {
  const svg = railroad.Diagram(sequence(definition)).toString()
  return `${svg.replace('<svg ', '<svg xmlns="http://www.w3.org/2000/svg" ').replace('>', `>\n${STYLE}`).trimEnd()}\n`
}

function sequence(parts: readonly Node[]): Part {
  const [only] = parts
  return parts.length === 1 && only !== undefined ? part(only) : railroad.Sequence(...parts.map(part))
}

function part(node: Node): Part {
  const { type, definition = [], separator } = node
  switch (type) {
    case 'Terminal':
      return terminal(node)
    case 'NonTerminal':
      return node.name === 'guard' ? railroad.NonTerminal('condition') : railroad.NonTerminal(kebab(node.name ?? ''))
    case 'Option':
      return railroad.Optional(sequence(definition))
    case 'Alternation':
      return choice(definition)
    case 'Repetition':
      return railroad.ZeroOrMore(sequence(definition))
    case 'RepetitionMandatory':
      return railroad.OneOrMore(sequence(definition))
    case 'RepetitionWithSeparator':
      return railroad.ZeroOrMore(sequence(definition), separator && terminal(separator))
    case 'RepetitionMandatoryWithSeparator':
      return railroad.OneOrMore(sequence(definition), separator && terminal(separator))
    case 'Alternative':
    case 'Rule':
      return sequence(definition)
  }
}

/** Returns a choice of alternatives; those that look the same are drawn once. */
function choice(alternatives: readonly Node[]): Part {
  const byAppearance = new Map(alternatives.map((alternative) => [appearanceOf(alternative), part(alternative)]))
  const parts = [...byAppearance.values()]
  const [only] = parts
  return parts.length === 1 && only !== undefined ? only : railroad.Choice(0, ...parts)
}

function appearanceOf({ definition, terminalLabel, ...node }: Node): string {
  return terminalLabel ?? JSON.stringify([node.type, node.name, definition?.map(appearanceOf)])
}

/** Returns a keyword or sign as written, and a description of any other token. */
function terminal({ label = '', name = '', terminalLabel }: Node): Part {
  if (terminalLabel !== undefined) return railroad.Comment(terminalLabel)
  const literal = /^`(.+)`$/u.exec(label)?.[1]
  if (literal !== undefined) return railroad.Terminal(literal)
  if (name === 'Reserved') return railroad.Comment('reserved word')
  return railroad.Comment(
    label
      .replace(/^an? /u, '')
      .replace(/ such as .*$/u, '')
      .replaceAll('`', ''),
  )
}

function kebab(name: string): string {
  return name.replaceAll(/[A-Z]/gu, (letter) => `-${letter.toLowerCase()}`)
}
