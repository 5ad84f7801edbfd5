#!/usr/bin/env node
import 'reflect-metadata'
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

// It tells at each command what SDK versions after those that are pinned here will need.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true'

const program = new Command('nrf')
  .description('NRF impact assessment service: run, feed and inspect it from the command line')
  .showHelpAfterError()
  .addCommand(assessCommand(assessmentsOf))
  .addCommand(configCommand())
  .addCommand(contractCommand())
  .addCommand(dataCommand(referenceDataOf(process.env)))
  .addCommand(demoCommand())
  .addCommand(dlqCommand(deadLettersOf(process.env)))
  .addCommand(jobCommand(ledgerOf(process.env)))
  .addCommand(queueCommand(standingOf(process.env)))
  .addCommand(startCommand())
  .addCommand(submitCommand())
  .addCommand(docsCommand())
  .addCommand(samplesCommand())
  .addCommand(newCommand())

program.parseAsync().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error))
  process.exitCode = 1
})
