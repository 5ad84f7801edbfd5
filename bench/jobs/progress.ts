/** One sentence for whoever waits. */
export type Tell = (sentence: string) => void

const startedAt = performance.now()

/** On standard error, since standard output belongs to the result; with the time since the start. */
export function tellProgress(sentence: string): void {
  const seconds = Math.floor((performance.now() - startedAt) / 1000)
  console.error(`${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}  ${sentence}`)
}

export function toldOf(subject: string, tell: Tell): Tell {
  return (sentence) => tell(`${subject}: ${sentence}`)
}
