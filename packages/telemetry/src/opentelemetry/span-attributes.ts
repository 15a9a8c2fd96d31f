import { type AttributeValue, trace } from '@opentelemetry/api'
import { type Decision, definePlugin, type Plugin } from '@tidegate/engine'

/** The attributes that a decision adds to a span. None of them comes from a client. */
export function decisionAttributes(decision: Decision): Readonly<Record<string, AttributeValue>> {
  const { outcome, reason, status, rule, policy, id, shadows } = decision
  return {
    'tidegate.outcome': outcome,
    'tidegate.reason': reason,
    'tidegate.status': status,
    ...(rule !== undefined && { 'tidegate.rule': rule.name ?? `${rule.file}:${rule.line}` }),
    ...(shadows.length > 0 && {
      'tidegate.shadow_rules': shadows.map(({ rule: each }) => each.name ?? `${each.file}:${each.line}`),
    }),
    ...(policy.name !== undefined && { 'tidegate.policy.name': policy.name }),
    'tidegate.policy.fingerprint': policy.fingerprint,
    'tidegate.decision.id': id,
  }
}

/**
 * A plugin that adds the attributes of each decision to the active span of OpenTelemetry; it creates no span. Register it with the gate (`plugins`); policies
 * need no `use`. If a request is decided more than once, the last decision counts. Without an active span, nothing happens.
 */
export function spanAttributes(): Plugin {
  return definePlugin({
    apiVersion: 1,
    name: 'opentelemetry',
    observers: {
      decision: ({ decision }) => {
        const span = trace.getActiveSpan()
        if (span?.isRecording() === true) span.setAttributes(decisionAttributes(decision))
      },
    },
  })
}
