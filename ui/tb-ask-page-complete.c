/* tb-ask-page-complete: names of tables and columns while a question is typed: a list at the cursor, opened with Ctrl+Space or Tab, gone with Escape. */
#include <glib/gi18n-lib.h>

#include "tb-ask-page-private.h"

#define LIST_HEIGHT 220

static GtkTextBuffer *
buffer_of (TbAskPage *self)
{
  return gtk_text_view_get_buffer (self->question);
}

static void
get_cursor (TbAskPage *self, GtkTextIter *at)
{
  gtk_text_buffer_get_iter_at_mark (buffer_of (self), at, gtk_text_buffer_get_insert (buffer_of (self)));
}

/* Bytes before the cursor, in the text as a whole. */
static gsize
find_cursor (TbAskPage *self)
{
  GtkTextIter start, at;
  g_autofree char *before = NULL;

  gtk_text_buffer_get_start_iter (buffer_of (self), &start);
  get_cursor (self, &at);
  before = gtk_text_buffer_get_text (buffer_of (self), &start, &at, FALSE);
  return strlen (before);
}

/* What could stand there, unless it is written already. */
static char **
find_words (TbAskPage *self)
{
  g_autofree char *text = tb_ask_page_dup_question (self), *written = NULL;
  gsize cursor = find_cursor (self);
  char **words = tb_ask_complete (text, cursor, &self->completed_from);

  written = g_strndup (text + self->completed_from, cursor - self->completed_from);
  if (g_strv_length (words) == 1 && g_str_equal (words[0], written))
    g_clear_pointer (&words[0], g_free);
  return words;
}

/* Whether a word ends at the cursor, or begins behind a dot. */
gboolean
tb_ask_page_is_writing (TbAskPage *self)
{
  GtkTextIter at;
  gunichar before;

  get_cursor (self, &at);
  if (!gtk_text_iter_backward_char (&at))
    return FALSE;
  before = gtk_text_iter_get_char (&at);
  return g_unichar_isalnum (before) || before == '_' || before == '.';
}

static void
add_word (TbAskPage *self, const char *word)
{
  GtkWidget *label = gtk_label_new (word);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "monospace");
  gtk_list_box_append (GTK_LIST_BOX (self->completions), label);
}

static guint
fill (TbAskPage *self)
{
  g_auto (GStrv) words = find_words (self);
  GtkWidget *row;
  guint n = 0;

  while ((row = gtk_widget_get_first_child (self->completions)) != NULL)
    gtk_list_box_remove (GTK_LIST_BOX (self->completions), row);
  for (; words != NULL && words[n] != NULL; n++)
    add_word (self, words[n]);
  gtk_list_box_select_row (GTK_LIST_BOX (self->completions), gtk_list_box_get_row_at_index (GTK_LIST_BOX (self->completions), 0));
  return n;
}

/* Takes the place of the word before the cursor. */
static void
replace_word (TbAskPage *self, const char *word)
{
  g_autofree char *text = tb_ask_page_dup_question (self);
  GtkTextIter from, at;

  gtk_text_buffer_get_iter_at_offset (buffer_of (self), &from, (int) g_utf8_pointer_to_offset (text, text + MIN (self->completed_from, strlen (text))));
  get_cursor (self, &at);
  gtk_text_buffer_begin_user_action (buffer_of (self));
  gtk_text_buffer_delete (buffer_of (self), &from, &at);
  gtk_text_buffer_insert (buffer_of (self), &from, word, -1);
  gtk_text_buffer_end_user_action (buffer_of (self));
}

void
tb_ask_page_insert_word (TbAskPage *self, const char *word)
{
  gtk_text_buffer_insert_at_cursor (buffer_of (self), word, -1);
  gtk_widget_grab_focus (GTK_WIDGET (self->question));
}

static void
take_row (TbAskPage *self, GtkListBoxRow *row)
{
  g_autofree char *word = row != NULL ? g_strdup (gtk_label_get_text (GTK_LABEL (gtk_list_box_row_get_child (row)))) : NULL;

  tb_ask_page_end_completion (self);
  if (word != NULL)
    replace_word (self, word);
  gtk_widget_grab_focus (GTK_WIDGET (self->question));
}

