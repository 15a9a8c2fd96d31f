import { leaf } from '@tidegate/model'
import type { TypedTest } from '../conditions/typed.ts'
import { lookUp } from '../scope.ts'
import { resolveBots } from '../sets/resolve-bots.ts'
import { reportUnsuited, type TestContext } from './test-context.ts'

/** `bot impersonates SET`: a token of the set is there, the address is not one of its. */
export function typeImpersonates(context: TestContext<'impersonates'>): TypedTest | undefined {
  const { checking, unit, test, subject } = context
  if (subject.kind !== 'bot') return reportUnsuited(context, '`impersonates`')
  const bots = lookUp(checking, unit, test.bots, ['bots'])
  if (bots === undefined) return undefined
  const { index, verified } = resolveBots(checking, bots, test.bots.span)
  if (index === undefined) return undefined
  if (!verified) {
    checking.report.add(
      'TG229',
      test.bots.span,
      `\`${bots.name}\` has no \`from\`, so impersonation cannot be detected`,
      {
        help: 'after its tokens, say which addresses these bots use: `from file "ranges.json"`',
        related: [{ span: bots.span, message: `\`${bots.name}\` is declared here` }],
      },
    )
    return undefined
  }
  const condition = leaf({ kind: 'bot-impersonates', set: index })
  return { kind: 'test', span: test.span, condition, negated: false, asksPresence: true, needs: [], ownNeeds: 0 }
}
