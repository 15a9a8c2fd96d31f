import type { LimitState } from '@tidegate/engine'
import { periodText as textOfPeriod } from '@tidegate/model'

/** The period of a limit as a policy writes it: `per minute`, `per 15 minutes`, `per calendar day in UTC`, `at once`. */
export function periodText({ period, periodMs = 0 }: Pick<LimitState, 'period' | 'periodMs'>): string {
  return textOfPeriod(period ?? { kind: 'sliding', periodMs })
}
