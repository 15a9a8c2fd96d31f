import type { Decision } from '../decision.ts'

/** The warning of a gate that only observes, repeated once a day. */
export const observingWarning = { code: 'observing', message: 'this gate only observes: nothing is refused' }

/** The decision of a gate that only observes about a request that it would refuse: `pass`, with a note of what would have been. */
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
