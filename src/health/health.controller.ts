import { Controller, Get, Header, HttpException, Inject, Logger } from '@nestjs/common'
import { HealthCheck, HealthCheckService, type HealthCheckResult } from '@nestjs/terminus'
import { SERVICE_OPTIONS, type ServiceOptions } from '../config/config.tokens'
import { MetricTotals } from '../observability/metric-totals'
import { HealthDetail } from './indicators/health-detail'
import { Liveness } from './indicators/liveness'
import { ReadinessIndicator } from './indicators/readiness.indicator'
import { VersionReport, type Versions } from './version-report'

/** `/health` fails only for what a restart cures; what is missing outside shows in `/health/ready`. */
@Controller('health')
export class HealthController {
  /** Terminus would log every answer that is not 200, also those of `/health/ready` while the worker starts. */
  private readonly logger = new Logger(HealthController.name)

  constructor(
    private readonly health: HealthCheckService,
    private readonly liveness: Liveness,
    private readonly readiness: ReadinessIndicator
  ) {}

  @Get()
  @HealthCheck()
  async live(): Promise<HealthCheckResult> {
    try {
      return await this.health.check([() => this.liveness.check()])
    } catch (error) {
      this.logger.error(`Not healthy: ${answerOf(error)}`)
      throw error
    }
  }

  @Get('ready')
  @HealthCheck()
  ready() {
    return this.health.check([() => this.readiness.check()])
  }
}

@Controller()
export class ServiceInfoController {
  constructor(
    private readonly detail: HealthDetail,
    private readonly totals: MetricTotals,
    private readonly versions: VersionReport,
    @Inject(SERVICE_OPTIONS)
    private readonly service: Pick<ServiceOptions, 'name' | 'version' | 'environment'>
  ) {}

  @Get('health/detail')
  @Header('Cache-Control', 'no-store')
  async describe() {
    const { name, version, environment } = this.service
    const detail = await this.detail.describe()
    return { service: { name, version, environment }, ...detail, metrics: this.totals.readings() }
  }

  @Get('version')
  @Header('Cache-Control', 'no-store')
  async version(): Promise<{ version: string } & Versions> {
    return { version: this.service.version, ...(await this.versions.describe()) }
  }
}

function answerOf(error: unknown): string {
  return error instanceof HttpException ? JSON.stringify(error.getResponse()) : String(error)
}
