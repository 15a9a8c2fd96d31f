import { always, type Condition } from '../draft/condition.ts'
import type { Directive } from './parse-nginx.ts'
import { directiveText } from './place.ts'
import { type ConditionReading, type Noting, requestCondition } from './request-condition.ts'

/** What a `rewrite` does with the requests that match it: it answers with a redirect, it ends the phase, or it only changes the path. */
export interface RewriteEffect {
  readonly kind: 'redirect' | 'stop' | 'change'
  /** Undefined if it has no equivalent. */
  readonly condition: Condition | undefined
}

/** Reads a `rewrite`. That a path changes is noted. */
export function readRewrite(directive: Directive, reading: ConditionReading, note: Noting): RewriteEffect {
  const [pattern = '', replacement = '', flag] = directive.args
  const isRedirect = flag === 'redirect' || flag === 'permanent' || /^(?:https?:\/\/|\$scheme)/.test(replacement)
  const silent: Noting = () => undefined
  const condition = isEverything(pattern)
    ? always
    : requestCondition('uri', { isPattern: true, text: pattern }, reading, directive, silent, true)
  if (isRedirect) {
    if (condition === undefined)
      note(
        directive,
        `${directiveText(directive)}: its pattern has no equivalent, so the rules apply to what nginx redirects`,
      )
    return { kind: 'redirect', condition }
  }
  // `break` in a location stays in it.
  note(
    directive,
    `${directiveText(directive)}: the rules for the new path do not apply here, but those for the path of the request`,
  )
  if (flag === undefined || condition === undefined) return { kind: 'change', condition }
  return { kind: 'stop', condition }
}

function isEverything(pattern: string): boolean {
  return ['^', '^/', '^(.*)$', '(.*)', '.*', '^.*$', '^/(.*)$', '^/(.*)', '^(.*)', '^/.*', '^/.*$', '/', '.'].includes(
    pattern,
  )
}
