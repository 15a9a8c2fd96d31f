export { ipSetCovers, ipSetsCoverAll, ipSetsMeet } from './ip/ip-set-relations.ts'
export { type Budget, createBudget, partOfBudget } from './budget/budget.ts'
export { calendarPeriod, type CalendarSpan, type CalendarUnit, calendarUnits } from './windows/calendar-period.ts'
export { checkWindowSpec } from './windows/check-window-spec.ts'
export { isWindowOpen } from './windows/is-window-open.ts'
export { nextWindowChange } from './windows/next-window-change.ts'
export { parseClock } from './windows/parse-clock.ts'
export { parseDay } from './windows/parse-day.ts'
export { windowOpenings, type WindowOpening } from './windows/window-openings.ts'
export { openWindows, type WindowRow } from './windows/window-row.ts'
export type { WindowSpec, WindowTerm } from './windows/window-spec.ts'
export { createZoneReader, isZone, type ZoneReader } from './windows/zone-offset.ts'
export { buildTokenScan } from './tokens/build-token-scan.ts'
export { checkTokenScan } from './tokens/check-token-scan.ts'
export { scanTokens } from './tokens/scan-tokens.ts'
export { createScanBuffer, type ScanBuffer } from './tokens/scan-buffer.ts'
export { maxAgentScan, type TokenScan } from './tokens/token-scan.ts'
export { tokenFault, type Token } from './tokens/token.ts'
export { type HostReading, readHost } from './hosts/read-host.ts'
export { explainIp } from './ip/explain-ip.ts'
export { formatIp } from './ip/format-ip.ts'
export { compareIp, type IpAddress, ipv4, ipv6, sameIp } from './ip/ip-address.ts'
export { emptyIpSet, type IpSet, ipSetDigestInput, ipSetHas, ipSetIsEmpty, ipSetSize, sameIpSet } from './ip/ip-set.ts'
export { IpSetBuilder } from './ip/ip-set-builder.ts'
export { intersectIpSets, subtractIpSet, unionIpSets } from './ip/ip-set-operations.ts'
export { ipSetPrefixes } from './ip/ip-set-prefixes.ts'
export { namedNetwork, type NetworkName, networkNames } from './ip/named-network.ts'
export { networkOf } from './ip/network-of.ts'
export { createPublicCheck } from './ip/public-check.ts'
export { parseIp, parseIpPart } from './ip/parse-ip.ts'
export { type IpEntry, parseIpEntry, type ParsedIpEntry } from './ip/parse-ip-entry.ts'
export { columnMeaning, isAddressLike } from './ip/ip-list-columns.ts'
export type { IpListFinding, IpListOptions, ParsedIpList } from './ip/ip-list.ts'
export { parseIpList } from './ip/parse-ip-list.ts'
export { parseRange, type ParsedRange } from './ip/parse-range.ts'
export {
  formatPrefix,
  type InvalidText,
  type IpRange,
  type ParsedPrefix,
  parsePrefix,
  type Prefix,
  prefixRange,
} from './ip/prefix.ts'
export {
  buildPrefixTable,
  checkPrefixTable,
  classHas,
  classOf,
  classSets,
  type PrefixTable,
} from './ip/prefix-table/prefix-table.ts'
export { foldPath, foldPattern } from './paths/fold-path.ts'
export { doubleEncoded, overlongUtf8 } from './paths/path-escapes.ts'
export { type ParsedPathPattern, parsePathPattern } from './paths/parse-path-pattern.ts'
export { normaliseQuery } from './paths/path-escapes.ts'
export { type ParsedPathText, parsePathText, type PathTextPart } from './paths/parse-path-text.ts'
export { pathMatches } from './paths/path-matches.ts'
export type { PathPattern, PathPiece } from './paths/path-pattern.ts'
export { patternAutomaton, type PatternAutomaton, type PatternStep } from './paths/pattern-automaton.ts'
export { patternCovers, patternsCover } from './paths/pattern-covers.ts'
export { patternMatches } from './paths/known-pattern.ts'
export { patternsOverlap } from './paths/patterns-overlap.ts'
export { textsOfPattern } from './paths/texts-of-pattern.ts'
export { patternOf } from './paths/pattern-of.ts'
export { buildPatternIndex, isFloating } from './paths/build-pattern-index.ts'
export { checkPatternIndex } from './paths/check-pattern-index.ts'
export { fewPatterns, type FewPatterns } from './paths/few-patterns.ts'
export { maxFloatingPatterns, type PatternIndex } from './paths/pattern-index.ts'
export { scanPatterns } from './paths/scan-patterns.ts'
export { didYouMean } from './texts/did-you-mean.ts'
export { duration } from './texts/duration.ts'
export { escapeControls } from './texts/escape-controls.ts'
export { isFilePattern, matchesName } from './texts/matches-name.ts'
