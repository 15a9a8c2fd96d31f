import { factMeantBy } from '../conditions/facts-of-other-tools.ts'
import type { Findable } from './findable.ts'

/** TG437: a declared fact whose name is that of a part of the request: the server would have to supply it, and tests of it are false otherwise. A required fact is certainly supplied. */
export function findRequestFacts({ checking }: Findable): void {
  for (const declared of checking.scopes.all) {
    if (declared.kind !== 'fact' || declared.spec.plugin !== undefined || declared.spec.presence === 'required')
      continue
    const meant = factMeantBy(declared.name)
    if (meant?.fact === undefined || !meant.ofRequest) continue
    const isPossible = declared.spec.type === 'text' || (declared.spec.type === 'ip' && meant.fact === 'ip')
    if (!isPossible) continue
    checking.report.add(
      'TG437',
      declared.span,
      `\`${declared.name}\` is known only if the server supplies it with each request`,
      { help: `every policy can test \`${meant.fact}\`, which needs no declaration` },
    )
  }
}
