/* tb-connection: a database in memory that holds nothing: all its tables are read from the run. */
#include "tb-ask-private.h"

TbConnection *
tb_connection_new (TbFleet *fleet, TbJournal *journal, guint64 seed)
{
  TbConnection *connection = g_new0 (TbConnection, 1);
  int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_MEMORY | SQLITE_OPEN_PRIVATECACHE | SQLITE_OPEN_NOMUTEX;

  tb_moment_init (&connection->moment, fleet, journal, seed);
  if (sqlite3_open_v2 (":memory:", &connection->db, flags, NULL) != SQLITE_OK)
    g_error ("No memory for a database: %s", connection->db ? sqlite3_errmsg (connection->db) : "nothing left");
  tb_module_add_all (connection);
  tb_function_add_all (connection);
  tb_guard_add (connection);
  return connection;
}

void
tb_connection_free (TbConnection *connection)
{
  sqlite3_close (connection->db);
  tb_moment_clear (&connection->moment);
  g_free (connection->modules);
  g_free (connection->denied);
  g_free (connection);
}
