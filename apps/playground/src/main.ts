import type { DiffWitness } from '@tidegate/analysis'
import {
  type Analysis,
  analyse,
  diagnose,
  type FileEdits,
  fixAll,
  format,
  hostOf,
  indexText,
  offsetAt,
  type RangeEdit,
} from '@tidegate/language-features'
import type { Model } from '@tidegate/model'
import type { Token } from '@tidegate/values'
import type { Answer, Decided, Row } from './decide/messages.ts'
import { outcomeNames } from './decide/messages.ts'
import { byId, element } from './page/dom.ts'
import { drawTimeline } from './page/draw-timeline.ts'
import { createPolicyEditor } from './page/policy-editor.ts'
import { clock, showExplanation } from './page/show-explanation.ts'
import { showDiff } from './page/show-diff.ts'
import { startWorker, type WorkerClient } from './page/worker-client.ts'
import { writeTyped } from './page/write-typed.ts'
import { isFileName, readFragment, type SharedState, writeFragment } from './share-link.ts'
import { firstExample } from './first-example.ts'

/** Texts longer than this are not put into the text field, which browsers lay out slowly. */
const maxShownText = 200_000
const rowsShown = 60

interface Example extends SharedState {
  readonly title: string
}

const files = new Map<string, string>()
let root = ''
let shown = ''
let opened: { readonly texts: ReadonlyMap<string, string>; readonly model: Model | undefined } = {
  texts: new Map(),
  model: undefined,
}
let requests = ''
let analysis: Analysis | undefined
let worker: WorkerClient | undefined
let diffWorker: WorkerClient | undefined
let runId = 0
let decided: Decided | undefined
let chosen = 0
let rows: readonly Row[] = []
let rowsFrom = 0
let timer: ReturnType<typeof setTimeout> | undefined
const say = (text: string): void => {
  byId('live').textContent = text
}

const documents = {
  read: (path: string): string | undefined => files.get(path),
  list: (): readonly string[] => [...files.keys()],
}
/** Without the catalogue of bots until the whole page is loaded. */
let host = hostOf(documents)

function check(): Analysis {
  analysis ??= analyse({ file: root, text: files.get(root) ?? '' }, host)
  return analysis
}

const editor = createPolicyEditor(byId('editor'), {
  onChange: (file, text) => {
    if (files.get(file) === text) return
    files.set(file, text)
    analysis = undefined
    soon()
  },
  analysis: check,
  apply,
  nowMs: () => Date.now(),
})

function soon(): void {
  clearTimeout(timer)
  timer = setTimeout(update, 200)
}

/** Whether the whole page is loaded. */
const isWhole = (): boolean => worker !== undefined

/** Checks the policy, shows what was found, and decides the requests with it. */
function update(): void {
  clearTimeout(timer)
  // A policy that uses the catalogue of bots is checked when the catalogue is there.
  if (!isWhole() && [...files.values()].some((text) => /\bcatalog\b/.test(text))) return
  const current = check()
  const found = diagnose(current)
  editor.mark(current, found)
  showTabs()
  const list = byId('diagnostics')
  list.replaceChildren(
    ...found
      .slice(0, 100)
      .map(({ file, range: { start }, severity, code, codeDescription, message }) =>
        element(
          'li',
          { class: severity },
          element(
            'button',
            { type: 'button', class: 'place', onclick: () => goTo(file, start.line, start.character) },
            `${file}:${start.line + 1}`,
          ),
          element('span', {}, message),
          element('a', { href: codeDescription.href, target: '_blank', rel: 'noopener noreferrer' }, code),
        ),
      ),
  )
  const errors = found.filter(({ severity }) => severity === 'error').length
  byId('checked').textContent = found.length === 0 ? 'no findings' : countsOf(errors, found.length - errors)
  byId('checked').className = errors > 0 ? 'error' : found.length > 0 ? 'warning' : 'good'
  byId<HTMLButtonElement>('fix').hidden = found.length === 0 || fixAll(current) === undefined
  performance.mark('diagnosed')
  decide()
  compare()
}

