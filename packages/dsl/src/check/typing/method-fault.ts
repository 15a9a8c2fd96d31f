import { didYouMean } from '@tidegate/values'
import { isAtStart, never, type TextFault, type TextPart, unlikely } from './text-fault.ts'

/**
 * Methods that clients send: the registry of RFC 9110 §16.1.1, those that Node's parser reads in addition, and two that scanners
 * try.
 */
const knownMethods: readonly string[] = [
  ['ACL', 'BASELINE-CONTROL', 'BIND', 'CHECKIN', 'CHECKOUT', 'CONNECT', 'COPY', 'DELETE', 'GET', 'HEAD', 'LABEL'],
  ['LINK', 'LOCK', 'MERGE', 'MKACTIVITY', 'MKCALENDAR', 'MKCOL', 'MKREDIRECTREF', 'MKWORKSPACE', 'MOVE', 'OPTIONS'],
  ['ORDERPATCH', 'PATCH', 'POST', 'PRI', 'PROPFIND', 'PROPPATCH', 'PUT', 'QUERY', 'REBIND', 'REPORT', 'SEARCH'],
  ['TRACE', 'UNBIND', 'UNCHECKOUT', 'UNLINK', 'UNLOCK', 'UPDATE', 'UPDATEREDIRECTREF', 'VERSION-CONTROL'],
  ['M-SEARCH', 'NOTIFY', 'PURGE', 'SOURCE', 'SUBSCRIBE', 'UNSUBSCRIBE', 'BAN', 'DEBUG', 'TRACK'],
].flat()

/** Returns why no request has a method with this text. RFC 9110 §9.1: methods are case-sensitive, and all registered ones are in upper case. */
export function faultOfMethod(text: string, part: TextPart): TextFault | undefined {
  if (isMethod(text, part)) return part === 'whole' ? faultOfUnknown(text) : undefined
  const upper = text.trim().toUpperCase()
  if (!isMethod(upper, part)) return never('a method is a word in upper case')
  return never('methods are written in upper case', { instead: upper })
}

function isMethod(text: string, part: TextPart): boolean {
  return (isAtStart(part) ? /^[A-Z][A-Z-]*$/ : /^[A-Z-]+$/).test(text)
}

function faultOfUnknown(text: string): TextFault | undefined {
  if (knownMethods.includes(text)) return undefined
  const instead = didYouMean(text, knownMethods)
  return unlikely('no client sends this method', instead === undefined ? {} : { instead })
}
