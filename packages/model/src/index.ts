export {
  type Condition,
  type ConditionFold,
  foldCondition,
  forEachTest,
  leaf,
  type Leaf,
  negate,
  someTest,
  testsOf,
} from './condition.ts'
export type { Diagnostic, DiagnosticCode, Fix, Related, Severity, TextEdit } from './diagnostic.ts'
export type { FactType } from './fact-type.ts'
export { factsOfKey, factsOfTest, factsReadBy } from './facts-of-test.ts'
export type { Facts, FactValue, IpsFact } from './facts.ts'
export { inputsOf } from './inputs-of.ts'
export type { AppliedLimit, Judged, RuleRefusal } from './judged.ts'
export type { KeyValue } from './key-value.ts'
export type { LogLevel } from './log-level.ts'
export type {
  AddressSetModel,
  AllowOnlyRule,
  BlockRule,
  BotSetModel,
  BotTerm,
  ClientIp,
  ExemptRule,
  FactSpec,
  Guard,
  KeyPart,
  LimitRule,
  Model,
  ModelFile,
  PathSetModel,
  Rule,
  RuleCommon,
  WindowModel,
} from './model.ts'
export {
  addressSetName,
  botSetName,
  listPrefixes,
  listSome,
  pathSetName,
  quoteValue,
  subjectName,
  windowName,
} from './names.ts'
export type { PolicyInputs } from './policy-inputs.ts'
export { compareRefusals, logLevels, reportedOf, severestLog, statusOf } from './refusal-order.ts'
export type { Place, Source, Span } from './source.ts'
export type { AddressSubject, TextSubject } from './subjects.ts'
export type { Test } from './test.ts'
export { testText } from './test-text.ts'
export { type Bots, botsOf, hasToken, isBetterBot } from './interpret/bots-of.ts'
export { addressOf, evaluate, isAddress, isIps, numberCompares, testHolds, textMatches } from './interpret/evaluate.ts'
export { hits, interpret } from './interpret/interpret.ts'
export { keyOf } from './interpret/key-of.ts'
export { patternFor } from './interpret/pattern-for.ts'
export { isTexts, textsOf } from './interpret/texts-of.ts'
export { isClockSound, type View } from './interpret/view.ts'
