import { Module } from '@nestjs/common'
import { NOTIFY_OPTIONS, type NotifyOptions } from '../config/config.tokens'
import { EventLog } from '../observability/log-events'
import { GovukNotifyNotifier } from './govuk-notify/govuk-notify.notifier'
import { SilentNotifier } from './none/silent.notifier'
import { Notifier } from './notifier'

/** E-mail through GOV.UK Notify, or none when GOVUK_NOTIFY_ENABLED is false. */
@Module({
  providers: [
    {
      provide: Notifier,
      inject: [NOTIFY_OPTIONS, EventLog],
      useFactory: (options: NotifyOptions, events: EventLog): Notifier =>
        options.enabled ? new GovukNotifyNotifier(options, events) : new SilentNotifier()
    }
  ],
  exports: [Notifier]
})
export class NotificationModule {}
