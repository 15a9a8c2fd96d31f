import { extname } from 'node:path'

/** The manifest of an extension, as far as its archive describes it. */
export interface ExtensionManifest {
  readonly name: string
  readonly displayName: string
  readonly description: string
  readonly version: string
  readonly publisher: string
  readonly license: string
  readonly homepage: string
  readonly icon: string
  readonly categories: readonly string[]
  readonly keywords: readonly string[]
  readonly extensionKind: readonly string[]
  readonly engines: { readonly vscode: string }
  readonly repository: { readonly url: string }
  readonly bugs: { readonly url: string }
  readonly galleryBanner: { readonly color: string; readonly theme: string }
  readonly contributes: {
    readonly languages: readonly { readonly id: string; readonly extensions: readonly string[] }[]
  }
}

/** Media types by extension, as archives of the Open Packaging Conventions (ECMA-376, part 2) list them. */
const mediaTypes: Readonly<Record<string, string>> = {
  '.json': 'application/json',
  '.md': 'text/markdown',
  '.txt': 'text/plain',
  '.png': 'image/png',
  '.js': 'application/javascript',
  '.cjs': 'application/javascript',
  '.vsixmanifest': 'text/xml',
}

/** Returns `[Content_Types].xml` for an archive with these files. Throws for a file whose media type is not in the table. */
export function contentTypes(files: readonly string[]): string {
  const extensions = [...new Set<string>(['.vsixmanifest', ...files.map((file) => extname(file))])].toSorted()
  const types = extensions.map((extension) => {
    const type = mediaTypes[extension]
    if (type === undefined) throw new TypeError(`there is no media type for \`${extension}\``)
    return `  <Default Extension="${extension}" ContentType="${type}"/>\n`
  })
  return `<?xml version="1.0" encoding="utf-8"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
${types.join('')}</Types>
`
}

/** Returns `extension.vsixmanifest`: what a marketplace and an editor read before they unpack an extension. */
export function vsixManifest(manifest: ExtensionManifest): string {
  const { name, version, publisher, displayName, description, keywords, categories, engines, extensionKind } = manifest
  const languages = manifest.contributes.languages.flatMap(({ id, extensions }) => [
    id,
    ...extensions.map((extension) => `__ext_${extension.slice(1).replaceAll('.', '_')}`),
  ])
  const repository = manifest.repository.url.replace(/^git\+/, '')
  const properties: Readonly<Record<string, string>> = {
    'Microsoft.VisualStudio.Code.Engine': engines.vscode,
    'Microsoft.VisualStudio.Code.ExtensionDependencies': '',
    'Microsoft.VisualStudio.Code.ExtensionPack': '',
    'Microsoft.VisualStudio.Code.ExtensionKind': extensionKind.join(','),
    'Microsoft.VisualStudio.Services.Links.Source': repository,
    'Microsoft.VisualStudio.Services.Links.Getstarted': repository,
    'Microsoft.VisualStudio.Services.Links.GitHub': repository,
    'Microsoft.VisualStudio.Services.Links.Support': manifest.bugs.url,
    'Microsoft.VisualStudio.Services.Links.Learn': manifest.homepage,
    'Microsoft.VisualStudio.Services.Branding.Color': manifest.galleryBanner.color,
    'Microsoft.VisualStudio.Services.Branding.Theme': manifest.galleryBanner.theme,
    'Microsoft.VisualStudio.Services.GitHubFlavoredMarkdown': 'true',
    'Microsoft.VisualStudio.Services.Content.Pricing': 'Free',
  }
  const assets: readonly (readonly [string, string])[] = [
    ['Microsoft.VisualStudio.Code.Manifest', 'package.json'],
    ['Microsoft.VisualStudio.Services.Content.Details', 'README.md'],
    ['Microsoft.VisualStudio.Services.Content.Changelog', 'CHANGELOG.md'],
    ['Microsoft.VisualStudio.Services.Content.License', 'LICENSE.txt'],
    ['Microsoft.VisualStudio.Services.Icons.Default', manifest.icon],
  ]
  const lines = [
    '<?xml version="1.0" encoding="utf-8"?>',
    '<PackageManifest Version="2.0.0" xmlns="http://schemas.microsoft.com/developer/vsx-schema/2011" xmlns:d="http://schemas.microsoft.com/developer/vsx-schema-design/2011">',
    '  <Metadata>',
    `    <Identity Language="en-US" Id="${escape(name)}" Version="${escape(version)}" Publisher="${escape(publisher)}"/>`,
    `    <DisplayName>${escape(displayName)}</DisplayName>`,
    `    <Description xml:space="preserve">${escape(description)}</Description>`,
    `    <Tags>${escape([...keywords, ...languages].join(','))}</Tags>`,
    `    <Categories>${escape(categories.join(','))}</Categories>`,
    '    <GalleryFlags>Public</GalleryFlags>',
    '    <Properties>',
    ...Object.entries(properties).map(([id, value]) => `      <Property Id="${id}" Value="${escape(value)}"/>`),
    '    </Properties>',
    '    <License>extension/LICENSE.txt</License>',
    `    <Icon>extension/${escape(manifest.icon)}</Icon>`,
    '  </Metadata>',
    '  <Installation>',
    '    <InstallationTarget Id="Microsoft.VisualStudio.Code"/>',
    '  </Installation>',
    '  <Dependencies/>',
    '  <Assets>',
    ...assets.map(([type, path]) => `    <Asset Type="${type}" Path="extension/${escape(path)}" Addressable="true"/>`),
    '  </Assets>',
    '</PackageManifest>',
  ]
  return `${lines.join('\n')}\n`
}

/** Escapes a text for the content or an attribute of an element of XML. */
function escape(text: string): string {
  const references: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
  return text.replaceAll(/[&<>"]/g, (character) => references[character]!)
}
