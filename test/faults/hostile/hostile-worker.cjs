'use strict'

/**
 * The compiled service with one assessment more, which does harm: `hostile-<deed>` is its type. It is started in
 * place of the service by the fault suite and is no part of it.
 */

const path = require('node:path')
const { setTimeout: sleep } = require('node:timers/promises')
require('reflect-metadata')
const { Injectable, Module } = require('@nestjs/common')

const dist = path.join(__dirname, '../../../dist/src')
const { AppModule } = require(path.join(dist, 'app.module'))
const { Assesses } = require(path.join(dist, 'assessments/impact-assessment'))

const ALLOCATION_BYTES = 256 * 1024 * 1024

const STUTTER_MS = 60_000
const BLOCK_MS = 2500
const BREATH_MS = 30
const OUT_OF_SCOPE = {
  scope: { status: 'out-of-scope', reason: 'none' },
  impacts: [],
  summary: null,
  evidence: {},
  findings: []
}

function block(durationMs) {
  for (const end = Date.now() + durationMs; Date.now() < end;) Math.random()
}

const DEEDS = {
  loop() {
    for (;;) Math.random()
  },
  allocate() {
    const kept = []
    for (;;) kept.push(Buffer.alloc(ALLOCATION_BYTES, 1).toString('latin1'))
  },
  exit() {
    process.exit(0)
  },
  throw() {
    // What is thrown is not an Error, on purpose.
    throw 'no error object'
  },
  'reject-later'() {
    setTimeout(() => void Promise.reject(new Error('rejected after the return')), 50)
    return OUT_OF_SCOPE
  },
  /** Blocks the main thread again and again, and lets it breathe in between. */
  async stutter() {
    for (const end = Date.now() + STUTTER_MS; Date.now() < end; await sleep(BREATH_MS)) block(BLOCK_MS)
    return OUT_OF_SCOPE
  },
  'never-return'() {
    return new Promise(() => undefined)
  }
}

function hostileAssessment([name, deed]) {
  class HostileAssessment {
    async assess() {
      return deed()
    }
  }
  Injectable()(HostileAssessment)
  Assesses({ type: `hostile-${name}`, version: 1, layers: [] })(HostileAssessment)
  return HostileAssessment
}

class HostileModule {}
Module({ providers: Object.entries(DEEDS).map(hostileAssessment) })(HostileModule)

const forEnvironment = AppModule.forEnvironment.bind(AppModule)
AppModule.forEnvironment = async (environment) => {
  const service = await forEnvironment(environment)
  return { ...service, imports: [...(service.imports ?? []), HostileModule] }
}

require(path.join(dist, 'main'))
