import type { PolicyDraft } from '../draft/policy-draft.ts'
import type { ApacheDirective } from './parse-apache.ts'

/** The state of an import. */
export interface ApacheReading {
  readonly draft: PolicyDraft
  /** Whether the policy distinguishes cases and final slashes of paths. */
  readonly exactPaths: boolean
  /** Whether texts that ignore case are compared as they are written only, because the policy would become too long with other spellings. */
  readonly oneSpelling: boolean
  /** Whether tests of texts replace patterns that begin with a wildcard, because there are too many of those. */
  readonly isLean: boolean
  /** Writes a note at a directive: what is not imported, or only approximately. */
  readonly note: (directive: Pick<ApacheDirective, 'line' | 'file'>, message: string) => void
  /** Writes a note that is true of many directives, at the first of them. */
  readonly once: (directive: Pick<ApacheDirective, 'line' | 'file'>, message: string) => void
}

/** Creates the state of an import into a draft. */
export function createReading(
  draft: PolicyDraft,
  settings: Pick<ApacheReading, 'exactPaths' | 'oneSpelling' | 'isLean'>,
): ApacheReading {
  const said = new Set<string>()
  const note: ApacheReading['note'] = ({ line, file }, message) => draft.note(line, message, file)
  return {
    draft,
    ...settings,
    note,
    once: (directive, message) => {
      if (said.has(message)) return
      said.add(message)
      note(directive, message)
    },
  }
}

/** Returns a directive as messages show it. */
export function shown({ name, args, block }: ApacheDirective): string {
  const text = [spelling[name] ?? name, ...args].join(' ')
  return block === undefined ? text : `<${text}>`
}

const spelling: Readonly<Record<string, string>> = Object.fromEntries(
  (
    'RewriteRule RewriteCond RewriteMap RewriteOptions Redirect RedirectMatch RedirectPermanent RedirectTemp Require Order Allow Deny ' +
    'Satisfy SetEnvIf SetEnvIfNoCase SetEnvIfExpr BrowserMatch BrowserMatchNoCase SetEnv PassEnv Directory DirectoryMatch Location ' +
    'LocationMatch Files FilesMatch If ElseIf Else Limit LimitExcept VirtualHost Proxy ProxyMatch RequireAll RequireAny RequireNone ' +
    'ErrorDocument AllowMethods AuthMerging RemoteIPHeader RemoteIPTrustedProxy RemoteIPInternalProxy Alias AliasMatch ScriptAlias ' +
    'ScriptAliasMatch TraceEnable SecRule SecRuleEngine LimitRequestBody'
  )
    .split(' ')
    .map((name) => [name.toLowerCase(), name]),
)
