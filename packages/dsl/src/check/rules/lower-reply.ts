import { redirectFault, type RuleReply } from '@tidegate/model'
import type { StringLiteral } from '../../syntax/ast/leaves.ts'
import type { ReplyClause } from '../../syntax/ast/rules.ts'
import type { Checking } from '../checking.ts'
import { readPage } from './read-page.ts'
import { insertFix, type Report, replaceFix } from '../report.ts'

/** Statuses with which a browser follows `to`, without keeping the redirect. */
const redirects: readonly number[] = [302, 303, 307]

/** Statuses of redirects that browsers keep, and those to use instead. */
const permanent: Readonly<Record<number, number>> = { 301: 302, 308: 307 }

/** Checks the reply of a rule, and returns it for the model. */
export function lowerReply(checking: Checking, clause: ReplyClause): RuleReply {
  const { report } = checking
  const { status, text, to, file } = clause
  checkStatus(report, clause)
  if (to !== undefined) checkTarget(report, to)
  const page = file === undefined ? undefined : readPage(checking, file)
  return {
    status: status.value,
    ...(text !== undefined && { text: text.text }),
    ...(to !== undefined && { to: to.text }),
    ...(page !== undefined && { page }),
  }
}

function checkStatus(report: Report, { status, to, text }: ReplyClause): void {
  const { value, span } = status
  const temporary = permanent[value]
  if (temporary !== undefined) {
    report.add('TG322', span, `\`${value}\` is a permanent redirect`, {
      help: `browsers keep it, and do not ask again when the rule no longer applies: write \`${temporary}\``,
      fix: replaceFix(span, String(temporary), `replace \`${value}\` with \`${temporary}\``),
    })
  } else if (redirects.includes(value)) {
    if (to !== undefined) return
    report.add('TG322', span, `\`${value}\` is a redirect: expected \`to\` and its target`, {
      help: `for example \`reply ${value} to "/sorry"\``,
      ...(text !== undefined &&
        redirectFault(text.text) === undefined && { fix: insertFix(text.span, 'to ', 'insert `to`') }),
    })
  } else if (to !== undefined) {
    report.add('TG322', span, `\`${value}\` is not a redirect: expected 302, 303 or 307`, {
      help: '302 is usual; 303 always continues with GET, 307 with the same method and body',
    })
  } else if (!Number.isInteger(value) || value < 400 || value > 599) {
    report.add('TG307', span, `\`${value}\` is not a status for a refusal: expected 400 to 599`, {
      help: 'a redirect is written `reply 302 to "/sorry"`',
    })
  }
}

function checkTarget(report: Report, to: StringLiteral): void {
  const fault = redirectFault(to.text)
  if (fault === undefined) return
  report.add('TG323', to.span, `\`${to.text}\` is not a target for a redirect: ${fault.reason}`, { help: fault.help })
}
