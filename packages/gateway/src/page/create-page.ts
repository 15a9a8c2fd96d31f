import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Operator } from '../operator/operator.ts'
import type { OperatorProblem } from '../operator/operator-result.ts'
import { createRecentEntries } from '../recent-entries.ts'
import { type Change, readChange } from './change/change.ts'
import { makeChange } from './change/make-change.ts'
import { doneWords } from './change/done-words.ts'
import { renderDocument } from './frame.ts'
import { createLiveStreams } from './live/live-streams.ts'
import { backTo, link, root } from './parts/links.ts'
import { createTrends } from './parts/trends.ts'
import {
  actorOf,
  isFromElsewhere,
  isSecure,
  redirect,
  refreshOf,
  sendAsset,
  sendBounce,
  sendEnded,
  sendText,
} from './replies.ts'
import { routeOf } from './routes.ts'
import { endedCookie, sessionCookie, sessionIdOf } from './session/cookie.ts'
import { createLoginAttempts } from './session/login-attempts.ts'
import { readForm } from './session/read-form.ts'
import { isSameOrigin } from './session/same-origin.ts'
import { createSessions, localPerson, newSessionId, type Person, type Session } from './session/sessions.ts'
import type { Scene, View } from './view.ts'
import { addedRulesView } from './views/added-rules.ts'
import { confirmView, problemView } from './views/confirm.ts'
import { find } from './views/find.ts'
import {
  expiredView,
  foreignView,
  loginView,
  methodView,
  missingView,
  notAFormView,
  readOnlyView,
} from './views/messages.ts'
import { stateLine } from './views/state.ts'

/** The tokens of persons. */
export interface PageTokens {
  /** Whether a token is needed. Otherwise everything that may connect, which are programs of this machine, may use the page. */
  readonly areNeeded: () => boolean
  readonly holderOf: (token: string) => Person | undefined
}

/** What the page is created with. */
export interface PageOptions {
  readonly operator: Operator
  readonly tokens: PageTokens
  readonly wallMs?: () => number
  readonly monotonicMs?: () => number
}

/** The page for operators. */
export interface OperatorPage {
  /** Answers a request for a path that `isPagePath`. Whether its Host is one of ours has been checked. */
  readonly answer: (request: IncomingMessage, response: ServerResponse) => void
  readonly close: () => void
}

/** Whether the page answers for this path. */
export function isPagePath(path: string): boolean {
  return path === root || path.startsWith(`${root}/`)
}

const sampleMs = 5_000

