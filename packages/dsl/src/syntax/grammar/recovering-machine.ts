import { EmbeddedActionsParser, EOF, type ILookaheadStrategy, type IToken, type TokenType } from 'chevrotain'
import { expectationMessages } from '../expectation.ts'
import { EOF_TOKEN } from '../make-token.ts'
import { vocabulary } from '../scan.ts'
import { isOfType } from '../token-type.ts'
import { insertableTokens, LeftBrace, Reserved, RightBrace } from '../tokens.ts'
import type { Machine } from './machine.ts'
import type { Mismatch } from './mismatch.ts'

/** How a machine that recovers is made. */
export interface RecoveringMachineOptions {
  /** Whether the grammar itself is checked, which takes longer. */
  readonly validate: boolean
  /** How it looks ahead; default: as Chevrotain does. */
  readonly lookahead?: ILookaheadStrategy
}

/** A machine that recovers from mistakes, and knows the grammar. */
export type RecoveringMachine = Machine &
  Pick<EmbeddedActionsParser, 'getSerializedGastProductions' | 'getGAstProductions'> & {
    /** To be called once, when all rules are defined. */
    performSelfAnalysis(): void
  }

/** Chevrotain's parser: it finds several mistakes in one run. Its grammar is analysed, in tens of milliseconds, by `performSelfAnalysis`. */
class RecoveringParser extends EmbeddedActionsParser {
  constructor({ validate, lookahead }: RecoveringMachineOptions) {
    super([...vocabulary], {
      maxLookahead: 3,
      recoveryEnabled: true,
      skipValidations: !validate,
      errorMessageProvider: expectationMessages,
      ...(lookahead !== undefined && { lookaheadStrategy: lookahead }),
    })
  }

  peek(distance: number): IToken {
    return ours(this.LA(distance))
  }

  mismatches(): readonly Mismatch[] {
    return this.errors.map((error) => {
      const before = 'previousToken' in error ? (error.previousToken as IToken | undefined) : undefined
      return {
        expected: error.message,
        token: ours(error.token),
        before: before === undefined ? undefined : ours(before),
      }
    })
  }

  mismatchCount(): number {
    return this.errors.length
  }

  // WHY: a name, a text or a number that was never written would be checked as if it had been.
  protected override canTokenTypeBeInsertedInRecovery(type: TokenType): boolean {
    return insertableTokens.has(type)
  }

  // WHY: leaving out a word of the language would leave out what it begins.
  protected override canTokenTypeBeDeletedInRecovery(): boolean {
    return ![Reserved, LeftBrace, RightBrace].some((type) => isOfType(this.LA(1), type))
  }
}

/** A machine without rules; when it has them, `performSelfAnalysis` is to be called once. */
export function createRecoveringMachine(options: RecoveringMachineOptions): RecoveringMachine {
  // WHY: what Chevrotain protects is what grammars are written with; ours holds the machine instead of inheriting from it.
  return new RecoveringParser(options) as unknown as RecoveringMachine
}

/** Chevrotain's own token for the end is read as the language's. */
function ours(token: IToken): IToken {
  return token.tokenType === EOF ? EOF_TOKEN : token
}
