import type { Frame, Stack } from './cpu-profile'
import { partOf } from './parts'

const WIDTH = 1200
const ROW = 17
const MARGIN = 10
const FONT = 11
/** Width of a letter of the font, about. */
const LETTER = 6.2
/** Narrower bars would not be seen. */
const NARROWEST = 1
const TITLE_ROWS = 2

interface Bar {
  readonly label: string
  ms: number
  readonly inner: Map<string, Bar>
}

/**
 * A flame graph as SVG: the width of a bar is the time that a function and those it called took. The lowest row are
 * the parts of the service, since what a promise goes on with has no caller on the stack; functions of Node itself are
 * shown only where they are innermost. The tooltip of a bar gives its name, file and share.
 */
export function flameGraphOf(stacks: readonly Stack[], title: string): string {
  const root: Bar = { label: title, ms: 0, inner: new Map() }
  for (const stack of stacks) add(root, [partOf(stack), ...shownFrames(stack.frames)], stack.ms)
  const scale = (WIDTH - 2 * MARGIN) / root.ms
  const rows = depthOf(root, scale)
  const height = (rows + TITLE_ROWS + 1) * ROW
  const bars = draw(root, { x: MARGIN, row: 0 }, { scale, height, totalMs: root.ms })
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" font-family="Helvetica, Arial, sans-serif" font-size="${FONT}">`,
    `<rect width="100%" height="100%" fill="#ffffff"/>`,
    `<text x="${WIDTH / 2}" y="${ROW}" text-anchor="middle" font-size="14">${escaped(title)}</text>`,
    ...bars,
    '</svg>',
    ''
  ].join('\n')
}

function shownFrames(frames: readonly Frame[]): string[] {
  return frames
    .filter(({ file }, i) => i === frames.length - 1 || !(file === '' || file.startsWith('node:')))
    .map(({ name, file }) => (file === '' ? name : `${name} (${file})`))
}

function add(root: Bar, labels: readonly string[], ms: number): void {
  root.ms += ms
  let bar = root
  for (const label of labels) {
    const next = bar.inner.get(label) ?? { label, ms: 0, inner: new Map() }
    bar.inner.set(label, next)
    next.ms += ms
    bar = next
  }
}

function visible(bar: Bar, scale: number): Bar[] {
  return [...bar.inner.values()].filter(({ ms }) => ms * scale >= NARROWEST).sort((a, b) => b.ms - a.ms)
}

function depthOf(bar: Bar, scale: number): number {
  return 1 + Math.max(0, ...visible(bar, scale).map((inner) => depthOf(inner, scale)))
}

interface Sheet {
  readonly scale: number
  readonly height: number
  readonly totalMs: number
}

function draw(bar: Bar, at: { readonly x: number; readonly row: number }, sheet: Sheet): string[] {
  const { scale, height, totalMs } = sheet
  const width = bar.ms * scale
  const y = height - (at.row + 1.5) * ROW
  const share = ((bar.ms / totalMs) * 100).toFixed(1)
  const letters = Math.floor((width - 4) / LETTER)
  const text = bar.label.length > letters ? `${bar.label.slice(0, Math.max(0, letters - 1))}…` : bar.label
  const drawn = [
    `<g><title>${escaped(bar.label)}: ${share} %</title>` +
      `<rect x="${at.x.toFixed(1)}" y="${y.toFixed(1)}" width="${width.toFixed(1)}" height="${ROW - 1}" rx="1" fill="${colourOf(bar.label)}"/>` +
      (letters > 3
        ? `<text x="${(at.x + 3).toFixed(1)}" y="${(y + ROW - 5).toFixed(1)}">${escaped(text)}</text>`
        : '') +
      '</g>'
  ]
  let x = at.x
  for (const inner of visible(bar, scale)) {
    drawn.push(...draw(inner, { x, row: at.row + 1 }, sheet))
    x += inner.ms * scale
  }
  return drawn
}

/** The same for the same name, so that two graphs can be compared. */
function colourOf(label: string): string {
  let hash = 0
  for (const letter of label) hash = (Math.imul(hash, 31) + letter.charCodeAt(0)) >>> 0
  return `hsl(${20 + (hash % 35)}, ${70 + (hash % 20)}%, ${66 + (hash % 14)}%)`
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
