import type { AllowOnlyDraft, BlockDraft } from '../rules/draft.ts'
import { type Findable, pairsOf } from './findable.ts'
import { both, callRule, refuses } from './logic/rule-conditions.ts'

/** TG425: two rules of one stage that can refuse the same request with different replies. */
export function findDifferingReplies({ checking, logic, blocks, gates }: Findable): void {
  for (const stage of [blocks, gates]) {
    const replying = stage.filter(({ reply, shadow }) => reply !== undefined && !shadow)
    for (const [first, second] of pairsOf<BlockDraft | AllowOnlyDraft>(replying)) {
      if (first.reply?.status === second.reply?.status && first.reply?.text === second.reply?.text) continue
      if (logic.canHold(both(refuses(first), refuses(second))) !== true) continue
      checking.report.add(
        'TG425',
        second.statement.span,
        `this and ${callRule(first)} can refuse the same request, and reply differently`,
        {
          help: 'the lower status is sent, then the name and the text of the rules decide',
          related: [{ span: first.statement.span, message: 'the other rule is here' }],
        },
      )
    }
  }
}
