import { join } from 'node:path'
import { startLocalEnvironment, type LocalEnvironment, type StubBackend } from '@nrf/local-env'
import { SAMPLES } from '../../src/cli/project-root'
import { lendReferenceData } from '../../src/cli/reference-data-context'
import { readSampleDevelopments } from '../../src/cli/sample-developments'
import { sampleFileOf } from '../../src/cli/sample-layers'
import { loadReferenceConfig } from '../../src/config/load-config'
import { WorkerUnderFire } from './worker-under-fire'

/** Details of a job that succeeds. */
export type Details = Parameters<StubBackend['put']>[0]

const GOOD_REFERENCE = 'NRF-999999'

/** Lends a worker in surroundings of its own, with the sample district; afterwards it has to be the one it was. */
export async function withWorker<T>(
  use: (fire: WorkerUnderFire, details: Details) => Promise<T>
): Promise<T> {
  const environment = await startLocalEnvironment({ onProgress: (sentence) => console.error(sentence) })
  try {
    const details = await loadSamples(environment)
    const fire = await WorkerUnderFire.start(environment)
    try {
      const result = await use(fire, details)
      await fire.assertSameProcesses()
      await assertGoodJobCompletes(fire, details)
      return result
    } finally {
      fire.stop()
    }
  } finally {
    await environment.stop()
  }
}

async function loadSamples({ database, backend }: LocalEnvironment): Promise<Details> {
  const config = loadReferenceConfig({ ENVIRONMENT: 'local', DATABASE_URL: database.url })
  await lendReferenceData(config, async ({ loader, versions, declarations }) => {
    for (const declaration of declarations) {
      const { version } = await loader.load(sampleFileOf(declaration), declaration)
      await versions.activate(declaration.name, version)
    }
  })
  const developments = await readSampleDevelopments(join(SAMPLES, 'developments.json'))
  for (const { details } of developments) backend.put(details)
  return developments[0].details
}

async function assertGoodJobCompletes(fire: WorkerUnderFire, details: Details): Promise<void> {
  fire.backend.put({ ...details, reference: GOOD_REFERENCE })
  const end = await fire.message(JSON.stringify({ version: 1, reference: GOOD_REFERENCE }))
  if (end !== 'message_deleted') throw new Error(`After all this a good job ends with ${end}`)
}
