import { settingsOf, type SettingDescription, type SettingsClass } from './setting'
import { AssessmentSettings } from './settings/assessment.settings'
import { BackendSettings } from './settings/backend.settings'
import { BoundaryCheckSettings } from './settings/boundary-check.settings'
import { DatabaseSettings } from './settings/database.settings'
import { JobSettings } from './settings/job.settings'
import { LogSettings } from './settings/log.settings'
import { MetricsSettings } from './settings/metrics.settings'
import { NotifySettings } from './settings/notify.settings'
import { QueueSettings } from './settings/queue.settings'
import { ServiceSettings } from './settings/service.settings'
import { UploadsSettings } from './settings/uploads.settings'
import { TRUST_STORE_SETTING } from './trust-store'

/** Every environment variable, read and checked. */
export interface EnvironmentVariables
  extends
    ServiceSettings,
    QueueSettings,
    JobSettings,
    BackendSettings,
    NotifySettings,
    DatabaseSettings,
    AssessmentSettings,
    BoundaryCheckSettings,
    UploadsSettings,
    LogSettings,
    MetricsSettings {}

export const SETTINGS_CLASSES: Readonly<Record<string, SettingsClass>> = {
  Service: ServiceSettings,
  Queue: QueueSettings,
  Jobs: JobSettings,
  Backend: BackendSettings,
  'GOV.UK Notify': NotifySettings,
  Database: DatabaseSettings,
  Assessments: AssessmentSettings,
  'Boundary check': BoundaryCheckSettings,
  Uploads: UploadsSettings,
  Logs: LogSettings,
  Metrics: MetricsSettings
}

/** The one list from which `nrf config`, `docs/configuration.md` and `.env.example` are made. */
export const SETTINGS: readonly SettingDescription[] = [
  ...Object.entries(SETTINGS_CLASSES).flatMap(([group, settings]) => settingsOf(group, settings)),
  TRUST_STORE_SETTING
]
