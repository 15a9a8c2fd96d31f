import type { Declared, DeclaredKind } from '../declared.ts'
import type { Draft } from '../rules/draft.ts'
import type { Findable } from './findable.ts'

const nouns: Readonly<Partial<Record<DeclaredKind, string>>> = {
  list: 'list',
  bots: 'set of bots',
  paths: 'set of paths',
  texts: 'set of texts',
  window: 'window',
  fact: 'fact',
}

/** TG403: an unused declaration in the root file. Included files may be libraries of names, so they are not checked. */
export function findUnusedDeclarations({ checking, drafts }: Findable): void {
  let usesAnyBot: boolean | undefined
  for (const declared of checking.scopes.all) {
    const noun = nouns[declared.kind]
    if (noun === undefined || checking.used.has(declared) || !isOwn(declared)) continue
    if (declared.kind === 'bots' && (usesAnyBot ??= drafts.some(mentionsAnyBot))) continue
    checking.report.add('TG403', declared.span, `${noun} \`${declared.name}\` is never used`)
  }

  function isOwn(declared: Declared): boolean {
    if (declared.unit !== checking.root) return false
    if (declared.kind === 'fact') return declared.spec.plugin === undefined
    // Importers use the list `protected`, and the names of an import are always declared together.
    if (declared.kind === 'list') return declared.origin.kind === 'written' && declared.name !== 'protected'
    return declared.kind !== 'bots' || declared.origin.kind === 'written'
  }
}

function mentionsAnyBot({ text }: Draft): boolean {
  return /\bbot is (present|absent)\b|\bper (.* and )?bot\b/.test(text)
}
