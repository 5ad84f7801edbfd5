import { FakeNotifier } from '../fakes/fake-notifier'
import { everyNotifier } from './notifier.contract'

everyNotifier('a fake that sends', () => new FakeNotifier(), 'sent')
everyNotifier(
  'a fake whose Notify is down',
  () => Object.assign(new FakeNotifier(), { status: 'failed' }),
  'failed'
)
