import { Injectable } from '@nestjs/common'
import { AssessmentRegistry } from './assessments/assessment.registry'
import { DataInUse } from './assessments/data-in-use'
import { VersionReport, type Versions } from './health/version-report'
import { LedgerWatch } from './ledger/ledger-watch'

const TIMEOUT_MS = 1500
const KEPT_FOR_MS = 5000

/** Versions of schema, data and assessments. What was found is kept for 5 s. */
@Injectable()
export class ServiceVersions extends VersionReport {
  private current: Promise<Versions> | undefined
  private askedAt = -Infinity

  constructor(
    private readonly registry: AssessmentRegistry,
    private readonly dataInUse: DataInUse,
    private readonly ledger: LedgerWatch
  ) {
    super()
  }

  override describe(): Promise<Versions> {
    const now = performance.now()
    if (this.current === undefined || now - this.askedAt >= KEPT_FOR_MS) {
      this.askedAt = now
      this.current = this.ask()
    }
    return this.current
  }

  private async ask(): Promise<Versions> {
    const [schema, data] = await Promise.allSettled([
      this.ledger.check(),
      this.dataInUse.layers(AbortSignal.timeout(TIMEOUT_MS))
    ])
    const named = { schema, data }
    return {
      schema: schema.status === 'fulfilled' ? { version: schema.value.schemaVersion } : null,
      data: data.status === 'fulfilled' ? data.value : null,
      assessments: this.registry.types().map((type) => ({ type, version: this.versionOf(type) })),
      problems: Object.entries(named).flatMap(([name, answer]) =>
        answer.status === 'fulfilled' ? [] : [`${name}: ${reasonOf(answer.reason)}`]
      )
    }
  }

  private versionOf(type: string): number {
    return this.registry.find(type).declaration.version
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
