import type { Field } from './field.ts'

/**
 * The names of a JSON log's fields: names of nested fields are joined by dots. The first of a field's names that is present is
 * used.
 */
export interface JsonKeys {
  readonly field: Field
  readonly names: readonly string[]
  /**
   * Names of the client's address: the field is read only in lines whose client has one of them, because other programs give its names another meaning.
   */
  readonly onlyWith?: readonly string[]
  /** How the values of some of these names are written, if not as they are. */
  readonly decode?: Readonly<Record<string, (written: string) => string>>
}

/** Returns the names under which servers and loggers write a header field in general. */
export function namesOfHeader(name: string): readonly string[] {
  const usual = name.replaceAll(/(?:^|-)[a-z]/g, (start) => start.toUpperCase())
  const joined = name.replaceAll('-', '_')
  return [
    `http_${joined}`,
    `request.headers.${usual}`,
    `request.headers.${name}`,
    `request_${usual}`,
    `req.headers.${name}`,
    `http.request.headers.${name}`,
    `RequestHeaders.${name}`,
    `headers.${name}`,
    `headers.${usual}`,
    name,
    joined,
    usual,
  ]
}
