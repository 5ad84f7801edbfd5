import { stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import type { ServerUser } from './postgres-binaries'

const OWNER_MAY_ENTER = 0o100
const GROUP_MAY_ENTER = 0o010
const OTHERS_MAY_ENTER = 0o001

/** May this user reach the folder: does every folder on its path let the user through? */
export async function canEnter(folder: string, user: ServerUser): Promise<boolean> {
  for (let path = resolve(folder); ; path = dirname(path)) {
    const { uid, gid, mode } = await stat(path)
    const required = requiredBit(user, { uid, gid })
    if ((mode & required) === 0) return false
    if (path === dirname(path)) return true
  }
}

function requiredBit(user: ServerUser, owner: ServerUser): number {
  if (owner.uid === user.uid) return OWNER_MAY_ENTER
  return owner.gid === user.gid ? GROUP_MAY_ENTER : OTHERS_MAY_ENTER
}
