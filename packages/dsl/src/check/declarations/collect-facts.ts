import type { FactSpec } from '@tidegate/model'
import type { Declared, DeclaredFact } from '../declared.ts'
import type { Report } from '../report.ts'

/**
 * Returns the facts of all files, sorted by name. The host supplies one value for each name, so all declarations of a name must
 * agree; if they do not, this is reported, and the first one is used.
 */
export function collectFacts(all: readonly Declared[], report: Report): readonly FactSpec[] {
  const facts = new Map<string, DeclaredFact>()
  for (const declared of all) {
    if (declared.kind !== 'fact') continue
    const earlier = facts.get(declared.name)
    if (earlier === undefined) facts.set(declared.name, declared)
    else if (!sameSpec(earlier.spec, declared.spec)) {
      report.add(
        'TG218',
        declared.span,
        `\`${declared.name}\` is declared ${wordsOf(declared.spec)} here and ${wordsOf(earlier.spec)} elsewhere`,
        {
          help: 'the host supplies one value for each name: declare the fact in the same way everywhere',
          related: [{ span: earlier.span, message: `\`${declared.name}\` is declared here too` }],
        },
      )
    }
  }
  return [...facts.values()].map(({ spec }) => spec).toSorted((a, b) => (a.name < b.name ? -1 : 1))
}

function sameSpec(a: FactSpec, b: FactSpec): boolean {
  return a.type === b.type && a.presence === b.presence && a.plugin === b.plugin
}

function wordsOf({ type, presence, plugin }: FactSpec): string {
  const presenceWords = presence === 'optional' ? '' : presence === 'required' ? ' required' : ' with user'
  return `\`: ${type}${presenceWords}\`${plugin === undefined ? '' : ` by plugin \`${plugin}\``}`
}
