import { startedParts } from './started-parts'

export = () => startedParts.stopAll()
