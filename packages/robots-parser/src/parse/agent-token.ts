import { isBotWord } from './bot-words.ts'
import type { RobotsAgent } from './robots-data.ts'

/** A word that calls a client a crawler, so that it is a name whatever follows. */
const crawlerWord = /bot|crawl|spider|slurp|scrap|archiv|fetch|index/

/**
 * Returns what a server looks for in User-Agents, as a word and in lower case, to recognise the crawler that a `User-agent` line
 * means: its product token, or the whole value if it has further words or characters that are neither a version nor a comment. The
 * first word of `Terra Cotta` is not the name of a crawler, but part of the names of tablets; crawlers send `Terra Cotta`. O(n).
 */
export function agentToken({ name, written }: Pick<RobotsAgent, 'name' | 'written'>): string {
  const value = written.trim().toLowerCase().replaceAll(/\s+/g, ' ')
  const rest = value.startsWith(name) ? value.slice(name.length) : ''
  if (rest === '' || /^(?: ?[/(,;*]| v?\d)/.test(rest) || crawlerWord.test(name)) return name
  return value.replace(/ ?\(.*$/, '').replace(/\/v?\d.*$/, '')
}

/**
 * Whether the value names no crawler, because its first word is in the User-Agents of bots of all kinds: in their addresses
 * (`http://…`, `/bot.html`) or next to their names (`compatible`). O(n).
 */
export function isWordOfBots({ name }: Pick<RobotsAgent, 'name'>): boolean {
  return isBotWord(name)
}
