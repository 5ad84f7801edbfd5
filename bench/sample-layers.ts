import { lendReferenceData } from '../src/cli/reference-data-context'
import { sampleFileOf } from '../src/cli/sample-layers'
import { loadReferenceConfig } from '../src/config/load-config'

/** Loads every layer of the sample district. */
export async function loadSampleLayers(databaseUrl: string): Promise<void> {
  const config = loadReferenceConfig({ ENVIRONMENT: 'local', DATABASE_URL: databaseUrl })
  await lendReferenceData(config, async ({ loader, versions, declarations }) => {
    for (const declaration of declarations) {
      const { version } = await loader.load(sampleFileOf(declaration), declaration)
      await versions.activate(declaration.name, version)
    }
  })
}
