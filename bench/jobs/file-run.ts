import { assessFile } from '../../src/cli/assess/assess-file'
import { lendAssessments } from '../../src/cli/reference-data-context'
import { loadReferenceConfig } from '../../src/config/load-config'

const WARM_UPS = 2

/** Takes the outcomes as a fast reader would. */
const READER = {
  write: (_text: string, done?: unknown): boolean => {
    if (typeof done === 'function') done()
    return true
  }
}

/** Seconds from the opening of a file to its last outcome, in a warm process: one figure a round. */
export async function runFile(databaseUrl: string, file: string, rounds: number): Promise<number[]> {
  const config = loadReferenceConfig({ ENVIRONMENT: 'local', DATABASE_URL: databaseUrl })
  const seconds: number[] = []
  await lendAssessments(config, async (tools) => {
    const request = { file, type: 'nutrient', format: 'csv' as const }
    for (let round = 0; round < WARM_UPS + rounds; round++) {
      const startedAt = performance.now()
      const terminal = { out: READER, err: { ...READER, isTTY: false } }
      const tally = await assessFile(request, tools, terminal, new AbortController().signal)
      if (!tally.isComplete) throw new Error(tally.describe())
      if (round >= WARM_UPS) seconds.push((performance.now() - startedAt) / 1000)
    }
  })
  return seconds
}
