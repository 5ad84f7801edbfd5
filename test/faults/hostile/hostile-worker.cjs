'use strict'

/**
 * The compiled service with one assessment more, which does harm: `hostile-<deed>` is its type. It is started in
 * place of the service by the fault suite and is no part of it.
 */

const path = require('node:path')
require('reflect-metadata')
const { Injectable, Module } = require('@nestjs/common')

const dist = path.join(__dirname, '../../../dist/src')
const { AppModule } = require(path.join(dist, 'app.module'))
const { Assesses } = require(path.join(dist, 'assessments/impact-assessment'))

const ALLOCATION_BYTES = 256 * 1024 * 1024

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
    return {
      scope: { status: 'out-of-scope', reason: 'none' },
      impacts: [],
      summary: null,
      evidence: {},
      findings: []
    }
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
