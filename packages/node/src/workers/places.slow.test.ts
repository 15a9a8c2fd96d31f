import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Charge, CounterLayout } from '@tidegate/engine'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createStoreIn, type WorkersStore } from './create-workers-store.ts'
import { stopOwners } from './testing/stop-owners.ts'

const layout: CounterLayout = {
  tag: 't',
  subjects: [{ identity: 'ip', shadow: false, counters: [{ identity: 'l', algorithm: 'at-once', count: 1 }] }],
}

function charges(lease: string): readonly Charge[] {
  return [{ subject: 0, counter: 0, key: ['a'], mode: 'enforce', includingRefused: false, places: 1, lease }]
}

describe('places at once of workers', () => {
  let root = ''
  let stores: WorkersStore[] = []

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'tidegate-places-'))
    stores = [createStoreIn('site', root), createStoreIn('site', root)]
    for (const store of stores) store.layout(layout)
  })

  afterEach(async () => {
    await Promise.all(stores.map(async (store) => store.close()))
    await stopOwners(root)
    rmSync(root, { recursive: true })
  })

  it('survive the process with the counters, and are given back when the connection of their worker ends', async () => {
    const [holder, other] = stores as [WorkersStore, WorkersStore]
    const isAdmitted = async (lease: string): Promise<boolean> => (await other.consume(charges(lease), 0)).admitted
    expect((await holder.consume(charges('1'), 0)).admitted).toEqual(true)
    expect(await isAdmitted('2')).toEqual(false)
    await stopOwners(root)
    await holder.peek(charges('1'), 0)
    expect(await isAdmitted('3')).toEqual(false)
    await holder.close()
    while (!(await isAdmitted('4'))) await new Promise((resolve) => setTimeout(resolve, 5))
  })
})
