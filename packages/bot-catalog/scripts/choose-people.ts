/** Beginnings of the User-Agents of browsers, apps and devices. */
const beginnings =
  /^(?:Mozilla|Opera|Nokia|SAMSUNG|SEC-|LGE?[-\d/]|MOT|SonyEricsson|BlackBerry|HTC|Lynx|ELinks|Links|w3m|Dillo|UCWEB|Dalvik|Roku|HbbTV|Alcatel|ZTE|Huawei|KDDI|DoCoMo|J-PHONE|SoftBank|Vodafone|Palm|Sharp|Sanyo|Panasonic|Philips|SIE-|BenQ|PortalMMM|Doris|iPhone|iPad|AppleTV|AmazonWebAppPlatform|Maui|NetFront|Haier|Sendo|Sagem|Toshiba|JUC|Midori|Konqueror|Epiphany|Galeon|NCSA|Instagram|Facebook|Snapchat|TikTok|Spotify|Netflix|MozacFetch|fuboTV)/i

/** What bots, libraries and scanners send, and people who pretend to be one. */
const automatic =
  /bot\b|bots\b|crawl|spider|slurp|https?:|www\.|@|archiver|scrap|validator|check|monitor|nutch|fetch\b|feed|search|libwww|urllib|curl|wget|fake|httrack|download|offline|teleport|larbin|harvest|headless|phantomjs|ptst|webcapture|catchpoint|pingdom|statuscake|datanyze|preview|zyborg|synapse|teomabar/i

/**
 * Returns the User-Agents of people among those given, sorted, without those that add nothing: every sequence of a word, what follows
 * it and the next word, in lower case and with any digits, is in one of the chosen. Linear in their length.
 */
export function choosePeople(agents: readonly string[]): readonly string[] {
  const seen = new Set<string>()
  return [...new Set(agents)]
    .filter((agent) => beginnings.test(agent) && !automatic.test(agent) && /^[\x20-\x7e]{8,400}$/.test(agent))
    .toSorted()
    .filter((agent) => {
      const parts =
        agent
          .toLowerCase()
          .replaceAll(/\d+/g, '0')
          .match(/[a-z0]+|[^a-z0]+/g) ?? []
      const fresh = parts.map((_, at) => parts.slice(at, at + 3).join('')).filter((part) => !seen.has(part))
      for (const part of fresh) seen.add(part)
      return fresh.length > 0
    })
}

/** Words that are in the names of bots, too. */
const ofBots: ReadonlySet<string> = new Set(['bot'])

/** Returns the words of at least three letters in the User-Agents, sorted. */
export function wordsOfPeople(agents: readonly string[]): readonly string[] {
  const words = new Set(
    agents.flatMap((agent) => agent.toLowerCase().match(/(?<![a-z0-9])[a-z]{3,}(?![a-z0-9])/g) ?? []),
  )
  return [...words].filter((word) => !ofBots.has(word)).toSorted()
}
