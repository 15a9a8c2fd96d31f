import type { Plan } from '@tidegate/engine'

/** The rules of a policy that count replies by their status, as `FILE:LINE`. */
export function limitsOfReplies({ model }: Plan): readonly string[] {
  return model.rules.flatMap((rule) =>
    rule.kind === 'limit' && rule.countingReplies !== undefined ? [`${rule.place.file}:${rule.place.line}`] : [],
  )
}

/** The rules of a policy that limit requests at once, as `FILE:LINE`. */
export function limitsAtOnce({ model }: Plan): readonly string[] {
  return model.rules.flatMap((rule) =>
    rule.kind === 'limit' && rule.period.kind === 'at-once' ? [`${rule.place.file}:${rule.place.line}`] : [],
  )
}
