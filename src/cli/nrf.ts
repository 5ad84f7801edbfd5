#!/usr/bin/env node
import 'reflect-metadata'
import { nrfProgram } from './program'

// It tells at each command what SDK versions after those that are pinned here will need.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true'

nrfProgram()
  .parseAsync()
  .catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : String(error))
    process.exitCode = 1
  })
