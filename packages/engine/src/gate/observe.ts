import type { Decision } from '../decision.ts'

/** The warning of a gate in `observe` mode. */
export const observingWarning = { code: 'observing', message: 'this gate is in observe mode: nothing is refused' }

/** How often it is repeated: once a day. */
export const observingEveryMs = 86_400_000

/** Replaces a refusal by the decision of a gate in `observe` mode: `pass`, with a shadow note if a rule would have refused the request. */
export function observed(refused: Decision): Decision {
  const { rule, outcome, limits, shadows, ip, path, target, policy, id } = refused
  const note = rule !== undefined && outcome !== 'pass' ? [{ rule, would: outcome }] : []
  return {
    outcome: 'pass',
    reason: 'no-rule-refuses',
    status: 200,
    limits,
    shadows: [...note, ...shadows],
    ...(ip !== undefined && { ip }),
    ...(path !== undefined && { path }),
    ...(target !== undefined && { target }),
    policy,
    id,
  }
}
