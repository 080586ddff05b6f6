/* tb-ask-page-answer: the answer as a table, in a few words, and as a file. Columns are made for each answer; cells when they come into sight. */
#include <glib/gi18n-lib.h>

#include "tb-ask-page-private.h"
#include "tb-sentence.h"
#include "tb-units.h"

#define SAMPLE_ROWS   100
#define MIN_CHARACTERS 3
#define MAX_CHARACTERS 40

static gboolean
is_time (TbAnswer *answer, guint column, const TbValue *value)
{
  return value->kind == TB_VALUE_INTEGER && g_str_has_suffix (tb_answer_get_column (answer, column), "_us");
}

/* Exact to what a column has room for: the tooltip has the rest. */
static char *
dup_time (gint64 time_us)
{
  return tb_units_format_duration (ABS (time_us) < TB_US_PER_SECOND ? time_us : time_us / TB_US_PER_MS * TB_US_PER_MS);
}

/* Returns: (transfer full): what stands in a cell: times in words, everything else as it is */
char *
tb_ask_page_dup_cell (TbAnswer *answer, guint row, guint column)
{
  const TbValue *value = tb_answer_get (answer, row, column);

  if (value->kind == TB_VALUE_NULL)
    return g_strdup ("–");
  return is_time (answer, column, value) ? dup_time (value->integer) : tb_value_format (value);
}

static guint
column_of (GtkSignalListItemFactory *factory)
{
  return GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (factory), "column"));
}

/* A column is as wide as what stands in its first rows, so that the others need not move it. */
static guint
count_characters (TbAnswer *answer, guint column)
{
  glong n = MIN_CHARACTERS;

  for (guint i = 0; i < MIN (tb_answer_get_n_rows (answer), SAMPLE_ROWS); i++)
    {
      g_autofree char *text = tb_ask_page_dup_cell (answer, i, column);

      n = MAX (n, g_utf8_strlen (text, -1));
    }
  return (guint) MIN (n, MAX_CHARACTERS);
}

static void
on_setup (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer is_numeric)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_width_chars (GTK_LABEL (label), GPOINTER_TO_INT (g_object_get_data (G_OBJECT (factory), "characters")));

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (label), MAX_CHARACTERS);
  gtk_label_set_single_line_mode (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), is_numeric != NULL ? 1 : 0);
  if (is_numeric != NULL)
    gtk_widget_add_css_class (label, "numeric");
  gtk_list_item_set_child (item, label);
}

/* The number itself, of a time; the whole of a text that may not fit. */
static char *
dup_hint (TbAnswer *answer, guint row, guint column)
{
  const TbValue *value = tb_answer_get (answer, row, column);
  g_autofree char *text = tb_value_format (value);

  if (value->kind == TB_VALUE_NULL)
    return g_strdup ("NULL");
  return is_time (answer, column, value) ? g_strdup_printf ("%s µs", text) : g_steal_pointer (&text);
}

static void
on_bind (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer user_data)
{
  TbAnswerRow *row = gtk_list_item_get_item (item);
  TbAnswer *answer = tb_answer_row_get_answer (row);
  guint column = column_of (factory);
  GtkWidget *label = gtk_list_item_get_child (item);
  g_autofree char *text = tb_ask_page_dup_cell (answer, tb_answer_row_get_row (row), column);
  g_autofree char *hint = dup_hint (answer, tb_answer_row_get_row (row), column);

  gtk_label_set_text (GTK_LABEL (label), text);
  gtk_widget_set_tooltip_text (label, hint);
  if (tb_answer_get (answer, tb_answer_row_get_row (row), column)->kind == TB_VALUE_NULL)
    gtk_widget_add_css_class (label, "dim-label");
  else
    gtk_widget_remove_css_class (label, "dim-label");
}

/* --- columns --- */

static gboolean
is_numeric (TbAnswer *answer, guint column)
{
  gboolean has_number = FALSE;

  for (guint i = 0; i < MIN (tb_answer_get_n_rows (answer), SAMPLE_ROWS); i++)
    {
      TbValueKind kind = tb_answer_get (answer, i, column)->kind;

      if (kind == TB_VALUE_TEXT || kind == TB_VALUE_BLOB)
        return FALSE;
      has_number = has_number || kind != TB_VALUE_NULL;
    }
  return has_number;
}

static void
add_column (TbAskPage *self, guint column)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  g_autoptr (GtkColumnViewColumn) made = NULL;

  g_object_set_data (G_OBJECT (factory), "column", GUINT_TO_POINTER (column));
  g_object_set_data (G_OBJECT (factory), "characters", GUINT_TO_POINTER (count_characters (self->answer, column)));
  g_signal_connect (factory, "setup", G_CALLBACK (on_setup), GINT_TO_POINTER (is_numeric (self->answer, column)));
  g_signal_connect (factory, "bind", G_CALLBACK (on_bind), NULL);
  made = gtk_column_view_column_new (tb_answer_get_column (self->answer, column), factory);
  gtk_column_view_column_set_resizable (made, TRUE);
  gtk_column_view_column_set_expand (made, column + 1 == tb_answer_get_n_columns (self->answer) && !is_numeric (self->answer, column));
  gtk_column_view_append_column (self->table, made);
}

