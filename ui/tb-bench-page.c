/* tb-bench-page: see the header. The object and what people choose; drop-downs are filled in tb-bench-inputs.c, the work is asked for in tb-bench-ask.c,
 * answers are shown in tb-bench-shown.c, actions are in tb-bench-actions.c, signatures of the journal in tb-bench-record.c. */
#include "tb-bench-page-private.h"

#include <glib/gi18n-lib.h>

enum { PROP_KIND = 1, N_PROPS };

G_DEFINE_FINAL_TYPE (TbBenchPage, tb_bench_page, GTK_TYPE_WIDGET)

TbFold *
tb_bench_page_get_fold (TbBenchPage *self)
{
  return self->playhead ? tb_playhead_get_fold (self->playhead) : NULL;
}

TbFleet *
tb_bench_page_get_fleet (TbBenchPage *self)
{
  TbFold *fold = tb_bench_page_get_fold (self);

  return fold ? tb_fold_get_fleet (fold) : NULL;
}

/* --- what people choose --- */

/* Another message, another key: what was touched before is nothing here. */
static void
start_over (TbBenchPage *self)
{
  tb_bench_flips_forget (self->flips);
  tb_bench_page_ask (self);
}

static void
on_text_changed (GtkTextBuffer *text, TbBenchPage *self)
{
  start_over (self);
}

static void
on_source_chosen (GtkDropDown *source, GParamSpec *pspec, TbBenchPage *self)
{
  if (self->is_filling)
    return;
  tb_bench_flips_forget (self->flips);
  tb_bench_page_take_source (self);
  tb_bench_page_ask (self);
}

static void
on_scheme_chosen (GtkDropDown *scheme, GParamSpec *pspec, TbBenchPage *self)
{
  if (self->is_filling || self->playhead == NULL)
    return;
  tb_bench_page_fill_parties (self);
  start_over (self);
}

/* Whoever chooses a device here selects it everywhere. */
static void
on_first_chosen (GtkDropDown *first, GParamSpec *pspec, TbBenchPage *self)
{
  TbBenchParty parties[2];

  if (self->is_filling || self->playhead == NULL)
    return;
  self->chose_first = TRUE;
  tb_bench_page_get_parties (self, parties);
  tb_bench_page_fill_seconds (self);
  if (parties[0].object != TB_NOBODY)
    {
      self->selected = parties[0].object;
      tb_playhead_select_object (self->playhead, parties[0].object);
    }
  start_over (self);
}

static void
on_record_chosen (GtkDropDown *record, GParamSpec *pspec, TbBenchPage *self)
{
  tb_bench_page_choose_record (self);
}

static void
on_second_chosen (GtkDropDown *second, GParamSpec *pspec, TbBenchPage *self)
{
  if (self->is_filling || self->playhead == NULL)
    return;
  self->chose_second = TRUE;
  tb_bench_page_ask (self);
}

/* --- the playhead --- */

/* Somebody else is to sign: not what was signed already. */
static void
leave_journal (TbBenchPage *self)
{
  if (tb_bench_page_is_from_journal (self))
    gtk_drop_down_set_selected (self->source, TB_BENCH_TEXT);
}

static void
follow_selection (TbBenchPage *self)
{
  const TbSelection *selection = tb_playhead_get_selection (self->playhead);
  guint32 object = selection->kind == TB_SELECTION_NONE ? TB_NOBODY : selection->object;
  guint number = selection->kind == TB_SELECTION_SIGNATURE && self->kind == TB_BENCH_SIGN ? selection->session : 0;

  if (number != 0 && number != self->followed)
    tb_bench_page_open_record (self, number);
  self->followed = number;
  if (number != 0)
    return;
  if (object == self->selected || object == TB_NOBODY)
    return;
  self->selected = object;
  self->chose_first = FALSE;
  leave_journal (self);
  tb_bench_page_fill_parties (self);
  tb_bench_page_take_source (self);
  start_over (self);
}

static void
on_selection_changed (TbPlayhead *playhead, TbBenchPage *self)
{
  if (gtk_widget_get_mapped (GTK_WIDGET (self)) && tb_bench_page_get_fold (self) != NULL)
    follow_selection (self);
}

