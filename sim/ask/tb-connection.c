/* tb-connection: a database in memory that holds nothing: all its tables are read from the run. */
#include "tb-ask-private.h"

/* What all connections of the process hold is counted, so that a question can be stopped that takes too much; too late where SQLite is in use already. */
static gpointer
have_memory_counted (gpointer nothing)
{
  sqlite3_config (SQLITE_CONFIG_MEMSTATUS, 1);
  return NULL;
}

TbConnection *
tb_connection_new (TbFleet *fleet, TbJournal *journal, guint64 seed)
{
  TbConnection *connection = g_new0 (TbConnection, 1);
  static GOnce counted = G_ONCE_INIT;
  int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_MEMORY | SQLITE_OPEN_PRIVATECACHE | SQLITE_OPEN_NOMUTEX;

  g_once (&counted, have_memory_counted, NULL);
  tb_moment_init (&connection->moment, fleet, journal, seed, &connection->work);
  if (sqlite3_open_v2 (":memory:", &connection->db, flags, NULL) != SQLITE_OK)
    g_error ("No memory for a database: %s", connection->db ? sqlite3_errmsg (connection->db) : "nothing left");
  sqlite3_exec (connection->db, "PRAGMA temp_store = MEMORY", NULL, NULL, NULL);
  tb_module_add_all (connection);
  tb_function_add_all (connection);
  tb_guard_add (connection);
  tb_prepared_init (connection);
  return connection;
}

void
tb_connection_free (TbConnection *connection)
{
  tb_prepared_clear (connection);
  sqlite3_close (connection->db);
  tb_moment_clear (&connection->moment);
  g_free (connection->modules);
  g_free (connection->denied);
  g_free (connection);
}