/** Creates the page. It samples counts until it is closed, and otherwise works only while it is looked at. */
export function createPage(options: PageOptions): OperatorPage {
  const { operator, tokens, wallMs = Date.now, monotonicMs = () => performance.now() } = options
  const sessions = createSessions(monotonicMs)
  const attempts = createLoginAttempts(monotonicMs)
  const messages = createRecentEntries<string>({ forMs: 60_000, capacity: 100, nowMs: monotonicMs })
  const trends = createTrends(operator, wallMs)
  const streams = createLiveStreams(monotonicMs)
  const endSubscription = operator.subscribe(streams.changed)
  const sampling = setInterval(trends.sample, sampleMs).unref()
  trends.sample()

  async function answerRequest(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '', 'http://page.invalid')
    const path = url.pathname.slice(root.length)
    if (path.startsWith('/assets/')) return sendAsset(path, response)
    switch (request.method) {
      case 'GET':
      case 'HEAD':
        return show(request, response, path, url)
      case 'POST':
        return receive(request, response, path)
      case undefined:
      default:
        response.setHeader('allow', 'GET, HEAD, POST')
        return sendView(response, methodView, path, undefined)
    }
  }

  /** The session of a request. Without tokens, every browser of this machine has one. */
  function sessionOf(request: IncomingMessage): Session | undefined {
    const id = sessionIdOf(request.headers.cookie)
    if (tokens.areNeeded()) return sessions.find(id)
    return id === undefined ? undefined : sessions.of(id, localPerson)
  }

  async function show(request: IncomingMessage, response: ServerResponse, path: string, url: URL): Promise<void> {
    let session = sessionOf(request)
    if (path === '/live' && request.method === 'GET')
      return startStream(response, session, url.searchParams.get('of') ?? '')
    if (session === undefined && isFromElsewhere(request)) return sendBounce(response, url)
    if (session === undefined && !tokens.areNeeded()) {
      session = sessions.of(newSessionId(), localPerson)
      response.setHeader('set-cookie', sessionCookie(session.id, false))
    }
    if (session === undefined)
      return sendView(response, loginView(backTo(`${url.pathname}${url.search}`)), path, undefined)
    if (path === '/log-in') return redirect(response, root)
    const scene = sceneFor(session, url)
    if (path === '/change') return showChange(response, path, session, scene)
    if (path === '/find') {
      const found = find(scene)
      return found.kind === 'at' ? redirect(response, found.href) : sendView(response, found.view, path, session)
    }
    const route = routeOf(path)
    if (route === undefined) return sendView(response, missingView(), path, session)
    return sendView(response, await route.render(scene, route.rest), path, session, url)
  }

  function sceneFor({ person }: Session, url: URL): Scene {
    return {
      operator,
      trends,
      nowMs: wallMs(),
      person,
      query: url.searchParams,
      here: backTo(`${url.pathname}${url.search}`),
    }
  }

  async function showChange(response: ServerResponse, path: string, session: Session, scene: Scene): Promise<void> {
    const change = readChange(scene.query)
    if (!session.person.mayChange) return sendView(response, readOnlyView, path, session)
    if (typeof change === 'string')
      return sendView(
        response,
        problemView(
          { code: 'invalid', message: change.replace(/\.$/, '') },
          backTo(scene.query.get('back') ?? undefined),
        ),
        path,
        session,
      )
    return sendView(response, await confirmView(scene, change, session.formToken), path, session)
  }

  async function receive(request: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
    if (!isSameOrigin(request.headers)) return sendView(response, foreignView, path, undefined)
    const form = await readForm(request)
    if (form.kind === 'fault') return sendView(response, { ...notAFormView, status: form.status }, path, undefined)
    if (path === '/log-in') return logIn(request, response, form.fields)
    const session = sessionOf(request)
    if (session === undefined || !sessions.isFormOf(session, form.fields.get('token') ?? undefined))
      return sendView(response, expiredView, path, session)
    if (path === '/log-out') {
      sessions.end(session.id)
      response.setHeader('set-cookie', endedCookie())
      return redirect(response, root)
    }
    if (path !== '/change') return sendView(response, missingView(), path, session)
    return change(request, response, session, form.fields)
  }

  async function change(
    request: IncomingMessage,
    response: ServerResponse,
    session: Session,
    fields: URLSearchParams,
  ): Promise<void> {
    const back = backTo(fields.get('back') ?? undefined)
    const asked = readChange(fields)
    if (!session.person.mayChange) return sendView(response, readOnlyView, '/change', session)
    if (typeof asked === 'string')
      return sendView(response, problemView({ code: 'invalid', message: asked }, back), '/change', session)
    const problem = await makeChange(operator, asked, actorOf(session, request))
    if (problem === undefined) {
      messages.add(session.id, doneWords(asked))
      return redirect(response, back)
    }
    return sendView(response, viewOfProblem(problem, asked, fields, session, back), '/change', session)
  }

  function viewOfProblem(
    problem: OperatorProblem,
    asked: Change,
    fields: URLSearchParams,
    session: Session,
    back: string,
  ): View {
    if (asked.kind !== 'tighten') return problemView(problem, back)
    const scene = {
      operator,
      trends,
      nowMs: wallMs(),
      person: session.person,
      query: fields,
      here: link('/added-rules'),
    }
    return addedRulesView(scene, problem)
  }

  function logIn(request: IncomingMessage, response: ServerResponse, fields: URLSearchParams): void {
    const next = backTo(fields.get('next') ?? undefined)
    const peer = request.socket.remoteAddress ?? 'unix'
    if (!tokens.areNeeded()) return redirect(response, next)
    if (!attempts.mayTry(peer)) {
      response.setHeader('retry-after', '60')
      return sendView(
        response,
        { ...loginView(next, 'Too many attempts: wait a minute.'), status: 429 },
        '/log-in',
        undefined,
      )
    }
    const token = fields.get('token') ?? ''
    const session = sessions.create(() => tokens.holderOf(token))
    if (session === undefined) {
      attempts.failed(peer)
      return sendView(response, loginView(next, 'This token is not valid.'), '/log-in', undefined)
    }
    response.setHeader('set-cookie', sessionCookie(session.id, isSecure(request)))
    redirect(response, next)
  }

  function startStream(response: ServerResponse, session: Session | undefined, of: string): void {
    const url = new URL(backTo(of), 'http://page.invalid')
    const route = routeOf(url.pathname.slice(root.length))
    if (session === undefined || route === undefined) return sendEnded(response)
    const { id } = session
    const isOpen = streams.open(response, `${id} ${url.pathname}${url.search}`, async () => {
      const present = tokens.areNeeded() ? sessions.find(id) : session
      if (present === undefined) return undefined
      const scene = sceneFor(present, url)
      const { parts } = await route.render(scene, route.rest)
      return [stateLine(scene), ...parts]
    })
    if (!isOpen) sendText(response, 503, 'text/plain; charset=utf-8', 'Too many pages are open.\n')
  }

  function sendView(
    response: ServerResponse,
    view: View,
    path: string,
    session: Session | undefined,
    liveUrl?: URL,
  ): void {
    const message = session === undefined ? undefined : messages.take(session.id)
    const here = liveUrl === undefined ? undefined : backTo(`${liveUrl.pathname}${liveUrl.search}`)
    const text = renderDocument(view, {
      path,
      canLogOut: tokens.areNeeded(),
      ...(session !== undefined && {
        session,
        state: stateLine({
          operator,
          trends,
          nowMs: wallMs(),
          person: session.person,
          query: new URLSearchParams(),
          here: root,
        }),
      }),
      ...(message !== undefined && { message }),
      ...(here !== undefined && { live: link('/live', { of: here }) }),
      ...(liveUrl !== undefined && refreshOf(liveUrl)),
    })
    sendText(response, view.status ?? 200, 'text/html; charset=utf-8', text)
  }

  return {
    answer: (request, response) => {
      answerRequest(request, response).catch(() => {
        if (response.headersSent) response.destroy()
        else sendText(response, 500, 'text/plain; charset=utf-8', 'The page could not be rendered.\n')
      })
    },
    close: () => {
      clearInterval(sampling)
      endSubscription()
      streams.close()
    },
  }
}
