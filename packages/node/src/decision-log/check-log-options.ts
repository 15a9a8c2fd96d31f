import { checkOptions, checkValues, shownValue, type ValueKind } from '@tidegate/engine'
import type { AuditLogOptions } from './audit-log.ts'
import { auditFormats } from './audit-line.ts'
import type { DecisionLogOptions } from './decision-log.ts'
import { readAddresses, treatments } from './privacy.ts'

const fileKinds: Readonly<Record<keyof DecisionLogOptions & keyof AuditLogOptions, readonly ValueKind[]>> = {
  file: ['text'],
  maxWaitingBytes: ['number'],
  maxFileBytes: ['number'],
  keptFiles: ['number'],
  onProblem: ['function'],
  addresses: ['text'],
  users: [[...treatments]],
  keyFile: ['text'],
}

const decisionKinds: Readonly<Record<keyof DecisionLogOptions, readonly ValueKind[]>> = {
  ...fileKinds,
  headers: ['object'],
  cookies: ['object'],
  queries: ['object'],
  sample: ['object'],
  fields: ['list'],
  labels: ['object'],
  random: ['function'],
  wallMs: ['function'],
}

const auditKinds: Readonly<Record<keyof AuditLogOptions, readonly ValueKind[]>> = {
  ...fileKinds,
  format: [[...auditFormats]],
}

/** Throws a `TypeError` for unknown options of a decision log, with a similar name, and for invalid values. `where` names the option. */
export function checkDecisionLogOptions(where: string, given: unknown): asserts given is DecisionLogOptions {
  const options = checkedKinds(where, given, decisionKinds)
  for (const name of ['headers', 'cookies', 'queries'] as const)
    checkValues(`${where}: \`${name}\``, options[name] ?? {}, everyName(options[name], [[...treatments]]))
  checkValues(`${where}: \`labels\``, options.labels ?? {}, everyName(options.labels, ['text']))
  checkOptions(`${where}: \`sample\``, options.sample, outcomes)
  for (const [outcome, share] of Object.entries(options.sample ?? {})) {
    if (!(typeof share === 'number' && share >= 0 && share <= 1))
      throw new TypeError(`${where}: \`sample.${outcome}\` must be a number from 0 to 1, found ${shownValue(share)}`)
  }
  for (const field of options.fields ?? []) {
    if (typeof field !== 'string' || !/^[\w!#$%&'*+.^`|~-]+$/.test(field))
      throw new TypeError(`${where}: \`fields\` must be names of header fields, found ${shownValue(field)}`)
  }
}

/** Throws a `TypeError` for unknown options of an audit log, with a similar name, and for invalid values. `where` names the option. */
export function checkAuditLogOptions(where: string, given: unknown): asserts given is AuditLogOptions {
  checkedKinds(where, given, auditKinds)
}

const outcomes = ['pass', 'block', 'limit']
const example = 'a file, or an object such as `{ file: … }`'

/** Checks what both logs have. */
function checkedKinds(
  where: string,
  given: unknown,
  kinds: Readonly<Record<string, readonly ValueKind[]>>,
): DecisionLogOptions & AuditLogOptions {
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    throw new TypeError(`${where} must be ${example}, found ${shownValue(given)}`)
  checkOptions(where, given, Object.keys(kinds))
  checkValues(where, given, kinds)
  const options = given as DecisionLogOptions & AuditLogOptions
  if (typeof options.file !== 'string' || options.file === '')
    throw new TypeError(`${where}: \`file\` is missing; it is a path, or - for standard output`)
  for (const name of ['maxWaitingBytes', 'maxFileBytes', 'keptFiles'] as const) {
    const value = options[name]
    if (value !== undefined && !(Number.isInteger(value) && value >= 1))
      throw new TypeError(`${where}: \`${name}\` must be a whole number of at least 1, found ${shownValue(value)}`)
  }
  if (options.addresses !== undefined) {
    try {
      readAddresses(options.addresses)
    } catch (error) {
      throw new TypeError(`${where}: \`addresses\` ${(error as Error).message}, found ${shownValue(options.addresses)}`)
    }
  }
  return options
}

function everyName(
  values: object | undefined,
  kinds: readonly ValueKind[],
): Readonly<Record<string, readonly ValueKind[]>> {
  return Object.fromEntries(Object.keys(values ?? {}).map((name) => [name, kinds]))
}
