/* The comparison in the handshakes view: the second ladder beside the first, what differs lit in both, and choosing it. */
#include "tb-handshake-view-private.h"

#include <glib/gi18n-lib.h>

static TbSessionItem *
dup_other (TbHandshakeView *self)
{
  guint32 number = tb_playhead_get_compared (self->playhead);

  if (number == 0 || self->session == NULL || number == tb_session_item_get_entry (self->session)->number)
    return NULL;
  return tb_session_list_dup_session (self->sessions, number);
}

/**
 * tb_handshake_view_get_session:
 * @self: the view
 * @which: 0 for the handshake that is selected, 1 for the one beside it
 *
 * Returns: (transfer none) (nullable): it
 */
TbSessionItem *
tb_handshake_view_get_session (TbHandshakeView *self, guint which)
{
  return which == 0 ? self->session : self->other;
}

/**
 * tb_handshake_view_get_story:
 * @self: the view
 * @which: 0 for the handshake that is selected, 1 for the one beside it
 *
 * Returns: (transfer none) (nullable): what its ladder shows
 */
const TbLadderStory *
tb_handshake_view_get_story (TbHandshakeView *self, guint which)
{
  return tb_ladder_get_story (which == 0 ? self->ladder : self->other_ladder);
}

static int
find_step (const TbLadderStory *story, int message)
{
  for (guint i = 0; story != NULL && i < story->steps->len; i++)
    if (g_array_index (story->steps, TbLadderStep, i).number == message)
      return (int) i;
  return -1;
}

/* The message of the other ladder that answers to @message of this one, -1 where there is none. */
int
tb_handshake_view_find_counterpart (TbHandshakeView *self, guint which, int message)
{
  const TbLadderPair *pair = self->pairs ? tb_ladder_diff_find (self->pairs, which, find_step (tb_handshake_view_get_story (self, which), message)) : NULL;
  int step = pair ? pair->steps[1 - which] : -1;

  return step >= 0 ? g_array_index (tb_handshake_view_get_story (self, 1 - which)->steps, TbLadderStep, step).number : -1;
}

static void
show_side (TbHandshakeView *self, guint which)
{
  TbSessionItem *session = tb_handshake_view_get_session (self, which);
  TbTranscript *transcript = tb_session_item_get_transcript (session);
  g_autofree char *summary = tb_session_item_dup_summary (session);
  g_autofree char *title = NULL;
  g_autofree char *text = NULL;
  TbLadderSums sums = { 0 };

  /* Translators: the number of a handshake and how it ended, such as: 12: TLS 1.3, mutual */
  title = g_strdup_printf (_("%u: %s"), tb_session_item_get_entry (session)->number, summary);
  if (transcript != NULL)
    tb_ladder_sums_of (transcript, &sums);
  text = tb_ladder_sums_to_text (&sums);
  tb_compare_bar_show (self->compare_bar, which, title, text);
}

static void
show_sums (TbHandshakeView *self)
{
  TbTranscript *transcript = self->session ? tb_session_item_get_transcript (self->session) : NULL;
  g_autofree char *text = NULL;
  TbLadderSums sums;

  if (self->pairs != NULL)
    {
      guint n = tb_ladder_diff_count (self->pairs);

      text = g_strdup_printf (ngettext ("%u of %u messages differs", "%u of %u messages differ", n), n, self->pairs->len);
    }
  else if (transcript != NULL)
    {
      tb_ladder_sums_of (transcript, &sums);
      text = tb_ladder_sums_to_text (&sums);
    }
  gtk_label_set_text (self->sums, text ? text : "");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->sums), text);
}

static void
light_differences (TbHandshakeView *self)
{
  const TbLadderStory *const stories[2] = { tb_handshake_view_get_story (self, 0), tb_handshake_view_get_story (self, 1) };
  TbTranscript *const transcripts[2] = { tb_session_item_get_transcript (self->session), tb_session_item_get_transcript (self->other) };
  GArray *tops[2];

  self->pairs = tb_ladder_diff_new (stories, transcripts);
  tb_ladder_layout_align (stories, self->pairs, tops);
  tb_ladder_compare (self->ladder, self->pairs, 0, tops[0]);
  tb_ladder_compare (self->other_ladder, self->pairs, 1, tops[1]);
  g_array_unref (tops[0]);
  g_array_unref (tops[1]);
  show_side (self, 0);
  show_side (self, 1);
}

