#!/usr/bin/env node
import { Command } from 'commander'

const program = new Command('nrf')
  .description('NRF impact assessment service: run, feed and inspect it from the command line')
  .showHelpAfterError()

void program.parseAsync()
