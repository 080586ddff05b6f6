/* tb-answer: see the header. Values are one array, row after row; texts are one block that only grows. */
#include <string.h>

#include "tb-ask-private.h"

/* What is longer than this is a file, not an answer. */
#define MAX_BYTES ((gsize) 64 << 20)

struct _TbAnswer
{
  gatomicrefcount refs;
  guint n_columns;
  guint n_rows;
  gsize n_bytes;
  gboolean is_cut;
  char **names;
  GArray *values;       /* TbValue */
  GStringChunk *texts;
};

/* An answer with no rows yet, and columns without names. */
TbAnswer *
tb_answer_new (guint n_columns)
{
  TbAnswer *answer = g_new0 (TbAnswer, 1);

  g_atomic_ref_count_init (&answer->refs);
  answer->n_columns = n_columns;
  answer->names = g_new0 (char *, n_columns + 1);
  answer->values = g_array_new (FALSE, TRUE, sizeof (TbValue));
  answer->texts = g_string_chunk_new (4096);
  return answer;
}

void
tb_answer_name (TbAnswer *answer, guint column, const char *name)
{
  g_free (answer->names[column]);
  answer->names[column] = g_utf8_make_valid (name ? name : "", -1);
}

/* Returns the values of a new row, all NULL, good until the next row. */
TbValue *
tb_answer_add_row (TbAnswer *answer)
{
  g_array_set_size (answer->values, answer->values->len + answer->n_columns);
  answer->n_rows++;
  answer->n_bytes += answer->n_columns * sizeof (TbValue);
  return &g_array_index (answer->values, TbValue, answer->values->len - answer->n_columns);
}

/* A text of C has no NUL within: it is shown by its picture. */
static char *
make_plain (const char *text, gsize n)
{
  g_autoptr (GString) plain = g_string_sized_new (n + 1);

  for (gsize i = 0; i < n; i++)
    if (text[i] != '\0')
      g_string_append_c (plain, text[i]);
    else
      g_string_append (plain, "\xe2\x90\x80");
  return g_utf8_make_valid (plain->str, (gssize) plain->len);
}

gboolean
tb_answer_set_text (TbAnswer *answer, TbValue *value, const char *text, gsize n)
{
  g_autofree char *plain = NULL;

  if (!g_utf8_validate_len (text, n, NULL))
    {
      plain = make_plain (text, n);
      text = plain;
      n = strlen (plain);
    }
  answer->n_bytes += n + 1;
  if (answer->n_bytes > MAX_BYTES)
    return FALSE;
  value->text = g_string_chunk_insert_len (answer->texts, text, (gssize) n);
  return TRUE;
}

/* There was more than was asked for. */
void
tb_answer_cut (TbAnswer *answer)
{
  answer->is_cut = TRUE;
}

/**
 * tb_answer_ref:
 * @answer: an answer
 *
 * Returns: (transfer full): @answer
 */
TbAnswer *
tb_answer_ref (TbAnswer *answer)
{
  g_atomic_ref_count_inc (&answer->refs);
  return answer;
}

/**
 * tb_answer_unref:
 * @answer: (transfer full): an answer
 *
 * Drops a reference; the last one frees it.
 */
void
tb_answer_unref (TbAnswer *answer)
{
  if (!g_atomic_ref_count_dec (&answer->refs))
    return;
  g_strfreev (answer->names);
  g_array_unref (answer->values);
  g_string_chunk_free (answer->texts);
  g_free (answer);
}

/**
 * tb_answer_get_n_columns:
 * @answer: an answer
 *
 * Returns: how many columns it has, also when it has no row
 */
guint
tb_answer_get_n_columns (TbAnswer *answer)
{
  return answer->n_columns;
}

/**
 * tb_answer_get_column:
 * @answer: an answer
 * @column: less than [func@answer_get_n_columns]
 *
 * Returns: (transfer none): what it is called
 */
const char *
tb_answer_get_column (TbAnswer *answer, guint column)
{
  return answer->names[column];
}

/**
 * tb_answer_get_n_rows:
 * @answer: an answer
 *
 * Returns: how many rows it has
 */