static void
on_row_activated (GtkListBox *list, GtkListBoxRow *row, TbAskPage *self)
{
  take_row (self, row);
}

static void
point_at_cursor (TbAskPage *self)
{
  GdkRectangle where;
  GtkTextIter at;

  get_cursor (self, &at);
  gtk_text_view_get_iter_location (self->question, &at, &where);
  gtk_text_view_buffer_to_window_coords (self->question, GTK_TEXT_WINDOW_WIDGET, where.x, where.y, &where.x, &where.y);
  where.width = MAX (where.width, 1);
  gtk_popover_set_pointing_to (GTK_POPOVER (self->popover), &where);
}

/* Returns: whether there is anything; a single word is taken at once */
gboolean
tb_ask_page_complete (TbAskPage *self)
{
  guint n = fill (self);

  if (n == 1)
    take_row (self, gtk_list_box_get_row_at_index (GTK_LIST_BOX (self->completions), 0));
  if (n <= 1)
    return n == 1;
  point_at_cursor (self);
  gtk_popover_popup (GTK_POPOVER (self->popover));
  return TRUE;
}

void
tb_ask_page_end_completion (TbAskPage *self)
{
  gtk_popover_popdown (GTK_POPOVER (self->popover));
}

static void
walk (TbAskPage *self, int step)
{
  GtkListBox *list = GTK_LIST_BOX (self->completions);
  GtkListBoxRow *row = gtk_list_box_get_selected_row (list);
  GtkListBoxRow *next = gtk_list_box_get_row_at_index (list, row != NULL ? gtk_list_box_row_get_index (row) + step : 0);
  GtkWidget *scroller = gtk_widget_get_ancestor (self->completions, GTK_TYPE_SCROLLED_WINDOW);
  graphene_rect_t bounds;

  if (next == NULL)
    return;
  gtk_list_box_select_row (list, next);
  if (gtk_widget_compute_bounds (GTK_WIDGET (next), self->completions, &bounds))
    gtk_adjustment_clamp_page (gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scroller)), bounds.origin.y, bounds.origin.y + bounds.size.height);
}

gboolean
tb_ask_page_complete_key (TbAskPage *self, guint key)
{
  if (!gtk_widget_get_visible (self->popover))
    return FALSE;
  switch (key)
    {
    case GDK_KEY_Down:
    case GDK_KEY_Up:
      walk (self, key == GDK_KEY_Down ? 1 : -1);
      return TRUE;
    case GDK_KEY_Tab:
    case GDK_KEY_Return:
    case GDK_KEY_KP_Enter:
      take_row (self, gtk_list_box_get_selected_row (GTK_LIST_BOX (self->completions)));
      return TRUE;
    case GDK_KEY_Escape:
      tb_ask_page_end_completion (self);
      return TRUE;
    default:
      return FALSE;
    }
}

void
tb_ask_page_make_completion (TbAskPage *self)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();

  self->completions = gtk_list_box_new ();
  gtk_widget_add_css_class (self->completions, "completions");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->completions), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Completions"), -1);
  g_signal_connect (self->completions, "row-activated", G_CALLBACK (on_row_activated), self);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), self->completions);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_propagate_natural_width (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroller), LIST_HEIGHT);
  self->popover = gtk_popover_new ();
  gtk_popover_set_child (GTK_POPOVER (self->popover), scroller);
  gtk_popover_set_autohide (GTK_POPOVER (self->popover), FALSE);
  gtk_popover_set_has_arrow (GTK_POPOVER (self->popover), FALSE);
  gtk_popover_set_position (GTK_POPOVER (self->popover), GTK_POS_BOTTOM);
  gtk_widget_set_halign (self->popover, GTK_ALIGN_START);
  gtk_widget_set_can_focus (self->popover, FALSE);
  gtk_widget_add_css_class (self->popover, "completion");
  gtk_widget_set_parent (self->popover, GTK_WIDGET (self->question));
}