/* New certificates, new keys; what was touched is touched still where the key is the same. */
static void
on_moved (TbPlayhead *playhead, TbBenchPage *self)
{
  TbBenchParty before[2], after[2];

  if (gtk_widget_get_mapped (GTK_WIDGET (self)) && tb_bench_page_is_from_journal (self))
    tb_bench_page_follow_records (self);
  if (!gtk_widget_get_mapped (GTK_WIDGET (self)) || !tb_bench_page_is_outdated (self))
    return;
  tb_bench_page_get_parties (self, before);
  tb_bench_page_fill_parties (self);
  tb_bench_page_get_parties (self, after);
  if (!tb_bench_party_equal (&before[0], &after[0]) || !tb_bench_party_equal (&before[1], &after[1]))
    start_over (self);
}

static void
on_run_changed (TbPlayhead *playhead, TbBenchPage *self)
{
  self->selected = TB_NOBODY;
  self->chose_first = FALSE;
  self->chose_second = FALSE;
  tb_bench_page_forget_records (self);
  leave_journal (self);
  tb_bench_page_fill_parties (self);
  tb_bench_page_take_source (self);
  tb_bench_flips_forget (self->flips);
  self->is_new = TRUE;
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    tb_bench_page_ask (self);
}

static void
tb_bench_page_map (GtkWidget *widget)
{
  TbBenchPage *self = TB_BENCH_PAGE (widget);

  GTK_WIDGET_CLASS (tb_bench_page_parent_class)->map (widget);
  if (self->playhead == NULL)
    return;
  if (tb_bench_page_get_fold (self) != NULL)
    {
      on_moved (self->playhead, self);
      follow_selection (self);
    }
  if (self->is_new)
    tb_bench_page_ask (self);
}

/**
 * tb_bench_page_set_playhead:
 * @self: a page
 * @playhead: what views share
 * @ring: keys, shared with the other pages
 */
void
tb_bench_page_set_playhead (TbBenchPage *self, TbPlayhead *playhead, TbBenchRing *ring)
{
  g_return_if_fail (self->playhead == NULL);
  self->playhead = g_object_ref (playhead);
  self->ring = tb_bench_ring_ref (ring);
  g_signal_connect_object (playhead, "moved", G_CALLBACK (on_moved), self, 0);
  g_signal_connect_object (playhead, "run-changed", G_CALLBACK (on_run_changed), self, 0);
  g_signal_connect_object (playhead, "selection-changed", G_CALLBACK (on_selection_changed), self, 0);
  on_run_changed (playhead, self);
}

GtkWidget *
tb_bench_page_get_lanes (TbBenchPage *self)
{
  return GTK_WIDGET (self->lanes);
}

/* --- turning bits over --- */

static void
on_flip (TbStepLanes *lanes, const char *target, guint64 bit, TbBenchPage *self)
{
  tb_bench_flips_toggle (self->flips, g_intern_string (target), (gsize) bit);
  tb_bench_page_ask (self);
}

/* --- files that are dropped --- */

static gboolean
on_dropped (GtkDropTarget *target, const GValue *value, double x, double y, TbBenchPage *self)
{
  const GSList *files = g_value_get_boxed (value);
  const char *path = files ? g_file_peek_path (files->data) : NULL;

  return path != NULL && gtk_widget_activate_action (GTK_WIDGET (self), "bench.use-file", "s", path);
}

static void
take_drops (TbBenchPage *self)
{
  GtkDropTarget *target = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);

  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (target), GTK_PHASE_CAPTURE);    /* before the text takes its name */
  g_signal_connect (target, "drop", G_CALLBACK (on_dropped), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
}

/* --- the object --- */

static const struct
{
  const char *first;
  const char *second;
} words[TB_BENCH_N_KINDS] = {
  [TB_BENCH_SIGN] = { N_("Signed by"), N_("Verified with") },
  [TB_BENCH_SEAL] = { N_("Encrypted to"), N_("Tries too") },
  [TB_BENCH_NONCE] = { N_("Signed by"), N_("Verified with") },
};

