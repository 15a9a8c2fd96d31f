import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import type { IncomingMessage } from 'node:http'
import { tmpdir } from 'node:os'
import { join, relative, sep } from 'node:path'
import express from 'express'
import Koa, { type Context } from 'koa'
import serve from 'koa-static'
import { places, type Reader, type Taken } from '../reader.ts'
import { responseTo } from '../requests/message-of.ts'

/** A folder with files in all places, and some outside of them; removed when the process ends. */
function createFiles(): string {
  const root = mkdtempSync(join(tmpdir(), 'tidegate-readers-'))
  for (const folder of ['', '/users', '/web', ...places]) {
    mkdirSync(join(root, folder), { recursive: true })
    for (const name of ['secret.txt', 'page', 'index.html', '.hidden', 'page.html'])
      writeFileSync(join(root, folder, name), '')
  }
  process.once('exit', () => rmSync(root, { recursive: true, force: true }))
  return root
}

let root: string | undefined
const filesRoot = (): string => (root ??= createFiles())

/** The place of the folder that contains the file; undefined if it is in none. */
function placeOf(file: string): string | undefined {
  const path = `/${relative(filesRoot(), file).split(sep).join('/')}`
  return places.find((place) => path.startsWith(`${place}/`))
}

/** A server that sends no file takes the request for none; one that sends a file has gone to its folder. */
function fileTaken(file: string | undefined): readonly Taken[] | undefined {
  return file === undefined ? undefined : [{ kind: 'place', place: placeOf(file) }]
}

function expressStatic(name: string, options: NonNullable<Parameters<typeof express.static>[1]>): Reader {
  let handler: ReturnType<typeof express.static> | undefined
  return {
    name,
    part: 'path',
    exactCase: true,
    read: (request) =>
      new Promise((resolve) => {
        handler ??= express.static(filesRoot(), {
          ...options,
          setHeaders: (response, file) => {
            ;(response as { served?: string }).served = file
          },
        })
        request.method = 'HEAD'
        const response = responseTo(request) as ReturnType<typeof responseTo> & { served?: string }
        const end = (): void => resolve(fileTaken(response.served))
        response.end = (() => {
          end()
          return response
        }) as typeof response.end
        handler(request as never, response as never, end)
      }),
  }
}

function koaStatic(name: string, options: serve.Options): Reader {
  const app = new Koa()
  let handler: Koa.Middleware | undefined
  return {
    name,
    part: 'path',
    exactCase: true,
    read: async (request: IncomingMessage) => {
      let served: string | undefined
      handler ??= serve(filesRoot(), {
        ...options,
        setHeaders: (response, file) => {
          ;(response as { served?: string }).served = file
        },
      })
      request.method = 'HEAD'
      const response = responseTo(request) as ReturnType<typeof responseTo> & { served?: string }
      const context = app.createContext(request, response) as unknown as Context
      try {
        await handler(context as never, async () => {})
        served = response.served
      } catch {
        return undefined
      }
      const { body } = context as { readonly body?: unknown }
      if (body !== null && typeof body === 'object' && 'destroy' in body) (body as { destroy(): void }).destroy()
      return fileTaken(served)
    },
  }
}

export const staticFileReaders: readonly Reader[] = [
  expressStatic('express.static', {}),
  expressStatic('express.static with dotfiles, extensions', { dotfiles: 'allow', extensions: ['html', 'txt'] }),
  koaStatic('koa-static', {}),
  koaStatic('koa-static with hidden, extensions', { hidden: true, extensions: ['html', 'txt'], index: 'index.html' }),
]
