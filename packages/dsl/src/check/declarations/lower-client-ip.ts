import type { ClientIp } from '@tidegate/model'
import type { Checking } from '../checking.ts'
import { addAddressSet } from '../sets/add-address-set.ts'

/** Returns how the policy determines the client address, or undefined if it has no `client ip` statement. */
export function lowerClientIp(checking: Checking): ClientIp | undefined {
  const { root, report } = checking
  for (const statement of root.ast.statements) {
    if (statement.kind !== 'client-ip') continue
    const { text, span } = statement.header
    // RFC 9110 §5.6.2
    if (!/^[!#$%&'*+\-.^_`|~\dA-Za-z]+$/.test(text)) {
      report.add('TG217', span, `\`${text}\` is not a valid header field name`)
    }
    return { header: text.toLowerCase(), trusting: addAddressSet(checking, root, statement.trusting) }
  }
  return undefined
}
