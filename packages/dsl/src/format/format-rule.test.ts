import { describe, expect, test } from 'vitest'
import type { RuleStatement } from '../syntax/ast/rules.ts'
import { parse } from '../syntax/parse.ts'
import { formatRule } from './format-rule.ts'

function format(text: string): string {
  const { ast, diagnostics } = parse({ file: 'test.policy', text })
  expect(diagnostics).toEqual([])
  expect(ast.statements).toHaveLength(1)
  return formatRule(ast.statements[0] as RuleStatement)
}

describe('a rule on one line', () => {
  test.each([
    'block ip in attackers  as "known attacker"  log warn',
    'block bot in scrapers unless bot in search',
    'limit 5 per minute per ip during peak when bot in search',
    'limit 200 per minute per ip  including refused',
    'limit r.rate per 15 minutes per ip exact and header("x-api-key")  burst 10  counting only replies 401, 403  replaces "slow"',
    'limit 1 per second per network(24, 56)',
    'limit 4 at once per ip',
    'limit r.rate at once in total  then block for 1 hour',
    'limit 1000 per calendar month in Europe/Berlin per user',
    'limit 1000 per calendar day in UTC in total',
    'limit 1000 per calendar day in total',
    'limit 100 per minute per user  costing query.cost',
    'limit 100 per minute per user  costing 10 if score in 1, 2, 5 if path in /a, /b or method == "PUT", 0 if (ip in a or ip in b) and flag',
    'limit 1000 per day in total during mon-fri 04:00-17:00, sat except 2026-12-24 - 2026-12-26 UTC',
    'shadow allow only ip in 10.0.0.0/8, 10.0.0.1 - 10.0.0.9 or not (bot in search and path in /x) and not not flagged  reply 403 "no"',
    'exempt bot in google from limits',
    'exempt header("x-health") == "1" and score >= 10 from "a", "b"',
    'block (ip in a or ip in b) and (user is present and flag) or (score > 0.5 or anyone)',
    'block now in mon-fri 04:00-17:00 UTC or text == other.text or text starts with "\\"\\\\\\n\\t\\u{202e}é"',
  ])('%s', (text) => {
    expect(format(text)).toBe(text)
  })

  test('clauses are sorted into the canonical order', () => {
    expect(
      format(
        'limit 1 per minute per ip then block for 2 hours counting only replies 401 costing a.b as "n" when ip in a',
      ),
    ).toBe(
      'limit 1 per minute per ip when ip in a  as "n"  costing a.b  counting only replies 401  then block for 2 hours',
    )
    expect(
      format(
        'limit 1 per minute per ip replaces "x" log info reply 429 burst 3 as "n" unless ip in b when ip in a during w',
      ),
    ).toBe(
      'limit 1 per minute per ip during w when ip in a unless ip in b  as "n"  reply 429  log info  burst 3  replaces "x"',
    )
  })

  test('unnecessary parentheses, plurals and white space are removed', () => {
    expect(format('limit  1 per 1 minutes\n\nper ip when ((ip in a,b)) and (not (bot is present))')).toBe(
      'limit 1 per minute per ip when ip in a, b and not bot is present',
    )
    expect(format('limit 1 at  once per ip then block for 1 hours costing 2 if (flag)')).toBe(
      'limit 1 at once per ip  costing 2 if flag  then block for 1 hour',
    )
  })
})
