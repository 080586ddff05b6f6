/* tb-inspector: shows tb-facts. See the header.
 *
 * Widgets are built anew only when the shape of the facts changes (other cards, other rows); as time passes, texts and bars are changed in
 * place, so that nothing jumps and nobody loses the focus. */
#include "tb-inspector.h"

#include <glib/gi18n-lib.h>

#include "tb-alert-feed.h"
#include "tb-bar.h"
#include "tb-ear.h"
#include "tb-facts.h"
#include "tb-fact-widgets.h"

#define UPDATE_MS 150
#define WIDTH 322
#define LEAST_WIDTH 290

struct _TbInspector
{
  AdwBin parent_instance;

  /* owned */
  TbPlayhead *playhead;
  TbSessionIndex *sessions;
  TbSignedIndex *signatures;
  TbEar *ear;
  TbFactSource source;
  char *shape;
  GPtrArray *values;    /* GtkLabel, in the order of the facts; owned by the page */
  GPtrArray *bars;      /* TbBar, likewise */

  guint update;         /* the timer that gathers changes */

  /* built once */
  GtkWidget *scroller;
};

G_DEFINE_FINAL_TYPE (TbInspector, tb_inspector, ADW_TYPE_BIN)

/* What makes another page: labels, buttons, marks; not values. */
static char *
describe_shape (const TbFacts *facts)
{
  GString *shape = g_string_new (facts->title);

  g_string_append_printf (shape, "|%p|%p", (gconstpointer) facts->identity, (gconstpointer) facts->health);
  for (guint i = 0; i < facts->cards->len; i++)
    {
      const TbFactCard *card = g_ptr_array_index (facts->cards, i);

      g_string_append_printf (shape, "\n%s|%d", card->title, card->has_bar);
      for (guint k = 0; k < card->facts->len; k++)
        {
          const TbFact *fact = g_ptr_array_index (card->facts, k);

          g_string_append_printf (shape, "|%s|%s|%p", fact->label, fact->command ? fact->command : "", (gconstpointer) fact->look);
        }
      for (guint k = 0; k < card->buttons->len; k++)
        {
          const TbFactButton *button = g_ptr_array_index (card->buttons, k);

          g_string_append_printf (shape, "|%s|%s|%u", button->label, button->command, button->copy ? g_str_hash (button->copy) : 0);
        }
    }
  for (guint i = 0; i < facts->buttons->len; i++)
    g_string_append_printf (shape, "|%s", ((const TbFactButton *) g_ptr_array_index (facts->buttons, i))->command);
  return g_string_free (shape, FALSE);
}

static void
build (TbInspector *self, const TbFacts *facts)
{
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (self->scroller));

  g_ptr_array_set_size (self->values, 0);
  g_ptr_array_set_size (self->bars, 0);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scroller), tb_fact_widgets_build (facts, self->values, self->bars));
  gtk_adjustment_set_value (adjustment, 0);
}

static void
refresh_card (TbInspector *self, const TbFactCard *card, guint *value, guint *bar)
{
  for (guint k = 0; k < card->facts->len; k++)
    {
      const TbFact *fact = g_ptr_array_index (card->facts, k);
      GtkLabel *label = g_ptr_array_index (self->values, (*value)++);

      if (!g_str_equal (gtk_label_get_text (label), fact->value))
        gtk_label_set_text (label, fact->value);
    }
  if (card->has_bar)
    tb_bar_set (TB_BAR (g_ptr_array_index (self->bars, (*bar)++)), card->bar, card->bar_mark, tb_look_identity (card->bar_state));
}

static void
refresh (TbInspector *self, const TbFacts *facts)
{
  guint value = 0, bar = 0;

  for (guint i = 0; i < facts->cards->len; i++)
    refresh_card (self, g_ptr_array_index (facts->cards, i), &value, &bar);
}

static void
listen (TbInspector *self)
{
  const TbSelection *selection = self->source.selection;

  if (selection->kind == TB_SELECTION_OBJECT && tb_fleet_get_role (tb_run_get_fleet (self->source.run), selection->object) == TB_ROLE_EAVESDROPPER)
    tb_ear_listen (self->ear, self->source.run, self->source.fold, selection->object);
  self->source.overheard = tb_ear_get_lines (self->ear);
}

