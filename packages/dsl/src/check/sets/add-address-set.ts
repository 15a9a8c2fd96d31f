import type { Span } from '@tidegate/model'
import type { AddressSet } from '../../syntax/ast/sets.ts'
import type { Checking } from '../checking.ts'
import type { Declared } from '../declared.ts'
import { lookUp, peek } from '../scope.ts'
import type { Unit } from '../unit.ts'
import { resolveAddresses, resolveList } from './resolve-addresses.ts'

/** Adds an address set of a file to the model and returns its index; a set that consists of one name keeps that name. */
export function addAddressSet(checking: Checking, unit: Unit, set: AddressSet): number {
  const [only] = set.entries
  if (only?.kind === 'name' && set.entries.length === 1 && set.except.length === 0) {
    const [found] = peek(checking, unit, only.name.text)
    const list = found?.kind === 'list' ? lookUp(checking, unit, only.name, ['list']) : undefined
    if (list !== undefined) return addList(checking, list, only.span)
  }
  return checking.sets.addAddresses(resolveAddresses(checking, unit, set).set)
}

/** Adds a declared list to the model and returns its index. */
export function addList(checking: Checking, list: Extract<Declared, { kind: 'list' }>, span: Span): number {
  return checking.sets.addAddresses(resolveList(checking, list, span).set, list.name)
}