function countsOf(errors: number, others: number): string {
  const parts = [
    errors === 0 ? '' : errors === 1 ? '1 error' : `${errors} errors`,
    others === 0 ? '' : others === 1 ? '1 finding' : `${others} findings`,
  ]
  return parts.filter((part) => part !== '').join(', ')
}

function decide(): void {
  const { model } = check().checked
  if (worker === undefined) return
  if (model === undefined) {
    byId('summary').textContent = 'The policy has errors: fix them to decide requests.'
    byId('decisions').classList.add('stale')
    return
  }
  byId('decisions').classList.remove('stale')
  runId = worker.ask({ kind: 'run', model, text: requests })
}

function compare(): void {
  const { model } = check().checked
  const isSame = files.size === opened.texts.size && [...files].every(([name, text]) => opened.texts.get(name) === text)
  byId('changes').hidden = isSame
  if (isSame || model === undefined || worker === undefined) return
  if (opened.model === undefined) {
    byId('diff').replaceChildren(
      element('p', {}, 'The version that was opened has errors, so that there is nothing to compare with.'),
    )
    return
  }
  diffWorker ??= startWorker(onAnswer)
  diffWorker.ask({ kind: 'diff', before: opened.model, after: model, nowMs: Date.now() })
}

function onAnswer(answer: Answer): void {
  switch (answer.kind) {
    case 'ready':
      return
    case 'progress':
      if (answer.id < runId) return
      byId<HTMLProgressElement>('progress').hidden = false
      byId<HTMLProgressElement>('progress').value = answer.share
      return
    case 'decided':
      if (answer.id === runId) showDecided(answer)
      return
    case 'explained':
      byId<HTMLProgressElement>('progress').hidden = true
      if (answer.index === chosen)
        byId('explanation').replaceChildren(
          showExplanation(answer.row, answer.explanation, (file, line) => goTo(file, line - 1, 0)),
        )
      return
    case 'rows':
      rows = answer.rows
      showRows()
      return
    case 'test':
      void copy(answer.text, `${root.replace(/\.policy$/, '')}.test.yaml`)
      return
    case 'diff':
      byId('diff').replaceChildren(showDiff(answer.diff, tryOut))
      return
    case 'failed':
      byId<HTMLProgressElement>('progress').hidden = true
      byId('summary').textContent = `This cannot be decided: ${answer.message}`
      return
  }
}

function showDecided(answer: Decided): void {
  decided = answer
  byId<HTMLProgressElement>('progress').hidden = true
  const { times, outcomes, refusals, problems, unread, form } = answer
  byId('form').textContent =
    `${form}: ${times.length.toLocaleString('en')} requests${unread > 0 ? `, ${unread.toLocaleString('en')} lines not read` : ''}`
  byId('problems').replaceChildren(
    ...problems.map(({ line, message }) =>
      element('li', {}, line === undefined ? message : `line ${line}: ${message}`),
    ),
  )
  const refused = outcomes.reduce((sum, outcome) => sum + (outcome === 0 ? 0 : 1), 0)
  const share =
    times.length === 0
      ? ''
      : `, ${refused.toLocaleString('en')} refused (${((100 * refused) / times.length).toLocaleString('en', { maximumFractionDigits: 1 })} %)`
  byId('summary').textContent =
    times.length === 0
      ? 'No requests yet: type some, or paste a log.'
      : `${(times.length - refused).toLocaleString('en')} admitted${share}`
  byId('rules').replaceChildren(
    ...refusals.map(({ rule, count, first }) =>
      element(
        'li',
        {},
        element(
          'button',
          { type: 'button', class: 'link', onclick: () => choose(first) },
          `${count.toLocaleString('en')} by “${rule.name ?? rule.text}”`,
        ),
      ),
    ),
  )
  const slider = byId<HTMLInputElement>('clock')
  slider.max = String(Math.max(0, times.length - 1))
  slider.disabled = times.length === 0
  const firstRefused = outcomes.findIndex((outcome) => outcome !== 0)
  if (chosen >= times.length || chosen === 0) chosen = Math.max(0, firstRefused)
  rowsFrom = -1
  choose(chosen)
}

