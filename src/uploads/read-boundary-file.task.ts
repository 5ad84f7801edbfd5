import { readBoundaryFile } from './read-boundary-file'

export const task = readBoundaryFile
