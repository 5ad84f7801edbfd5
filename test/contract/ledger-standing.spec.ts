import { FakeLedgerStanding } from '../fakes/fake-ledger-standing'
import { everyLedgerStanding } from './ledger-standing.contract'

const fake = new FakeLedgerStanding()
everyLedgerStanding('in memory', () => fake)