/* The second ladder needs the room of the list. */
static void
show_parts (TbHandshakeView *self)
{
  gboolean is_comparing = self->other != NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->other_ladder), is_comparing);
  gtk_widget_set_visible (GTK_WIDGET (self->compare_bar), is_comparing);
  gtk_widget_set_visible (self->list_pane, !is_comparing);
}

static void
end_comparison (TbHandshakeView *self)
{
  tb_ladder_take_story (self->other_ladder, NULL);
  if (tb_ladder_get_story (self->ladder) != NULL)
    tb_ladder_compare (self->ladder, NULL, 0, NULL);
  self->detail_which = 0;
}

/**
 * tb_handshake_view_compare:
 * @self: the view
 * @anew: whether the first ladder was told anew
 *
 * Makes the second ladder what the playhead says it should be, and lights what differs.
 */
void
tb_handshake_view_compare (TbHandshakeView *self, gboolean anew)
{
  g_autoptr (TbSessionItem) other = self->playhead && tb_playhead_get_fold (self->playhead) ? dup_other (self) : NULL;
  gboolean changes = other != self->other;
  g_autoptr (TbLadderStory) story = NULL;

  if (other != NULL && !changes && !anew && tb_handshake_view_looks_the_same (self, 1))
    return;
  g_set_object (&self->other, other);
  if (other != NULL)
    {
      tb_handshake_view_note_shown (self, 1);
      story = tb_handshake_view_tell (self, other);
    }
  if (!changes && !anew && tb_ladder_story_equal (story, tb_ladder_get_story (self->other_ladder)))
    return;
  g_clear_pointer (&self->pairs, g_array_unref);
  if (changes && self->study != NULL && self->study->trial != NULL && self->study->trial->behind != NULL)
    tb_handshake_view_tell_anew (self);
  if (other != NULL)
    {
      tb_ladder_take_story (self->other_ladder, g_steal_pointer (&story));
      light_differences (self);
    }
  else if (changes)
    end_comparison (self);
  show_parts (self);
  show_sums (self);
  if (changes && self->session != NULL)
    tb_handshake_view_show_message (self, 0, self->messages[0]);
}

static void
on_compare_shown (GtkPopover *popover, TbHandshakeView *self)
{
  TbFold *fold = self->playhead ? tb_playhead_get_fold (self->playhead) : NULL;

  if (fold != NULL)
    tb_session_chooser_fill (self->chooser, fold);
}

static void
on_compare_chosen (TbSessionChooser *chooser, guint number, TbHandshakeView *self)
{
  const TbSessionEntry *entry = self->session ? tb_session_item_get_entry (self->session) : NULL;
  const TbSelection first = { TB_SELECTION_HANDSHAKE, entry ? entry->client : TB_NOBODY, entry ? entry->number : 0, self->messages[0], 0 };

  gtk_popover_popdown (self->compare_popover);
  if (entry == NULL)
    return;
  if (entry->number == number)
    adw_toast_overlay_add_toast (self->toasts, adw_toast_new (_("This is the handshake that is shown; choose another one")));
  else
    tb_playhead_compare (self->playhead, &first, number);
}

/* Makes the widgets and handlers of the comparison known to the template. */
void
tb_handshake_view_bind_compare (GtkWidgetClass *widget_class)
{
  g_type_ensure (TB_TYPE_COMPARE_BAR);
  g_type_ensure (TB_TYPE_SESSION_CHOOSER);
  gtk_widget_class_bind_template_child (widget_class, TbHandshakeView, list_pane);
  gtk_widget_class_bind_template_child (widget_class, TbHandshakeView, sums);
  gtk_widget_class_bind_template_child (widget_class, TbHandshakeView, compare_button);
  gtk_widget_class_bind_template_child (widget_class, TbHandshakeView, compare_popover);
  gtk_widget_class_bind_template_child (widget_class, TbHandshakeView, chooser);
  gtk_widget_class_bind_template_child (widget_class, TbHandshakeView, compare_bar);
  gtk_widget_class_bind_template_child (widget_class, TbHandshakeView, other_ladder);
  gtk_widget_class_bind_template_callback (widget_class, on_compare_shown);
  gtk_widget_class_bind_template_callback (widget_class, on_compare_chosen);
}
