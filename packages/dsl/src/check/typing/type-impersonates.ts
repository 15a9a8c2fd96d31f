import { leaf } from '@tidegate/model'
import type { TypedTest } from '../conditions/typed.ts'
import { lookUp } from '../scope.ts'
import { resolveBots } from '../sets/resolve-bots.ts'
import { reportInvalidTest, type TestContext } from './test-context.ts'

/** Checks `bot impersonates SET`: the user agent contains a token of the set, but the address is not in its `from`. */
export function typeImpersonates(context: TestContext<'impersonates'>): TypedTest | undefined {
  const { checking, unit, test, subject } = context
  if (subject.kind !== 'bot') return reportInvalidTest(context, '`impersonates`')
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