static void
tb_bench_page_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  TbBenchPage *self = TB_BENCH_PAGE (object);

  self->kind = (TbBenchKind) g_value_get_uint (value);
  gtk_label_set_text (self->first_label, _(words[self->kind].first));
  gtk_label_set_text (self->second_label, _(words[self->kind].second));
  gtk_widget_set_visible (self->second_box, self->kind != TB_BENCH_NONCE);
  gtk_widget_set_visible (self->undo, self->kind != TB_BENCH_NONCE);
  gtk_widget_set_visible (self->mend, self->kind != TB_BENCH_NONCE);
  gtk_widget_set_visible (self->save_files, self->kind != TB_BENCH_NONCE);
  tb_bench_page_fill_sources (self);
  tb_bench_page_fill_schemes (self);
}

static void
tb_bench_page_dispose (GObject *object)
{
  TbBenchPage *self = TB_BENCH_PAGE (object);
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self));

  tb_bench_page_stop (self);
  g_clear_pointer (&child, gtk_widget_unparent);
  g_clear_pointer (&self->answer, tb_bench_answer_free);
  g_clear_pointer (&self->flips, tb_bench_flips_free);
  g_clear_pointer (&self->signatures, tb_signed_index_free);
  g_clear_pointer (&self->signed_once, tb_signed_free);
  g_clear_pointer (&self->firsts, g_array_unref);
  g_clear_pointer (&self->seconds, g_array_unref);
  g_clear_pointer (&self->message, g_bytes_unref);
  g_clear_pointer (&self->path, g_free);
  g_clear_pointer (&self->file_name, g_free);
  g_clear_pointer (&self->ring, tb_bench_ring_unref);
  g_clear_object (&self->playhead);
  G_OBJECT_CLASS (tb_bench_page_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  static const struct { const char *name; gssize offset; } children[] = {
#define CHILD(name) { #name, G_STRUCT_OFFSET (TbBenchPage, name) }
    CHILD (source), CHILD (message_stack), CHILD (text), CHILD (origin), CHILD (record), CHILD (choose_file), CHILD (scheme), CHILD (first_label), CHILD (first),
    CHILD (second_box), CHILD (second_label), CHILD (second), CHILD (remark), CHILD (verdict), CHILD (icon), CHILD (sentence), CHILD (hint),
    CHILD (spinner), CHILD (undo), CHILD (mend), CHILD (chain), CHILD (scroller), CHILD (lanes), CHILD (readers_card), CHILD (readers), CHILD (lines), CHILD (save_files),
#undef CHILD
  };

  for (guint i = 0; i < G_N_ELEMENTS (children); i++)
    gtk_widget_class_bind_template_child_full (widget_class, children[i].name, FALSE, children[i].offset);
  gtk_widget_class_bind_template_callback (widget_class, on_source_chosen);
  gtk_widget_class_bind_template_callback (widget_class, on_text_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_record_chosen);
  gtk_widget_class_bind_template_callback (widget_class, on_scheme_chosen);
  gtk_widget_class_bind_template_callback (widget_class, on_first_chosen);
  gtk_widget_class_bind_template_callback (widget_class, on_second_chosen);
}

static void
tb_bench_page_class_init (TbBenchPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->set_property = tb_bench_page_set_property;
  object_class->dispose = tb_bench_page_dispose;
  widget_class->map = tb_bench_page_map;
  g_type_ensure (TB_TYPE_STEP_LANES);
  g_object_class_install_property (object_class, PROP_KIND,
                                   g_param_spec_uint ("kind", NULL, NULL, 0, TB_BENCH_N_KINDS - 1, 0,
                                                      G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS));
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/trustbed/Trustbed/tb-bench-page.ui");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  bind_children (widget_class);
  tb_bench_page_install_actions (widget_class);
}

static void
tb_bench_page_init (TbBenchPage *self)
{
  self->flips = tb_bench_flips_new ();
  self->firsts = g_array_new (FALSE, FALSE, sizeof (TbBenchParty));
  self->seconds = g_array_new (FALSE, FALSE, sizeof (TbBenchParty));
  self->is_new = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect (self->lanes, "flip", G_CALLBACK (on_flip), self);
  take_drops (self);
}
