import { type IpAddress, ipv4 } from '@tidegate/values'
import type { LoggedEvent } from './logged-event.ts'

/**
 * What one line of an access log says about a request. Strings have one character per octet, like headers in Node.
 *
 * WHY: mutable and reused for every line. At a million lines per second, an object per line would cost more than reading the
 * line. Strings are parts of the chunk: callers that keep one longer must copy it (`copyString`).
 */
export interface LogRecord {
  timeMs: number
  /** The address in the log: that of the client, or of a proxy that connected on its behalf. */
  ip: IpAddress
  /**
   * The list of addresses that the log contains in place of one, as proxies wrote it; `ip` is then the last one that is public, or else
   * the first. Absent in most logs.
   */
  forwarded: string | undefined
  /** Absent if no user was authenticated. */
  user: string | undefined
  method: string
  target: string
  /** HTTP status of the reply; 0 if the log does not contain it. */
  status: number
  /** Octets of the reply that the server sent, with or without its header fields as the log counts them; undefined if the log does not contain it. */
  bytes: number | undefined
  /** Milliseconds that the request took; undefined if the log does not contain it. */
  lastsMs: number | undefined
  /** Whether `timeMs` is the end of the request, as servers write that log when they have replied. Only known together with `lastsMs`. */
  timeIsEnd: boolean
  host: string | undefined
  agent: string | undefined
  /** Other header fields that were requested: alternating names and values. */
  headers: readonly string[]
  /** What a decision log says in addition; its other lines than decisions are not requests. Undefined in access logs. */
  logged: LoggedEvent | undefined
  /** The line is `text` from `start` to `end`. */
  text: string
  start: number
  end: number
  /** The line number in its log, from 1. */
  lineNumber: number
  /** The index of its log. */
  log: number
}

/** Creates an empty record. */
export function createLogRecord(): LogRecord {
  return {
    // WHY: not an integer, so that V8 represents the property as a double from the beginning.
    timeMs: 0.5,
    ip: nowhere,
    forwarded: undefined,
    user: undefined,
    method: '',
    target: '',
    status: 0,
    bytes: undefined,
    lastsMs: undefined,
    timeIsEnd: false,
    host: undefined,
    agent: undefined,
    headers: noHeaders,
    logged: undefined,
    text: '',
    start: 0,
    end: 0,
    lineNumber: 0,
    log: 0,
  }
}

/** An empty list of header fields. */
export const noHeaders: readonly string[] = Object.freeze([])

const nowhere: IpAddress = ipv4(0)