/** Moves the clock to a request, and explains it. */
function choose(index: number): void {
  if (decided === undefined || worker === undefined) return
  const { times, outcomes } = decided
  chosen = Math.max(0, Math.min(index, times.length - 1))
  const slider = byId<HTMLInputElement>('clock')
  slider.value = String(chosen)
  draw()
  if (times.length === 0) {
    byId('until').textContent = ''
    byId('rows').replaceChildren()
    byId('explanation').replaceChildren()
    return
  }
  const counts = [0, 0, 0]
  for (let at = 0; at <= chosen; at++) counts[outcomes[at]!]!++
  const text = `${clock(times[chosen]!)}: ${outcomeNames.map((name, kind) => `${counts[kind]!.toLocaleString('en')} ${name === 'pass' ? 'admitted' : name === 'limit' ? 'limited' : 'blocked'}`).join(', ')}`
  byId('until').textContent = text
  slider.setAttribute('aria-valuetext', text)
  const from = Math.max(0, Math.min(chosen - rowsShown / 2, times.length - rowsShown))
  if (rowsFrom < 0 || chosen < rowsFrom || chosen >= rowsFrom + rowsShown) {
    rowsFrom = from
    worker.ask({ kind: 'rows', from, to: from + rowsShown })
  } else showRows()
  worker.ask({ kind: 'explain', index: chosen })
}

function draw(): void {
  const box = byId('timeline')
  if (decided !== undefined) box.replaceChildren(drawTimeline(decided, Math.max(280, box.clientWidth), chosen))
}

function showRows(): void {
  const list = byId('rows')
  list.replaceChildren(
    ...rows.map(({ index, atMs, method, target, address, agent, user, outcome, status, rule }) =>
      element(
        'li',
        {
          id: `row-${index}`,
          role: 'option',
          'aria-selected': index === chosen ? 'true' : 'false',
          class: outcome,
          onclick: () => choose(index),
        },
        element('span', { class: 'time' }, clock(atMs).slice(0, -4)),
        element('span', { class: `badge ${outcome}` }, outcome === 'pass' ? 'pass' : String(status)),
        element('span', { class: 'request' }, `${address} ${method} ${target}`),
        element('span', { class: 'by' }, rule ?? user ?? agent ?? ''),
      ),
    ),
  )
  const active = document.getElementById(`row-${chosen}`)
  if (active !== null) {
    list.setAttribute('aria-activedescendant', active.id)
    list.scrollTop = active.offsetTop - list.clientHeight / 2
  }
}

function showTabs(): void {
  byId('tabs').replaceChildren(
    ...[...files.keys()].map((name) =>
      element(
        'button',
        {
          type: 'button',
          role: 'tab',
          id: `tab-${name}`,
          'aria-selected': name === shown ? 'true' : 'false',
          'aria-controls': 'editor',
          tabindex: name === shown ? 0 : -1,
          onclick: () => show(name),
        },
        name,
      ),
    ),
  )
  byId<HTMLButtonElement>('remove').hidden = shown === root
}

function show(name: string): void {
  shown = name
  editor.show(name, files.get(name) ?? '')
  const current = check()
  editor.mark(current, diagnose(current))
  showTabs()
}

function goTo(file: string, line: number, character: number): void {
  if (!files.has(file)) return
  if (file !== shown) show(file)
  editor.goTo(line, character)
}

function apply(edits: FileEdits): void {
  for (const [file, changes] of Object.entries(edits)) {
    const text = files.get(file)
    if (text !== undefined) setText(file, edited(file, text, changes))
  }
}

function setText(file: string, text: string): void {
  if (file === shown) {
    editor.replace(text)
    return
  }
  files.set(file, text)
  analysis = undefined
  soon()
}

