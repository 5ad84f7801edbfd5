import { Module } from '@nestjs/common'
import { NOTIFY_OPTIONS, type NotifyOptions } from '../config/config.tokens'
import { GovukNotifyNotifier } from './govuk-notify/govuk-notify.notifier'
import { SilentNotifier } from './none/silent.notifier'
import { Notifier } from './notifier'

/** E-mail through GOV.UK Notify, or none when GOVUK_NOTIFY_ENABLED is false. */
@Module({
  providers: [
    {
      provide: Notifier,
      inject: [NOTIFY_OPTIONS],
      useFactory: (options: NotifyOptions): Notifier =>
        options.enabled ? new GovukNotifyNotifier(options) : new SilentNotifier()
    }
  ],
  exports: [Notifier]
})
export class NotificationModule {}
