import { Command } from 'commander'
import { assessCommand } from './assess.command'
import { configCommand } from './config.command'
import { contractCommand } from './contract.command'
import { dataCommand } from './data.command'
import { demoCommand } from './demo.command'
import { dlqCommand } from './dlq.command'
import { docsCommand } from './docs.command'
import { jobCommand } from './job.command'
import { newCommand } from './new.command'
import { deadLettersOf, ledgerOf, standingOf } from './operator-context'
import { queueCommand } from './queue.command'
import { assessmentsOf, referenceDataOf } from './reference-data-context'
import { samplesCommand } from './samples.command'
import { startCommand } from './start.command'
import { submitCommand } from './submit.command'

/** Every command of `nrf`. */
export function nrfProgram(environment: NodeJS.ProcessEnv = process.env): Command {
  return new Command('nrf')
    .description('NRF impact assessment service: run, feed and inspect it from the command line')
    .showHelpAfterError()
    .addCommand(assessCommand(assessmentsOf))
    .addCommand(configCommand())
    .addCommand(contractCommand())
    .addCommand(dataCommand(referenceDataOf(environment)))
    .addCommand(demoCommand())
    .addCommand(dlqCommand(deadLettersOf(environment)))
    .addCommand(jobCommand(ledgerOf(environment)))
    .addCommand(queueCommand(standingOf(environment)))
    .addCommand(startCommand())
    .addCommand(submitCommand())
    .addCommand(docsCommand())
    .addCommand(samplesCommand())
    .addCommand(newCommand())
}