function edited(file: string, text: string, edits: readonly RangeEdit[]): string {
  const indexed = indexText(file, text)
  let result = text
  for (const { range, newText } of edits.toSorted(
    (a, b) => offsetAt(indexed, b.range.start) - offsetAt(indexed, a.range.start),
  ))
    result = result.slice(0, offsetAt(indexed, range.start)) + newText + result.slice(offsetAt(indexed, range.end))
  return result
}

function setRequests(text: string): void {
  requests = text
  const field = byId<HTMLTextAreaElement>('requests')
  const isLong = text.length > maxShownText
  field.readOnly = isLong
  const beginning = isLong ? `${text.slice(0, text.lastIndexOf('\n', 4_000))}\n` : text
  if (field.value !== beginning) field.value = beginning
  byId('held').hidden = !isLong
  byId('held-size').textContent =
    `Only the beginning of ${(text.length / 1e6).toFixed(1)} MB is shown; all of it is decided.`
  chosen = 0
  decide()
}

function tryOut({ request, at }: DiffWitness): void {
  const line = writeTyped(request, at)
  setRequests(
    requests.length > maxShownText || /^(?:curl|\{)/.test(requests)
      ? line
      : `${requests.trimEnd()}\n${line}\n`.trimStart(),
  )
}

/** Opens a state: it is what later edits are compared with. */
function open(state: SharedState): void {
  files.clear()
  for (const [name, text] of Object.entries(state.files)) files.set(name, text)
  root = state.root
  analysis = undefined
  editor.forget()
  opened = { texts: new Map(files), model: check().checked.model }
  show(root)
  setRequests(state.requests ?? '')
  update()
}

async function copy(text: string, name: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text)
    say(`${name} copied`)
  } catch {
    // Without permission to write to the clipboard, the text is shown to be copied by hand.
    const dialog = byId<HTMLDialogElement>('copy')
    byId<HTMLTextAreaElement>('copied').value = text
    dialog.showModal()
    byId<HTMLTextAreaElement>('copied').select()
  }
}

async function share(): Promise<void> {
  if (requests.length > maxShownText) say('the log is too large for a link: only the policy is in it')
  const fragment = await writeFragment({
    files: Object.fromEntries(files),
    root,
    ...(requests.length <= maxShownText && { requests }),
  })
  history.replaceState(null, '', `#${fragment}`)
  await copy(location.href, 'link')
}

async function openFragment(): Promise<void> {
  const fragment = location.hash.slice(1)
  if (fragment === '') {
    open(firstExample)
    return
  }
  const read = await readFragment(fragment)
  if (read.kind === 'state') open(read.state)
  else {
    open(firstExample)
    byId('notice').textContent =
      `${read.message[0]!.toUpperCase()}${read.message.slice(1)}. This is the first example instead.`
    byId('notice').hidden = false
  }
}

