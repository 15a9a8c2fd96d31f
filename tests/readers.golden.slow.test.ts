import { globSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { loadPolicy } from '@tidegate/node'
import { expect, it } from 'vitest'
import { type Play, playAll, readPlay } from './docs/policy-example.ts'
import { readersQuestions } from './docs/readers-questions.ts'

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..')
const answersFile = 'readers-answers.md'

/** The page in the documentation; under `pnpm golden` it is first overwritten with the generated text. */
function settledPage(name: string, generated: string): string {
  const file = join(root, 'docs/language', name)
  if (process.env['TIDEGATE_GOLDEN'] === 'write') writeFileSync(file, generated)
  return readFileSync(file, 'utf8')
}

/** Examples that are newer than the answers in `readers-record.md`. */
const newerExamples = [
  'express-api/',
  'fastify-api/',
  'hono-api/',
  'node-chat/',
  'odoo-behind-nginx/',
  'panel-behind-nginx/',
]

it('asks about five requests for every policy of the examples', () => {
  const policies = globSync('*/*.policy', { cwd: join(root, 'examples') })
    .filter((name) => !newerExamples.some((each) => name.startsWith(each)))
    .map((name) => `examples/${name}`)
  expect(Object.keys(readersQuestions).toSorted()).toEqual(policies.toSorted())
  expect(Object.values(readersQuestions).map((questions) => questions.length)).toEqual(policies.map(() => 5))
})

it('writes the sheet for readers', () => {
  const sections = Object.entries(readersQuestions).map(([policy, questions], at) => {
    const shown = filesOf(policy).map((file) => `\`${file}\`\n\n${fenced(file)}`)
    const rows = questions.map((question, index) => rowOf(`${at + 1}.${index + 1}`, readPlay(question)))
    const head =
      '| | Method and target | Connects from | Agent | User | Time (UTC) | Also | Times | Your answer |\n|---|---|---|---|---|---|---|---|---|'
    return `## ${at + 1}. ${policy.replace('examples/', '')}\n\n${shown.join('\n\n')}\n\n${head}\n${rows.join('\n')}\n`
  })
  const page = `# Readers

Can a reader who has never seen the language predict what a policy does? Below are all policies of the examples, each with five
requests. **Do not read anything else first**: no reference, no README.

For each row, write the result of its *last* request: \`pass\`, or the status of the refusal (400 to 599). Each row is independent: no other
request came before it. "Times" is how many equal requests arrive within one second. If no time is given, it is a Wednesday at ten in the
morning. The address is the source of the connection. Facts are what the server knows about the request; if none are given, none are known.

Then compare with [the answers](${answersFile}), which the program wrote. If two readers out of five give the wrong answer to a question,
that is a defect of the language or of the policy, not of the reader: open an issue that says what you expected and why.

${sections.join('\n')}`
  expect(settledPage('readers.md', page)).toBe(page)
})

it('writes the answers', async () => {
  const sections: string[] = []
  for (const [at, [policy, questions]] of Object.entries(readersQuestions).entries()) {
    const { plan } = await loadPolicy(join(root, policy))
    expect(plan).toBeDefined()
    const rows: string[] = []
    for (const [index, question] of questions.entries()) {
      const got = await playAll(plan!, [readPlay(question)])
      rows.push(`| ${at + 1}.${index + 1} | ${got[0]!.replace(/^(\d+) (.*)$/, '$1, $2')} |`)
    }
    sections.push(`## ${at + 1}. ${policy.replace('examples/', '')}\n\n| | |\n|---|---|\n${rows.join('\n')}\n`)
  }
  const page = `# Answers for readers

The results of the requests on [the sheet](readers.md). Written by the program (\`pnpm golden\`), and kept current by a test. After the
status comes the name of the rule, or the reason if no rule decided; readers do not have to know either.

${sections.join('\n')}`
  expect(settledPage(answersFile, page)).toBe(page)
})

/** A policy and the files that it names, in the same folder. */
function filesOf(policy: string): readonly string[] {
  const text = readFileSync(join(root, policy), 'utf8')
  const named = [...text.matchAll(/(?:include|file|robots) "([^"]+)"/g)].map(([, name = '']) =>
    join(dirname(policy), name),
  )
  return [policy, ...named]
}

function fenced(file: string): string {
  const text = readFileSync(join(root, file), 'utf8').trimEnd()
  return `\`\`\`text\n${text}\n\`\`\``
}

function rowOf(number: string, { request, times, atMs, replies }: Play): string {
  const { method, target, headers, peer, user, facts = {} } = request
  const pairs = headers.flatMap((name, at) => (at % 2 === 0 ? [[name, headers[at + 1] ?? ''] as const] : []))
  const agent = pairs.find(([name]) => name === 'User-Agent')?.[1]
  const host = pairs.find(([name]) => name === 'Host')?.[1]
  const more = [
    ...(host === 'www.example.com' ? [] : [`host ${host}`]),
    ...pairs
      .filter(([name]) => name !== 'User-Agent' && name !== 'Host')
      .map(([name, value]) => `header ${name}: ${value}`),
    ...Object.entries(facts).map(([name, value]) => `${name} = ${JSON.stringify(value)}`),
    ...(replies === 200 ? [] : [`each is answered ${replies}`]),
  ]
  const time = atMs === undefined ? '' : new Date(atMs).toISOString().slice(0, 19).replace('T', ' ')
  const cells = [number, `\`${method} ${target}\``, peer, agent, user, time, more.join('; '), times, '']
  return `| ${cells.map((cell) => cell ?? '').join(' | ')} |`
}
