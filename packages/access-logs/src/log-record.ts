import { type IpAddress, ipv4 } from '@tidegate/values'

/**
 * What one line of an access log tells of a request. Texts are octets, one character each, as Node hands headers on.
 *
 * WHY: mutable, and filled again and again: at a million lines a second an object for each line would cost more than
 * reading it. Whoever keeps a text beyond the line's turn copies it (`ownText`): it is a part of its chunk.
 */
export interface LogRecord {
  timeMs: number
  ip: IpAddress
  /** Absent when nobody was logged in. */
  user: string | undefined
  method: string
  target: string
  /** Of the reply that went out; 0 where the log does not tell. */
  status: number
  host: string | undefined
  agent: string | undefined
  /** Other header fields that were asked for, names and values by turns. */
  headers: readonly string[]
  /** The line is `text` from `start` to `end`. */
  text: string
  start: number
  end: number
  /** Its number in its log, from 1. */
  lineNumber: number
  /** Index of its log. */
  log: number
}

/** A record that nothing has been read into. */
export function createLogRecord(): LogRecord {
  return {
    // WHY: not a whole number, so that V8 keeps the place for doubles from the beginning.
    timeMs: 0.5,
    ip: nowhere,
    user: undefined,
    method: '',
    target: '',
    status: 0,
    host: undefined,
    agent: undefined,
    headers: noHeaders,
    text: '',
    start: 0,
    end: 0,
    lineNumber: 0,
    log: 0,
  }
}

/** No header fields. */
export const noHeaders: readonly string[] = Object.freeze([])

const nowhere: IpAddress = ipv4(0)
