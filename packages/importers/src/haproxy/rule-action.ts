/** What a rule does with the requests that meet its condition. */
export type RuleAction =
  | { readonly kind: 'refuse'; readonly status: number; readonly text?: string; readonly difference?: string }
  /** No further rule of the list is evaluated. */
  | { readonly kind: 'accept' }
  /** HAProxy answers by itself, but does not refuse. */
  | { readonly kind: 'answer' }
  | { readonly kind: 'track'; readonly slot: number; readonly sample: string; readonly table: string | undefined }
  | { readonly kind: 'change'; readonly sample: string }
  | { readonly kind: 'source'; readonly sample: string }
  | { readonly kind: 'variable'; readonly name: string; readonly sample: string }
  /** Concerns access, but has no equivalent. */
  | { readonly kind: 'lost'; readonly why: string }
  | { readonly kind: 'none' }

const closed = 'HAProxy closes the connection without a reply; here the reply has status 403'

/** Reads the words of `http-request` or `tcp-request content` and the like, without their condition. */
export function ruleAction(words: readonly string[]): RuleAction {
  const [written = '', ...args] = words
  const [, action = written, parameter = ''] = /^([\w-]+)\((.*)\)$/.exec(written) ?? []
  if (/^track-sc\d+$/.test(action)) {
    const at = args.indexOf('table')
    return {
      kind: 'track',
      slot: Number(action.slice(8)),
      sample: args[0] ?? '',
      table: at < 0 ? undefined : args[at + 1],
    }
  }
  switch (action) {
    case 'deny':
      return refusal(args, 403)
    case 'tarpit':
      return { ...refusal(args, 500), difference: 'HAProxy delays the reply, a policy does not' }
    case 'return': {
      const { status, text } = refusal(args, 200)
      return status >= 400 && status <= 599
        ? { kind: 'refuse', status, ...(text !== undefined && { text }) }
        : { kind: 'answer' }
    }
    case 'reject':
    case 'silent-drop':
      return { kind: 'refuse', status: 403, difference: closed }
    case 'allow':
    case 'accept':
      return { kind: 'accept' }
    case 'redirect':
    case 'use-service':
      return { kind: 'answer' }
    case 'auth':
      return { kind: 'lost', why: 'authentication is left to the application: use `user is present`' }
    case 'lua':
    case 'send-spoe-group':
    case 'wait-for-body':
      return action === 'wait-for-body'
        ? { kind: 'none' }
        : { kind: 'lost', why: 'programs are not imported: supply the result as a fact' }
    case 'set-path':
    case 'set-pathq':
    case 'set-uri':
    case 'set-query':
    case 'replace-path':
    case 'replace-pathq':
    case 'replace-uri':
    case 'normalize-uri':
      return { kind: 'change', sample: 'path' }
    case 'set-method':
      return { kind: 'change', sample: 'method' }
    case 'set-header':
    case 'add-header':
    case 'del-header':
    case 'replace-header':
    case 'replace-value':
      return { kind: 'change', sample: `hdr(${args[0]?.toLowerCase() ?? ''})` }
    case 'set-src':
      return { kind: 'source', sample: args[0] ?? '' }
    case 'set-var':
    case 'set-var-fmt':
      return { kind: 'variable', name: parameter, sample: action === 'set-var' ? (args[0] ?? '') : '' }
    default:
      if (/^(?:sc-|do-resolve|set-map|add-acl|del-acl|del-map)/.test(action) && !action.startsWith('do-'))
        return { kind: 'lost', why: 'a policy has no counters or maps that rules change' }
      return { kind: 'none' }
  }
}

function refusal(
  args: readonly string[],
  byDefault: number,
): { readonly kind: 'refuse'; readonly status: number; readonly text?: string } {
  const after = (...names: readonly string[]): string | undefined => {
    const at = args.findIndex((each) => names.includes(each))
    return at < 0 ? undefined : args[at + 1]
  }
  const given = Number(after('deny_status', 'status') ?? byDefault)
  const text = after('string') ?? after('lf-string')?.replace(/^.*%.*$/s, '')
  return { kind: 'refuse', status: given, ...(text !== undefined && text !== '' && { text }) }
}
