import { replaceFix } from '../report.ts'
import type { Findable } from './findable.ts'

/** TG411: a prefix with host bits set, such as `10.0.0.7/8`. It is treated as the network. */
export function findHostBits({ checking }: Findable): void {
  for (const { parts, except } of checking.resolved.addresses.values()) {
    for (const { network, text, span } of [...parts, ...except]) {
      if (network === undefined) continue
      checking.report.add('TG411', span, `host bits are set in \`${text}\`: the network is \`${network}\``, {
        help: 'write the network address, or remove the prefix length if you mean one address',
        fix: replaceFix(span, network, `write \`${network}\``),
      })
    }
  }
}
