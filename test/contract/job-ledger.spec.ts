import { FakeJobLedger } from '../fakes/fake-job-ledger'
import { everyJobLedger } from './job-ledger.contract'

const fake = new FakeJobLedger()
everyJobLedger('in memory', () => ({
  ledger: fake,
  passSeconds: async (seconds) => fake.passSeconds(seconds)
}))
