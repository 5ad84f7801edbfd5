import { Controller, Get, Header, Inject } from '@nestjs/common'
import { HealthCheck, HealthCheckService } from '@nestjs/terminus'
import { SERVICE_OPTIONS, type ServiceOptions } from '../config/config.tokens'
import { HealthDetail } from './indicators/health-detail'
import { Liveness } from './indicators/liveness'
import { ReadinessIndicator } from './indicators/readiness.indicator'

/** `/health` fails only for what a restart cures; what is missing outside shows in `/health/ready`. */
@Controller('health')
export class HealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly liveness: Liveness,
    private readonly readiness: ReadinessIndicator
  ) {}

  @Get()
  @HealthCheck()
  live() {
    return this.health.check([() => this.liveness.check()])
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
    @Inject(SERVICE_OPTIONS)
    private readonly service: Pick<ServiceOptions, 'name' | 'version' | 'environment'>
  ) {}

  @Get('health/detail')
  @Header('Cache-Control', 'no-store')
  async describe() {
    const { name, version, environment } = this.service
    return { service: { name, version, environment }, ...(await this.detail.describe()) }
  }

  @Get('version')
  version(): { version: string } {
    return { version: this.service.version }
  }
}
