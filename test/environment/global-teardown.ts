import { stopAll } from './started-parts'

export = stopAll
