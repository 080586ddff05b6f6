/* tb-prepared: questions that are asked again and again, each planned once and not every time.
 *
 * A plan is made for tables as long as they are when it is made; once the journal has become twice as long, another one is made. */
#include "tb-ask-private.h"

#define MAX_PREPARED 64
/* Below so many records any plan will do. */
#define SHORT        4096

typedef struct
{
  sqlite3_stmt *statement;
  guint64 position;     /* for which it was planned */
} Prepared;

static void
prepared_free (gpointer data)
{
  Prepared *prepared = data;

  sqlite3_finalize (prepared->statement);
  g_free (prepared);
}

void
tb_prepared_init (TbConnection *connection)
{
  connection->prepared = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, prepared_free);
}

void
tb_prepared_clear (TbConnection *connection)
{
  g_hash_table_unref (connection->prepared);
}

/* Returns: (transfer none) (nullable): the statement of @sql, good until the next time; %NULL with a sentence when it is no question */
sqlite3_stmt *
tb_prepared_have (TbConnection *connection, const char *sql, GError **error)
{
  Prepared *prepared = g_hash_table_lookup (connection->prepared, sql);
  guint64 position = connection->moment.position;
  sqlite3_stmt *statement;

  g_clear_pointer (&connection->denied, g_free);
  if (prepared != NULL && position <= 2 * MAX (prepared->position, SHORT))
    return prepared->statement;
  statement = tb_question_prepare (connection, sql, error);
  if (statement == NULL)
    return NULL;
  if (g_hash_table_size (connection->prepared) >= MAX_PREPARED)
    g_hash_table_remove_all (connection->prepared);
  prepared = g_new0 (Prepared, 1);
  *prepared = (Prepared) { statement, position };
  g_hash_table_replace (connection->prepared, g_strdup (sql), prepared);
  return statement;
}
