import { Module } from '@nestjs/common'
import { Database } from './database'

/** The one connection pool that all modules share. Needs the option slice of the database. */
@Module({ providers: [Database], exports: [Database] })
export class DatabaseModule {}
