export { builtInFacts } from './built-in-facts.ts'
export { numberSamples } from './cells/number-samples.ts'
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
export { costCasesOf, costsOf, type ModelCost } from './cost-cases.ts'
export type { Diagnostic, DiagnosticCode, Fix, Related, Severity, TextEdit } from './diagnostic.ts'
export { type FactType, factTypes } from './fact-type.ts'
export { factsOfKey, factsOfTest, factsReadBy } from './facts-of-test.ts'
export { type Facts, type FactValue, type IpsFact, type UnknownFact, unknownFact } from './facts.ts'
export { inputsOf } from './inputs-of.ts'
export type { AppliedLimit, Judged, RuleRefusal } from './judged.ts'
export { isUnknownKey, type KeyValue, type UnknownKey, unknownKey } from './key-value.ts'
export type { CostCase, LimitCost } from './limit-cost.ts'
export { keyPartName } from './key-part-name.ts'
export { durationText, type LimitPeriod, periodText } from './limit-period.ts'
export type { LogLevel } from './log-level.ts'
export type {
  AllowOnlyRule,
  BlockRule,
  ClientIp,
  ExemptRule,
  Guard,
  KeyPart,
  LimitRule,
  Model,
  ModelFile,
  Rule,
  RuleCommon,
  RuleReply,
  PageText,
  PageType,
  ReplyPage,
} from './model.ts'
export type {
  AddressSetModel,
  BotSetModel,
  BotTerm,
  FactSpec,
  ModelTables,
  PathSetModel,
  WindowModel,
} from './model-tables.ts'
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
export { counterFault, type CounterFault, type CountedNumbers, maxCount, maxPeriodMs } from './counter-bounds.ts'
export { compareRefusals, logLevels, reportedOf, severestLog, statusOf } from './refusal-order.ts'
export type { Place, Source, Span } from './source.ts'
export type { AddressSubject, TextSubject } from './subjects.ts'
export type { KeyNames, SetKind, Subject } from './tests/test-kind.ts'
export { foundText, type OfKind, readsOf, type Test, testKey, testText, testValue } from './tests/test-kinds.ts'
export { numberCompares } from './tests/number-compare.ts'
export { textMatches } from './tests/text-match.ts'
export { factKey, textKey } from './tests/key-words.ts'
export { formatMoment } from './tests/format-moment.ts'
export { type Bots, botsOf, hasToken, isBetterBot } from './view/bots-of.ts'
export { evaluate } from './interpret/evaluate.ts'
export { addressOf, isAddress, isIps } from './view/address-of.ts'
export type { RequestView } from './view/request-view.ts'
export { hits, interpret } from './interpret/interpret.ts'
export { keyOf } from './interpret/key-of.ts'
export { placesOf, placesOfFact } from './interpret/places-of.ts'
export { patternFor } from './view/pattern-for.ts'
export { isTexts, textsOf } from './view/texts-of.ts'
export { sideOf, type SidedView, type View } from './interpret/view.ts'
export { isClockPlausible, isTimeKnown } from './view/clock.ts'
export { hasDoubt, isUnknown, isUnknownFact } from './view/is-unknown.ts'
export { isJoinedField, isRepeatable, readingsOf } from './view/readings.ts'
export { allTrue, notTrue, someTrue, type Truth } from './truth.ts'
export type {
  Importer,
  ImporterOptions,
  ImporterRoom,
  Imported,
  ImporterNote,
  PluginExtension,
  PluginFact,
  PluginList,
} from './policy-extensions.ts'
export { type RedirectFault, redirectFault } from './redirect-fault.ts'
