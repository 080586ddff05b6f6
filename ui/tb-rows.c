/* tb-rows: see the header. Numbers are kept ascending; with the newest first, rows count from the other end. */
#include "tb-rows.h"

struct _TbRows
{
  GListModel *model;    /* borrowed: it owns this */
  GArray *numbers;      /* guint, ascending */
  gboolean newest_first;
};

/**
 * tb_rows_new:
 * @model: (transfer none): whose rows these are
 * @newest_first: whether the highest number comes first
 *
 * Returns: (transfer full): no rows
 */
TbRows *
tb_rows_new (GListModel *model, gboolean newest_first)
{
  TbRows *rows = g_new0 (TbRows, 1);

  rows->model = model;
  rows->numbers = g_array_new (FALSE, FALSE, sizeof (guint));
  rows->newest_first = newest_first;
  return rows;
}

void
tb_rows_free (TbRows *rows)
{
  g_array_unref (rows->numbers);
  g_free (rows);
}

guint
tb_rows_get_n (TbRows *rows)
{
  return rows->numbers->len;
}

/* The row of the first of @n numbers that lie together from @place on, in a list of @length. */
static guint
to_row (TbRows *rows, guint place, guint n, guint length)
{
  return rows->newest_first ? length - place - n : place;
}

guint
tb_rows_get (TbRows *rows, guint row)
{
  return g_array_index (rows->numbers, guint, to_row (rows, row, 1, rows->numbers->len));
}

/* The first place whose number is not before @number. */
static guint
lower_bound (TbRows *rows, guint number)
{
  guint low = 0, high = rows->numbers->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (g_array_index (rows->numbers, guint, middle) < number)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

static gboolean
is_at (TbRows *rows, guint place, guint number)
{
  return place < rows->numbers->len && g_array_index (rows->numbers, guint, place) == number;
}

/**
 * tb_rows_find:
 * @rows: rows
 * @number: a number
 *
 * Returns: its row, or %G_MAXUINT when it is not shown
 */
guint
tb_rows_find (TbRows *rows, guint number)
{
  guint place = lower_bound (rows, number);

  return is_at (rows, place, number) ? to_row (rows, place, 1, rows->numbers->len) : G_MAXUINT;
}

/**
 * tb_rows_set:
 * @rows: rows
 * @number: a number
 * @shown: whether it is to be shown
 *
 * Tells the model's readers when that is news.
 */
void
tb_rows_set (TbRows *rows, guint number, gboolean shown)
{
  guint place = lower_bound (rows, number);
  gboolean is_shown = is_at (rows, place, number);

  if (is_shown && !shown)
    {
      guint row = to_row (rows, place, 1, rows->numbers->len);

      g_array_remove_index (rows->numbers, place);
      g_list_model_items_changed (rows->model, row, 1, 0);
    }
  else if (!is_shown && shown)
    {
      g_array_insert_val (rows->numbers, place, number);
      g_list_model_items_changed (rows->model, to_row (rows, place, 1, rows->numbers->len), 0, 1);
    }
}

/**
 * tb_rows_truncate:
 * @rows: rows
 * @number: a number
 *
 * Takes away @number and all above it.
 */
void
tb_rows_truncate (TbRows *rows, guint number)
{
  guint place = lower_bound (rows, number), n = rows->numbers->len - place;
  guint row = to_row (rows, place, n, rows->numbers->len);

  g_array_set_size (rows->numbers, place);
  if (n > 0)
    g_list_model_items_changed (rows->model, row, n, 0);
}

/**
 * tb_rows_append:
 * @rows: rows
 * @numbers: (element-type guint): ascending, each above all that are there
 */
void
tb_rows_append (TbRows *rows, GArray *numbers)
{
  guint before = rows->numbers->len;

  if (numbers->len == 0)
    return;
  g_array_append_vals (rows->numbers, numbers->data, numbers->len);
  g_list_model_items_changed (rows->model, to_row (rows, before, numbers->len, rows->numbers->len), 0, numbers->len);
}

/**
 * tb_rows_replace:
 * @rows: rows
 * @wanted: (transfer full) (element-type guint): what to show instead, ascending
 *
 * Tells only of the part between the common beginning and the common end.
 */
void
tb_rows_replace (TbRows *rows, GArray *wanted)
{
  guint n_before = rows->numbers->len, n_after = wanted->len, n_common = MIN (n_before, n_after);
  const guint *before = (const guint *) (gpointer) rows->numbers->data, *after = (const guint *) (gpointer) wanted->data;
  guint head = 0, tail = 0;

  while (head < n_common && before[head] == after[head])
    head++;
  while (tail < n_common - head && before[n_before - 1 - tail] == after[n_after - 1 - tail])
    tail++;
  g_array_unref (rows->numbers);
  rows->numbers = wanted;
  if (n_before - head - tail > 0 || n_after - head - tail > 0)
    g_list_model_items_changed (rows->model, rows->newest_first ? tail : head, n_before - head - tail, n_after - head - tail);
}

/**
 * tb_rows_clear:
 * @rows: rows
 *
 * Shows nothing.
 */
void
tb_rows_clear (TbRows *rows)
{
  tb_rows_truncate (rows, 0);
}
