import { assessCommand } from '../../src/cli/assess.command'
import { lendAssessments, lendReferenceData } from '../../src/cli/reference-data-context'
import { loadReferenceConfig } from '../../src/config/load-config'
import type { LayerDeclaration } from '../../src/reference-data/layer-declaration'
import type { TestDatabase } from '../environment/test-database'

class ProcessEnded extends Error {
  constructor(readonly code: number) {
    super(`exit ${code}`)
  }
}

/** `nrf assess` in this process, on a test database. */
export class AssessCommand {
  private readonly environment: NodeJS.ProcessEnv

  constructor(database: TestDatabase) {
    this.environment = {
      ENVIRONMENT: 'local',
      DATABASE_URL: database.url,
      ...(database.isSingleSession && { DB_SINGLE_SESSION: 'true' })
    }
  }

  /** Loads and activates every layer that an assessment reads. */
  async load(fileOf: (layer: LayerDeclaration) => string): Promise<void> {
    const config = loadReferenceConfig(this.environment)
    await lendReferenceData(config, async ({ loader, versions, declarations }) => {
      for (const declaration of declarations) {
        const { version } = await loader.load(fileOf(declaration), declaration)
        await versions.activate(declaration.name, version)
      }
    })
  }

  async run(...args: readonly string[]) {
    const written = { out: '', err: '', exitCode: -1 }
    const lend: Parameters<typeof assessCommand>[0] = (environment) => (use) =>
      lendAssessments(loadReferenceConfig(environment), use)
    const command = assessCommand(lend, this.environment, {
      out: {
        write: (text: string, done?: unknown) => {
          written.out += text
          if (typeof done === 'function') done()
          return true
        }
      },
      err: { write: (text) => (written.err += text) },
      exit: (code) => {
        throw new ProcessEnded(code)
      },
      setExitCode: (code) => (written.exitCode = code),
      onInterrupt: () => () => undefined
    })
    await command.parseAsync([...args], { from: 'user' })
    return written
  }
}