guint
tb_answer_get_n_rows (TbAnswer *answer)
{
  return answer->n_rows;
}

/**
 * tb_answer_get:
 * @answer: an answer
 * @row: less than [func@answer_get_n_rows]
 * @column: less than [func@answer_get_n_columns]
 *
 * Returns: (transfer none): the value there
 */
const TbValue *
tb_answer_get (TbAnswer *answer, guint row, guint column)
{
  return &g_array_index (answer->values, TbValue, (gsize) row * answer->n_columns + column);
}

/**
 * tb_answer_find_column:
 * @answer: an answer
 * @name: of a column, capitals or not
 * @column: (out): which one, the first when there are more
 *
 * Returns: whether there is one
 */
gboolean
tb_answer_find_column (TbAnswer *answer, const char *name, guint *column)
{
  for (*column = 0; *column < answer->n_columns; (*column)++)
    if (g_ascii_strcasecmp (answer->names[*column], name) == 0)
      return TRUE;
  return FALSE;
}

/**
 * tb_answer_is_cut:
 * @answer: an answer
 *
 * Returns: whether there were more rows than were asked for
 */
gboolean
tb_answer_is_cut (TbAnswer *answer)
{
  return answer->is_cut;
}

/**
 * tb_value_format:
 * @value: a value
 *
 * Returns: (transfer full): as it stands in CSV and on the screen, without quotes; "" for NULL. A number with a fraction has up to fifteen digits, as SQLite
 *   writes it, with a point whatever the language.
 */
char *
tb_value_format (const TbValue *value)
{
  char number[G_ASCII_DTOSTR_BUF_SIZE];

  switch (value->kind)
    {
    case TB_VALUE_INTEGER:
      return g_strdup_printf ("%" G_GINT64_FORMAT, value->integer);
    case TB_VALUE_REAL:
      return g_strdup (g_ascii_formatd (number, sizeof number, "%.15g", value->real));
    case TB_VALUE_TEXT:
    case TB_VALUE_BLOB:
      return g_strdup (value->text);
    default:
      return g_strdup ("");
    }
}

static void
append_field (GString *csv, const char *text)
{
  if (strpbrk (text, ",\"\r\n") == NULL)
    {
      g_string_append (csv, text);
      return;
    }
  g_string_append_c (csv, '"');
  for (; *text != '\0'; text++)
    {
      if (*text == '"')
        g_string_append_c (csv, '"');
      g_string_append_c (csv, *text);
    }
  g_string_append_c (csv, '"');
}

/**
 * tb_answer_to_csv:
 * @answer: an answer
 *
 * Returns: (transfer full): the names of the columns and a line for each row, as RFC 4180 has it
 */
GString *
tb_answer_to_csv (TbAnswer *answer)
{
  GString *csv = g_string_new (NULL);

  for (guint column = 0; column < answer->n_columns; column++)
    {
      g_string_append (csv, column > 0 ? "," : "");
      append_field (csv, answer->names[column]);
    }
  g_string_append (csv, "\r\n");
  for (guint i = 0; i < answer->n_rows * answer->n_columns; i++)
    {
      g_autofree char *text = tb_value_format (&g_array_index (answer->values, TbValue, i));

      append_field (csv, text);
      g_string_append (csv, (i + 1) % answer->n_columns == 0 ? "\r\n" : ",");
    }
  return csv;
}

/**
 * tb_answer_dup_row:
 * @answer: an answer
 * @row: less than their number
 *
 * Returns: (transfer full): names and values of the row, in turn, as sentences with names in braces are filled from; a dash for what is not known
 */
char **
tb_answer_dup_row (TbAnswer *answer, guint row)
{
  GPtrArray *values = g_ptr_array_new ();

  for (guint i = 0; i < answer->n_columns; i++)
    {
      const TbValue *value = tb_answer_get (answer, row, i);

      g_ptr_array_add (values, g_strdup (answer->names[i]));
      g_ptr_array_add (values, value->kind == TB_VALUE_NULL ? g_strdup ("–") : tb_value_format (value));
    }
  g_ptr_array_add (values, NULL);
  return (char **) g_ptr_array_free (values, FALSE);
}
