import 'reflect-metadata'

export { readDetails as task } from './read-details'
