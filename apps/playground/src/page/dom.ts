/** What an element is created with: attributes by name, listeners by `on…`, and children. */
export type Attributes = Readonly<Record<string, string | number | boolean | undefined | ((event: Event) => void)>>
export type Child = Node | string | undefined

/** Creates an element. Texts are only ever inserted as text. Attributes that are undefined or false are left out. */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name)
  set(made, attributes)
  made.append(...children.filter((child) => child !== undefined))
  return made
}

/** Creates an element of SVG. */
export function svg(name: string, attributes: Attributes = {}, ...children: readonly Child[]): SVGElement {
  const made = document.createElementNS('http://www.w3.org/2000/svg', name)
  set(made, attributes)
  made.append(...children.filter((child) => child !== undefined))
  return made
}

function set(made: Element, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') made.addEventListener(name.slice(2), value)
    else if (value === true) made.setAttribute(name, '')
    else if (value !== undefined && value !== false) made.setAttribute(name, String(value))
  }
}

/** Returns the element of the document with this id. */
export function byId<Type extends HTMLElement>(id: string): Type {
  return document.getElementById(id) as Type
}

/** Returns nodes for a little Markdown: paragraphs, code, bold, and links to web pages. All else is shown as written. */
export function markdown(text: string): Node {
  const all = document.createDocumentFragment()
  for (const paragraph of text.split(/\n{2,}/)) {
    if (/^-{3,}$/.test(paragraph.trim())) {
      all.append(element('hr'))
      continue
    }
    const block = element('p')
    for (const [whole, code, bold, label, href] of paragraph.matchAll(
      /`([^`]+)`|\*\*(.+?)\*\*|\[([^\]]+)\]\((https:\/\/[^)\s]+)\)| {2}\n|[^`*[ ]+|[\s\S]/g,
    )) {
      if (code !== undefined) block.append(element('code', {}, code))
      else if (bold !== undefined) block.append(element('strong', {}, bold))
      else if (label !== undefined)
        block.append(element('a', { href: href!, target: '_blank', rel: 'noopener noreferrer' }, label))
      else block.append(whole === '  \n' ? element('br') : whole)
    }
    all.append(block)
  }
  return all
}