function listen(): void {
  byId('format').addEventListener('click', () => {
    setText(shown, edited(shown, files.get(shown) ?? '', format(files.get(shown) ?? '')))
    say('formatted')
  })
  byId('fix').addEventListener('click', () => apply(fixAll(check())?.edits ?? {}))
  byId('share').addEventListener('click', () => void share())
  byId('test').addEventListener('click', () => worker?.ask({ kind: 'test', policy: root }))
  byId('close').addEventListener('click', () => byId<HTMLDialogElement>('copy').close())
  byId('add').addEventListener('submit', (event) => {
    event.preventDefault()
    const field = byId<HTMLInputElement>('new-name')
    const name = field.value.trim()
    if (!isFileName(name) || files.has(name)) {
      say(files.has(name) ? `${name} exists already` : 'a name such as office.txt or lists/office.txt')
      return
    }
    files.set(name, '')
    field.value = ''
    analysis = undefined
    show(name)
    update()
  })
  byId('remove').addEventListener('click', () => {
    files.delete(shown)
    analysis = undefined
    show(root)
    update()
  })
  byId('tabs').addEventListener('keydown', (event) => {
    const names = [...files.keys()]
    const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
    if (by === 0) return
    event.preventDefault()
    show(names[(names.indexOf(shown) + by + names.length) % names.length]!)
    document.getElementById(`tab-${shown}`)?.focus()
  })
  const field = byId<HTMLTextAreaElement>('requests')
  let typing: ReturnType<typeof setTimeout> | undefined
  field.addEventListener('input', () => {
    clearTimeout(typing)
    typing = setTimeout(() => setRequests(field.value), 250)
  })
  field.addEventListener('paste', (event) => {
    const text = event.clipboardData?.getData('text/plain') ?? ''
    if (text.length <= maxShownText) return
    event.preventDefault()
    setRequests(text)
  })
  const openFile = async (file: File | undefined): Promise<void> => {
    if (file !== undefined) setRequests(await file.text())
  }
  byId<HTMLInputElement>('file').addEventListener(
    'change',
    (event) => void openFile((event.target as HTMLInputElement).files?.[0]),
  )
  field.addEventListener('dragover', (event) => event.preventDefault())
  field.addEventListener('drop', (event) => {
    if (event.dataTransfer?.files[0] === undefined) return
    event.preventDefault()
    void openFile(event.dataTransfer.files[0])
  })
  byId('drop').addEventListener('click', () => setRequests(''))
  byId<HTMLInputElement>('clock').addEventListener('input', (event) =>
    choose(Number((event.target as HTMLInputElement).value)),
  )
  byId('rows').addEventListener('keydown', (event) => {
    const by = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10 }[event.key]
    const to = event.key === 'Home' ? 0 : event.key === 'End' ? Infinity : by === undefined ? undefined : chosen + by
    if (to === undefined) return
    event.preventDefault()
    choose(to)
  })
  byId('timeline').addEventListener('click', (event) => {
    if (decided === undefined || decided.times.length === 0) return
    const { left, width } = byId('timeline').getBoundingClientRect()
    const share = Math.max(0, Math.min(1, (event.clientX - left - 40) / (width - 50)))
    const [first, last] = [decided.times[0]!, decided.times.at(-1)!]
    const after = decided.times.findIndex((ms) => ms > first + share * (last - first))
    choose(after < 0 ? decided.times.length - 1 : after - 1)
  })
  new ResizeObserver(draw).observe(byId('timeline'))
  addEventListener('hashchange', () => void openFragment())
}

/** Shows what comes after the script in the page: the examples, and the worker, which is loaded while the policy can already be edited. */
function complete(): void {
  worker = startWorker(onAnswer)
  host = hostOf(documents, {
    catalog: JSON.parse(byId('catalog').textContent) as Readonly<Record<string, readonly Token[]>>,
  })
  const usesCatalog = [...files.values()].some((text) => /\bcatalog\b/.test(text))
  if (usesCatalog) {
    analysis = undefined
    opened = { texts: opened.texts, model: check().checked.model }
    update()
  }
  const examples = JSON.parse(byId('examples').textContent) as readonly Example[]
  const select = byId<HTMLSelectElement>('example')
  select.append(...examples.map(({ title }, index) => element('option', { value: index }, title)))
  select.addEventListener('change', () => {
    const example = examples[Number(select.value)]
    if (select.value !== '' && example !== undefined) {
      history.replaceState(null, '', location.pathname + location.search)
      open(example)
    }
  })
  decide()
  compare()
}

if (new URLSearchParams(location.search).has('embed')) {
  document.documentElement.classList.add('embed')
  byId('whole').addEventListener('click', () => {
    void writeFragment({ files: Object.fromEntries(files), root, requests }).then((fragment) => openWhole(fragment))
  })
}

function openWhole(fragment: string): void {
  window.open(`${location.href.split(/[?#]/)[0]}#${fragment}`, '_blank', 'noopener')
}

listen()
void openFragment()
if (document.readyState === 'loading') addEventListener('DOMContentLoaded', complete)
else complete()
