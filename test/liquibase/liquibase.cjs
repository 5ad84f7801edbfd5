'use strict'

/**
 * Runs Liquibase itself, of the version that is named here, on the project's changelog. The tool is installed on first
 * use into a folder of its own: 120 MB, and nothing of the service needs it.
 */

const { spawnSync } = require('node:child_process')
const { chmodSync, existsSync, mkdirSync } = require('node:fs')
const path = require('node:path')

const PACKAGE = 'liquibase@4.28.1'
const PROJECT = path.join(__dirname, '../..')
const FOLDER = path.join(PROJECT, '.nrf', 'liquibase')
const COMMAND = path.join(FOLDER, 'node_modules/liquibase/dist/liquibase/liquibase')
const INSTALL_TIMEOUT_MS = 300_000
const RUN_TIMEOUT_MS = 120_000

const HELP = `npm run liquibase -- <database URL> <command> [options]

Runs ${PACKAGE} with changelog/db.changelog.xml, for example

  npm run liquibase -- postgresql://user:password@127.0.0.1:5432/nrf update

It needs Java (Debian: apt-get install default-jre-headless). The variable LIQUIBASE names another copy of the command.
`

/** @returns path of the command; @throws Error saying what is missing */
function findLiquibase() {
  if (spawnSync('java', ['-version']).status !== 0) {
    throw new Error('Liquibase needs Java; on Debian: apt-get install default-jre-headless')
  }
  if (process.env.LIQUIBASE) return process.env.LIQUIBASE
  if (!existsSync(COMMAND)) install()
  return COMMAND
}

function install() {
  mkdirSync(FOLDER, { recursive: true })
  const parameters = ['install', '--prefix', FOLDER, '--ignore-scripts', '--no-audit', '--no-fund', PACKAGE]
  const { status, error } = spawnSync('npm', parameters, {
    cwd: FOLDER,
    stdio: ['ignore', 'ignore', 'inherit'],
    timeout: INSTALL_TIMEOUT_MS
  })
  if (status !== 0) throw new Error(`npm install ${PACKAGE} failed`, { cause: error })
  chmodSync(COMMAND, 0o755)
}

/** The credentials go by environment variable, so that no list of processes shows them. */
function environmentFor(databaseUrl) {
  const { hostname, port, pathname, username, password } = new URL(databaseUrl)
  return {
    ...process.env,
    LIQUIBASE_COMMAND_URL: `jdbc:postgresql://${hostname}:${port || '5432'}${pathname}`,
    LIQUIBASE_COMMAND_USERNAME: decodeURIComponent(username),
    LIQUIBASE_COMMAND_PASSWORD: decodeURIComponent(password),
    LIQUIBASE_COMMAND_CHANGELOG_FILE:
      process.env.LIQUIBASE_COMMAND_CHANGELOG_FILE ?? 'changelog/db.changelog.xml',
    LIQUIBASE_SEARCH_PATH: process.env.LIQUIBASE_SEARCH_PATH ?? PROJECT
  }
}

function main([databaseUrl, ...command]) {
  if (!databaseUrl || databaseUrl === '--help' || command.length === 0) {
    process.stdout.write(HELP)
    return databaseUrl === '--help' ? 0 : 2
  }
  const { status, error } = spawnSync(findLiquibase(), command, {
    env: environmentFor(databaseUrl),
    stdio: 'inherit',
    timeout: RUN_TIMEOUT_MS
  })
  if (error) throw new Error(`Liquibase did not run: ${error.message}`, { cause: error })
  return status ?? 1
}

try {
  process.exitCode = main(process.argv.slice(2))
} catch (error) {
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 1
}
