import { type Condition, leaf } from '@tidegate/model'
import { lookUp, peek } from '../scope.ts'
import { resolveBots } from '../sets/resolve-bots.ts'
import { type InContext, reportEntry, type SetTest } from './set-test.ts'

/**
 * Checks `bot in SET`, where SET may contain declared sets only. The test has a result for every request: a user agent that is
 * not a bot is in no set.
 */
export function inBots(context: InContext<'bot'>): SetTest | undefined {
  const { checking, unit, test } = context
  const any: Condition[] = []
  for (const entry of test.set.entries) {
    if (entry.kind !== 'name') {
      reportEntry(context, entry, 'the name of a set of bots', {
        help: 'declare a set, such as `bots search = googlebot`, and test `bot in search`',
      })
      continue
    }
    const [found] = peek(checking, unit, entry.name.text)
    if (found === undefined && isTokenOfASet(context, entry.name.text)) {
      checking.report.add(
        'TG201',
        entry.span,
        `\`${entry.name.text}\` is a token, expected the name of a set of bots`,
        {
          help: `declare a set for it: \`bots only_${entry.name.text.replaceAll(/\W/g, '_')} = ${entry.name.text}\``,
        },
      )
      continue
    }
    const bots = lookUp(checking, unit, entry.name, ['bots'])
    const index = bots === undefined ? undefined : resolveBots(checking, bots, entry.span).index
    if (index !== undefined) any.push(leaf({ kind: 'bot-in', set: index }))
  }
  return any.length < test.set.entries.length ? undefined : { any, needs: [], total: true }
}

function isTokenOfASet({ checking, unit }: InContext<'bot'>, text: string): boolean {
  for (const [declared] of checking.scopes.visible(unit).values()) {
    if (declared?.kind !== 'bots' || declared.origin.kind !== 'written') continue
    if (declared.origin.set.entries.some((entry) => entry.kind === 'token' && entry.text === text)) return true
  }
  return false
}
