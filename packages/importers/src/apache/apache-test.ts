import type { Condition } from '../draft/condition.ts'
import type { PolicyDraft } from '../draft/policy-draft.ts'
import type { Compared } from '../draft/request-reading.ts'
import { requestTest } from '../draft/request-test.ts'

const names: Readonly<Record<string, string>> = {
  HTTP_USER_AGENT: 'http_user_agent',
  'HTTP:USER-AGENT': 'http_user_agent',
  REMOTE_ADDR: 'remote_addr',
  REQUEST_METHOD: 'request_method',
  REQUEST_URI: 'uri',
  HTTP_HOST: 'host',
  'HTTP:HOST': 'host',
  REMOTE_USER: 'remote_user',
  QUERY_STRING: 'args',
}

/**
 * Returns the condition that a server variable of Apache httpd (`HTTP_USER_AGENT`, `HTTP:X-Key`) has a value; undefined if the
 * test has no equivalent.
 */
export function apacheTest(variable: string, compared: Compared, draft: PolicyDraft): Condition | undefined {
  const upper = variable.toUpperCase()
  const field = /^HTTP[_:]([A-Z][A-Z0-9_-]*)$/.exec(upper)?.[1]
  const name = Object.hasOwn(names, upper)
    ? names[upper]
    : field === undefined
      ? undefined
      : `http_${field.toLowerCase().replaceAll('-', '_')}`
  return name === undefined ? undefined : requestTest(name, compared, draft)
}
