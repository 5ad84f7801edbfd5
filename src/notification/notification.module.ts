import { Module } from '@nestjs/common'
import { NOTIFY_OPTIONS, type NotifyOptions } from '../config/config.tokens'
import { EventLog } from '../observability/log-events'
import { Metrics } from '../observability/metrics'
import { timed } from '../observability/timed'
import { GovukNotifyNotifier } from './govuk-notify/govuk-notify.notifier'
import { NotifyBreaker } from './govuk-notify/notify-breaker'
import { SilentNotifier } from './none/silent.notifier'
import { Untroubled } from './none/untroubled'
import { Notifier } from './notifier'
import { NotifierCondition } from './notifier-condition'

/** E-mail through GOV.UK Notify, or none when GOVUK_NOTIFY_ENABLED is false. */
@Module({
  providers: [
    {
      provide: NotifyBreaker,
      inject: [EventLog, Metrics],
      useFactory: (events: EventLog, metrics: Metrics) => new NotifyBreaker(events, metrics)
    },
    {
      provide: NotifierCondition,
      inject: [NOTIFY_OPTIONS, NotifyBreaker],
      useFactory: ({ enabled }: NotifyOptions, breaker: NotifyBreaker): NotifierCondition =>
        enabled ? breaker : new Untroubled()
    },
    {
      provide: Notifier,
      inject: [NOTIFY_OPTIONS, NotifyBreaker, Metrics],
      useFactory: (options: NotifyOptions, breaker: NotifyBreaker, metrics: Metrics): Notifier =>
        options.enabled
          ? timed(new GovukNotifyNotifier(options, breaker), { send: 'email' }, metrics)
          : new SilentNotifier()
    }
  ],
  exports: [Notifier, NotifierCondition]
})
export class NotificationModule {}
