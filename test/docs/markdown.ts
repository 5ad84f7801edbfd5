/** Anchors of the headings of a page, as GitHub makes them. */
export function anchorsOf(markdown: string): string[] {
  const seen = new Map<string, number>()
  return headingsOf(markdown).map((heading) => {
    const anchor = heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replaceAll(' ', '-')
    const count = seen.get(anchor) ?? 0
    seen.set(anchor, count + 1)
    return count === 0 ? anchor : `${anchor}-${count}`
  })
}

function headingsOf(markdown: string): string[] {
  return [...withoutFences(markdown).matchAll(/^#{1,6} (.+)$/gm)].map(([, heading]) => heading)
}

/** The page without its blocks of code. */
function withoutFences(markdown: string): string {
  return markdown.replaceAll(/^( *)(```+)[^\n]*\n[\s\S]*?^\1\2$/gm, '')
}

/** Where the links of a page lead, those inside code left out. */
export function linksOf(markdown: string): string[] {
  const text = withoutFences(markdown).replaceAll(/`[^`]*`/g, '')
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link)
}

/** Lines of the blocks for the shell, with what follows `sh` in their first line. */
export function commandBlocks(markdown: string): { mark: string; lines: string[] }[] {
  return [...markdown.matchAll(/^ *```sh *([^\n]*)\n([\s\S]*?)^ *```$/gm)].map(([, mark, block]) => ({
    mark,
    lines: block
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '')
  }))
}

/** Commands of npm and of nrf inside sentences. */
export function inlineCommands(markdown: string): string[] {
  return [...withoutFences(markdown).matchAll(/`((?:npm|npx|nrf) [^`]+)`/g)].map(([, command]) => command)
}
