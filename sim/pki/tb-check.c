/* tb-check: see the header. */
#include "tb-check.h"

#define CHUNK_BYTES 512

struct _TbChecks
{
  GArray *rows;            /* of TbCheck */
  GStringChunk *texts;
};

/**
 * tb_checks_new:
 *
 * Returns: (transfer full): an empty list of rows
 */
TbChecks *
tb_checks_new (void)
{
  TbChecks *checks = g_new (TbChecks, 1);

  checks->rows = g_array_sized_new (FALSE, FALSE, sizeof (TbCheck), 128);
  checks->texts = g_string_chunk_new (CHUNK_BYTES);
  return checks;
}

/**
 * tb_checks_free:
 * @checks: (transfer full): the rows
 */
void
tb_checks_free (TbChecks *checks)
{
  g_array_unref (checks->rows);
  g_string_chunk_free (checks->texts);
  g_free (checks);
}

/**
 * tb_checks_add_static:
 * @checks: the rows
 * @rule: what was looked at; outlives @checks
 * @depth: at which certificate, -1 for the path as a whole
 * @ok: whether it is good
 * @expected: what would be good; outlives @checks
 * @found: what was found; outlives @checks
 *
 * Like [func@checks_add] for texts that need no copy.
 */
void
tb_checks_add_static (TbChecks *checks, const TbCheckRule *rule, int depth, gboolean ok, const char *expected, const char *found)
{
  TbCheck row = { rule, depth, ok, expected, found };

  g_array_append_val (checks->rows, row);
}

/**
 * tb_checks_add:
 * @checks: the rows
 * @rule: what was looked at; outlives @checks
 * @depth: at which certificate, -1 for the path as a whole
 * @ok: whether it is good
 * @expected: (nullable): what would be good; copied, %NULL is ""
 * @found: (nullable): what was found; copied, %NULL is ""
 *
 * Adds a row at the end.
 */
void
tb_checks_add (TbChecks *checks, const TbCheckRule *rule, int depth, gboolean ok, const char *expected, const char *found)
{
  tb_checks_add_static (checks, rule, depth, ok, expected != NULL ? g_string_chunk_insert (checks->texts, expected) : "",
                        found != NULL ? g_string_chunk_insert (checks->texts, found) : "");
}

/**
 * tb_checks_append:
 * @checks: the rows
 * @more: other rows, which are copied to the end of @checks
 */
void
tb_checks_append (TbChecks *checks, const TbChecks *more)
{
  for (guint i = 0; i < more->rows->len; i++)
    {
      const TbCheck *row = tb_checks_get (more, i);

      tb_checks_add (checks, row->rule, row->depth, row->ok, row->expected, row->found);
    }
}

/**
 * tb_checks_get_n:
 * @checks: the rows
 *
 * Returns: how many there are
 */
guint
tb_checks_get_n (const TbChecks *checks)
{
  return checks->rows->len;
}

/**
 * tb_checks_get:
 * @checks: the rows
 * @i: which, from 0, less than [func@checks_get_n]
 *
 * Returns: (transfer none): the row, until the next one is added
 */
const TbCheck *
tb_checks_get (const TbChecks *checks, guint i)
{
  g_return_val_if_fail (i < checks->rows->len, NULL);
  return &g_array_index (checks->rows, TbCheck, i);
}

/**
 * tb_checks_first_failure:
 * @checks: the rows
 *
 * Returns: (transfer none) (nullable): the first row that is not good, %NULL when all are
 */
const TbCheck *
tb_checks_first_failure (const TbChecks *checks)
{
  for (guint i = 0; i < checks->rows->len; i++)
    if (!tb_checks_get (checks, i)->ok)
      return tb_checks_get (checks, i);
  return NULL;
}