static gboolean
has_column (TbAskPage *self, GListModel *columns, guint i)
{
  g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (columns, i);

  return g_strcmp0 (gtk_column_view_column_get_title (column), tb_answer_get_column (self->answer, i)) == 0;
}

/* The same columns stay as wide as a person has made them. */
static gboolean
has_same_columns (TbAskPage *self)
{
  GListModel *columns = gtk_column_view_get_columns (self->table);
  guint n = tb_answer_get_n_columns (self->answer);

  if (g_list_model_get_n_items (columns) != n)
    return FALSE;
  for (guint i = 0; i < n; i++)
    if (!has_column (self, columns, i))
      return FALSE;
  return TRUE;
}

static void
make_columns (TbAskPage *self)
{
  GListModel *columns = gtk_column_view_get_columns (self->table);

  gtk_column_view_set_model (self->table, NULL);
  while (g_list_model_get_n_items (columns) > 0)
    {
      g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (columns, 0);

      gtk_column_view_remove_column (self->table, column);
    }
  for (guint i = 0; i < tb_answer_get_n_columns (self->answer); i++)
    add_column (self, i);
}

static void
show_rows (TbAskPage *self)
{
  GtkSingleSelection *selection = gtk_single_selection_new (G_LIST_MODEL (tb_answer_rows_new (self->answer)));

  gtk_single_selection_set_autoselect (selection, FALSE);
  gtk_single_selection_set_can_unselect (selection, TRUE);
  gtk_single_selection_set_selected (selection, GTK_INVALID_LIST_POSITION);
  if (!has_same_columns (self))
    make_columns (self);
  gtk_column_view_set_model (self->table, GTK_SELECTION_MODEL (selection));
  g_object_unref (selection);
}

/* --- in words --- */

static void
show_status (TbAskPage *self)
{
  guint n = self->answer != NULL ? tb_answer_get_n_rows (self->answer) : 0;
  g_autofree char *rows = g_strdup_printf (ngettext ("%u row", "%u rows", n), n);
  g_autofree char *when = self->answer != NULL ? tb_sentence_format_moment (self->asked_us) : NULL;
  /* Translators: how many rows an answer has, and the simulated time it speaks of */
  g_autofree char *status = self->answer != NULL ? g_strdup_printf (_("%s · as it was on %s"), rows, when) : g_strdup ("");

  gtk_label_set_text (self->status, status);
  gtk_widget_set_visible (GTK_WIDGET (self->cut), self->answer != NULL && tb_answer_is_cut (self->answer));
}

void
tb_ask_page_show_problem (TbAskPage *self, const char *sentence)
{
  gtk_label_set_text (self->problem_text, sentence != NULL ? sentence : "");
  gtk_widget_set_visible (self->problem, sentence != NULL);
}

void
tb_ask_page_show_answer (TbAskPage *self)
{
  const char *page = "empty";

  if (self->answer != NULL)
    page = tb_answer_get_n_rows (self->answer) > 0 ? "table" : "none";
  if (self->answer != NULL && tb_answer_get_n_rows (self->answer) > 0)
    show_rows (self);
  gtk_stack_set_visible_child_name (self->answers, page);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "ask.export", self->answer != NULL);
  show_status (self);
}

/* --- what a row is about --- */

static gboolean
is_handshake (const char *column, const char *table_hint)
{
  return g_str_equal (column, "session") || (g_str_equal (column, "number") && strstr (table_hint, "session") != NULL);
}

static char *
find_name (TbAskPage *self, guint row)
{
  TbFleet *fleet = tb_run_get_fleet (tb_playhead_get_run (self->playhead));

  for (guint i = 0; i < tb_answer_get_n_columns (self->answer); i++)
    {
      const TbValue *value = tb_answer_get (self->answer, row, i);

      if (value->kind == TB_VALUE_TEXT && tb_fleet_find (fleet, value->text) != TB_NOBODY)
        return g_strdup (value->text);
    }
  return NULL;
}

/* A handshake by its number, else the first who is named. */
char *
tb_ask_page_dup_target (TbAskPage *self, guint row)
{
  for (guint i = 0; i < tb_answer_get_n_columns (self->answer); i++)
    {
      const TbValue *value = tb_answer_get (self->answer, row, i);

      if (value->kind == TB_VALUE_INTEGER && is_handshake (tb_answer_get_column (self->answer, i), self->asked))
        return g_strdup_printf ("handshake %" G_GINT64_FORMAT, value->integer);
    }
  return find_name (self, row);
}

void
tb_ask_page_select_row (TbAskPage *self, guint row)
{
  g_autofree char *target = self->answer != NULL && row < tb_answer_get_n_rows (self->answer) ? tb_ask_page_dup_target (self, row) : NULL;

  if (target != NULL)
    tb_playhead_select_name (self->playhead, target, NULL);
}