static void
show_facts (TbInspector *self)
{
  g_autoptr (TbFacts) facts = NULL;
  g_autofree char *shape = NULL;

  if (self->source.run == NULL)
    return;
  self->source.fold = tb_playhead_get_fold (self->playhead);
  self->source.selection = tb_playhead_get_selection (self->playhead);
  tb_session_index_read (self->sessions, tb_journal_get_length (tb_run_get_journal (self->source.run)));
  tb_signed_index_read (self->signatures, tb_journal_get_length (tb_run_get_journal (self->source.run)));
  listen (self);
  self->source.alerts = tb_alert_feed_get_alerts (tb_alert_feed_get (self->playhead));
  facts = tb_facts_collect (&self->source);
  shape = describe_shape (facts);
  if (g_strcmp0 (shape, self->shape) != 0)
    build (self, facts);
  refresh (self, facts);
  g_free (self->shape);
  self->shape = g_steal_pointer (&shape);
}

static gboolean
on_update (gpointer user_data)
{
  TbInspector *self = user_data;

  self->update = 0;
  if (gtk_widget_get_child_visible (GTK_WIDGET (self)))
    show_facts (self);
  return G_SOURCE_REMOVE;
}

static void
schedule (TbInspector *self)
{
  if (self->update == 0)
    self->update = g_timeout_add (UPDATE_MS, on_update, self);
}

static void
on_selection (TbInspector *self)
{
  show_facts (self);
}

/* What moved while nobody looked is told now. */
static void
on_map (TbInspector *self)
{
  if (self->playhead != NULL)
    show_facts (self);
}

static void
on_run (TbInspector *self)
{
  TbRun *run = tb_playhead_get_run (self->playhead);

  tb_fact_source_clear (&self->source);
  g_clear_pointer (&self->sessions, tb_session_index_free);
  g_clear_pointer (&self->signatures, tb_signed_index_free);
  g_clear_object (&self->ear);
  g_clear_pointer (&self->source.run, tb_run_unref);
  self->source = (TbFactSource) { 0 };
  self->ear = tb_ear_new ();
  g_signal_connect_object (self->ear, "heard", G_CALLBACK (schedule), self, G_CONNECT_SWAPPED);
  if (run == NULL)
    return;
  self->sessions = tb_session_index_new (tb_run_get_journal (run));
  self->source.run = tb_run_ref (run);
  self->source.sessions = self->sessions;
  self->signatures = tb_signed_index_new (tb_run_get_journal (run));
  self->source.signatures = self->signatures;
  show_facts (self);
}

/**
 * tb_inspector_set_playhead:
 * @self: an inspector
 * @playhead: whose selection to tell about
 */
void
tb_inspector_set_playhead (TbInspector *self, TbPlayhead *playhead)
{
  if (!g_set_object (&self->playhead, playhead))
    return;
  g_signal_connect_object (playhead, "moved", G_CALLBACK (schedule), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (playhead, "selection-changed", G_CALLBACK (on_selection), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (playhead, "run-changed", G_CALLBACK (on_run), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (tb_alert_feed_get (playhead), "changed", G_CALLBACK (schedule), self, G_CONNECT_SWAPPED);
  on_run (self);
}

static void
tb_inspector_dispose (GObject *object)
{
  TbInspector *self = TB_INSPECTOR (object);

  g_clear_handle_id (&self->update, g_source_remove);
  tb_fact_source_clear (&self->source);
  g_clear_pointer (&self->source.run, tb_run_unref);
  g_clear_pointer (&self->sessions, tb_session_index_free);
  g_clear_pointer (&self->signatures, tb_signed_index_free);
  g_clear_object (&self->ear);
  g_clear_object (&self->playhead);
  g_clear_pointer (&self->values, g_ptr_array_unref);
  g_clear_pointer (&self->bars, g_ptr_array_unref);
  g_clear_pointer (&self->shape, g_free);
  G_OBJECT_CLASS (tb_inspector_parent_class)->dispose (object);
}

static void
tb_inspector_class_init (TbInspectorClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tb_inspector_dispose;
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "inspector");
}

static void
tb_inspector_init (TbInspector *self)
{
  GtkWidget *clamp = adw_clamp_new ();

  self->values = g_ptr_array_new ();
  self->bars = g_ptr_array_new ();
  g_signal_connect (self, "map", G_CALLBACK (on_map), NULL);
  self->scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), WIDTH);
  adw_clamp_set_tightening_threshold (ADW_CLAMP (clamp), WIDTH);
  adw_clamp_set_child (ADW_CLAMP (clamp), self->scroller);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Inspector"), -1);
  gtk_widget_set_size_request (GTK_WIDGET (self), LEAST_WIDTH, -1);
  gtk_widget_set_hexpand (GTK_WIDGET (self), FALSE);
  adw_bin_set_child (ADW_BIN (self), clamp);
}
