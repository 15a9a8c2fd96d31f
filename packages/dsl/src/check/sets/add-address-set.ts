import type { Span } from '@tidegate/model'
import type { AddressSet } from '../../syntax/ast/sets.ts'
import type { Checking } from '../checking.ts'
import type { Declared } from '../declared.ts'
import { lookUp, peek } from '../scope.ts'
import type { Unit } from '../unit.ts'
import { resolveAddresses, resolveList } from './resolve-addresses.ts'

/** The index in the model of an address set that stands in a file; a set that is one name keeps that name. */
export function addAddressSet(checking: Checking, unit: Unit, set: AddressSet): number {
  const [only] = set.entries
  if (only?.kind === 'name' && set.entries.length === 1 && set.except.length === 0) {
    const [found] = peek(checking, unit, only.name.text)
    const list = found?.kind === 'list' ? lookUp(checking, unit, only.name, ['list']) : undefined
    if (list !== undefined) return addList(checking, list, only.span)
  }
  return checking.sets.addAddresses(resolveAddresses(checking, unit, set).set)
}

/** The index in the model of a declared list. */
export function addList(checking: Checking, list: Extract<Declared, { kind: 'list' }>, span: Span): number {
  return checking.sets.addAddresses(resolveList(checking, list, span).set, list.name)
}
