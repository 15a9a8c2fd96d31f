import type { Decision } from '../decision.ts'

/** What a gate that only observes says of a request that it would refuse. */
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
