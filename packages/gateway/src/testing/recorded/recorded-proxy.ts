/** What the gateway answered, as a proxy reads it: names of fields in lower case. */
export interface GateAnswer {
  readonly status: number
  readonly fields: Readonly<Record<string, string>>
  readonly body: string
}

/** What a proxy does with a request: sends it to the site, and adds fields to the site's reply, or answers it. */
export type Treatment =
  | { readonly kind: 'admitted'; readonly replyFields: Readonly<Record<string, string>> }
  | { readonly kind: 'answered'; readonly status: number; readonly fields: GateAnswer['fields']; readonly body: string }

/** A check, written from the source of a proxy: what a client sends to it, and the bytes that it then sends to the gateway. */
export interface RecordedCheck {
  /** The request of the client: the lines of its head. */
  readonly client: readonly string[]
  /** The check that the proxy makes of it: the lines of its head. */
  readonly check: readonly string[]
}

/** A proxy that cannot be run here. */
export interface RecordedProxy {
  readonly name: 'traefik' | 'envoy'
  /** What the proxy does with an answer of the gateway; undefined if there is none. */
  readonly treat: (answer: GateAnswer | undefined, whenAway: 'refuse' | 'admit') => Treatment
  readonly checks: Readonly<Record<RecordedCase, RecordedCheck>>
}

/** The requests of which every proxy has a recorded check. All of them come from 192.0.2.1, for shop.example, unless they say otherwise. */
export type RecordedCase =
  | 'a POST with a body'
  | 'a path that is blocked'
  | 'a HEAD for a path that is gone'
  | 'a client that prefers JSON'
  | 'a POST that is refused'
  | 'a WebSocket'
  | 'a WebSocket that is refused'
  | 'forged fields'
  | 'forged fields for a path that is gone'
  | 'a limited path'
  | 'another spelling of a blocked path'
  | 'an encoded slash'
  | 'two slashes'
  | 'an unknown host'
  | 'a bad bot'
  | 'a client without User-Agent'

/** The head of a request as bytes. */
export function headText(lines: readonly string[]): string {
  return `${lines.join('\r\n')}\r\n\r\n`
}
