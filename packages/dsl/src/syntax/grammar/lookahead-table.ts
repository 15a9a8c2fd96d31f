import type { RuleLookahead } from './lookahead.ts'

/** With what each rule of the grammar decides, by the rule's name. Written by `pnpm --filter @tidegate/dsl lookahead`. */
export const lookaheadTable: Readonly<Record<string, RuleLookahead>> = {
  addressEntry: {
    or0: 'Address / NumberText / WordFile Text WordAt | WordFile Text / Word Text | Word',
  },
  addressOrRange: {
    option0: 'Dash',
  },
  addressFile: {
    option0: 'WordAt',
  },
  addressName: {
    option0: 'Text',
  },
  addressSet: {
    option0: 'Except',
  },
  botEntry: {
    or0: 'WordWord Text / WordCatalog Text / WordSet Word / Text / Word / SlashWord / Day / Reserved',
  },
  botSet: {
    option0: 'Except',
    option2: 'From',
  },
  pathEntry: {
    or0: 'Path / Word',
  },
  pathSet: {
    option0: 'Except',
  },
  textEntry: {
    or0: 'Text / Word',
  },
  textSet: {
    option0: 'Except',
  },
  dates: {
    option0: 'Dash',
  },
  days: {
    option0: 'Dash',
  },
  windowSpan: {
    or0: 'DateText / Day / Clock',
    option0: 'Day',
    option2: 'Clock',
    option3: 'Clock',
  },
  windowEntry: {
    or0: 'DateText | Day | Clock / Word',
  },
  windowSet: {
    option0: 'Except',
    option2: 'SlashWord | Word',
  },
  zoneName: {
    or0: 'SlashWord / Word',
  },
  condition: {
    many0: 'Or',
  },
  conjunction: {
    many0: 'And',
  },
  negation: {
    many0: 'Not',
  },
  operand: {
    or0: 'LeftParen / WordAnyone / Word LeftParen | Word Not | Word In | Word SameAs | Word NotSame | Word AtMost | Word AtLeast | Word Below | Word Above | Word WordContains | Word WordStarts | Word WordEnds | Word Is | Word WordImpersonates | Word',
  },
  factRef: {
    option0: 'LeftParen',
  },
  test: {
    or0: 'Not | In / SameAs | NotSame | AtMost | AtLeast | Below | Above / WordContains | WordStarts | WordEnds / Is / WordImpersonates',
    option0:
      'Not | In | SameAs | NotSame | AtMost | AtLeast | Below | Above | WordContains | WordStarts | WordEnds | Is | WordImpersonates',
  },
  inTest: {
    option0: 'Not',
  },
  compareTest: {
    or0: 'SameAs / NotSame / AtMost / AtLeast / Below / Above',
  },
  value: {
    or0: 'Text / NumberText / Word',
  },
  matchTest: {
    or0: 'WordContains / WordStarts / WordEnds',
  },
  isTest: {
    or0: 'WordPresent / WordAbsent / WordEmpty / Not',
  },
  testSet: {
    option0: 'SlashWord | Word',
  },
  testSetEntry: {
    or0: 'Address / DateText | Day | Clock / Path / Text / NumberText / Word',
  },
  clause: {
    or0: 'During / When / Unless / As / Reply / Log / Burst / Including / Counting / Replaces',
  },
  reply: {
    option0: 'Text',
  },
  rule: {
    or0: 'Block / Allow / Limit / Exempt',
    many0: 'During | When | Unless | As | Reply | Log | Burst | Including | Counting | Replaces',
    option0: 'Shadow',
  },
  limit: {
    or0: 'NumberText / Word',
  },
  period: {
    option0: 'NumberText',
  },
  limitKey: {
    or0: 'In / Per',
  },
  keyPart: {
    or0: 'WordIp WordExact | WordIp / WordNetwork LeftParen NumberText / Word | Word LeftParen Text',
    option0: 'WordExact',
  },
  exempt: {
    or0: 'WordLimits / Text',
  },
  declaration: {
    or0: 'Policy / Include / Use / Client / Zone / Paths WordMatch WordExactly / Fact / List / Bots / Paths Word Equals / Texts / Window / Import',
  },
  fact: {
    or0: 'Word / Texts',
    option0: 'WordRequired | WordWith',
  },
  presence: {
    or0: 'WordRequired / WordWith',
  },
  import: {
    option0: 'As',
    option2: 'WordEnforce',
  },
  statements: {
    many0:
      'Policy | Include | Use | Client | Zone | Paths | Fact | List | Bots | Texts | Window | Import | Where | Shadow | Block | Allow | Limit | Exempt',
  },
  statement: {
    or0: 'Policy | Include | Use | Client | Zone | Paths | Fact | List | Bots | Texts | Window | Import / Where / Shadow | Block | Allow | Limit | Exempt',
  },
}
