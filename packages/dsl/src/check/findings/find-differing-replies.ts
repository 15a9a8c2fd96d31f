import type { AllowOnlyDraft, BlockDraft, Draft } from '../rules/draft.ts'
import { type Findable, pairsOf } from './findable.ts'
import { both, describeRule } from './logic/rule-conditions.ts'

/** TG425: two rules of the same stage that can refuse the same request with different replies. */
export function findDifferingReplies({ checking, work, logic, conditions, blocks, allowOnly }: Findable): void {
  for (const stage of [blocks, allowOnly]) {
    const replying = stage.filter(({ reply, shadow }) => reply !== undefined && !shadow)
    for (const [first, second] of pairsOf<BlockDraft | AllowOnlyDraft>(
      work,
      replying,
      ({ statement }) => statement.span,
    )) {
      if (haveSameReply(first, second)) continue
      if (haveOtherWindows(first, second)) continue
      if (logic.canHold(both(conditions.effect(first), conditions.effect(second))) !== true) continue
      checking.report.add(
        'TG425',
        second.statement.span,
        `this rule and ${describeRule(first)} can refuse the same request but have different replies`,
        {
          help: 'the reply with the lower status is sent; if they are equal, the name and text of the rules decide',
          related: [{ span: first.statement.span, message: 'the other rule is here' }],
        },
      )
    }
  }
}

function haveSameReply({ reply: a }: Draft, { reply: b }: Draft): boolean {
  return a?.status === b?.status && a?.text === b?.text && a?.to === b?.to && a?.page?.digest === b?.page?.digest
}

/**
 * Whether both rules have windows and share none of them. Such rules are not reported, because it is not analysed whether their
 * windows are ever open at the same time.
 */
function haveOtherWindows(a: Draft, b: Draft): boolean {
  const [first, second] = [windowsOf(a), windowsOf(b)]
  return first.length > 0 && second.length > 0 && first.every((window) => !second.includes(window))
}

function windowsOf({ guards }: Draft): readonly string[] {
  return guards.filter(({ source }) => source === 'during').map(({ text }) => text)
}
