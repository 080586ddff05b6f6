/* What goes into a page of the bench: its drop-downs, filled with who has a key at the time, and the message. */
#include "tb-bench-page-private.h"

#include <glib/gi18n-lib.h>

#include "tb-units.h"

#define MOST_COMMAND_CHARS 1000

/* --- drop-downs --- */

static void
fill (TbBenchPage *self, GtkDropDown *down, GPtrArray *names, guint chosen)
{
  g_autoptr (GtkStringList) model = NULL;

  g_ptr_array_add (names, NULL);
  model = gtk_string_list_new ((const char *const *) names->pdata);
  self->is_filling = TRUE;
  gtk_drop_down_set_model (down, G_LIST_MODEL (model));
  gtk_drop_down_set_selected (down, chosen);
  gtk_widget_set_sensitive (GTK_WIDGET (down), names->len > 2);
  self->is_filling = FALSE;
}

/* In the order of TbBenchSource. */
void
tb_bench_page_fill_sources (TbBenchPage *self)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  g_ptr_array_add (names, (char *) _("This text"));
  g_ptr_array_add (names, (char *) _("Last telegram"));
  g_ptr_array_add (names, (char *) _("Firmware image"));
  g_ptr_array_add (names, (char *) _("A file"));
  if (self->kind == TB_BENCH_SIGN)
    g_ptr_array_add (names, (char *) _("Signed in the run"));
  fill (self, self->source, names, TB_BENCH_TEXT);
}

void
tb_bench_page_fill_schemes (TbBenchPage *self)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  for (guint i = 0; i < tb_bench_n_schemes (self->kind); i++)
    g_ptr_array_add (names, (char *) tb_bench_get_name (self->kind, i));
  fill (self, self->scheme, names, self->kind == TB_BENCH_NONCE ? 0 : self->kind == TB_BENCH_SEAL ? TB_ENVELOPE_ECDH : TB_SIGN_ECDSA);
}

static const char *
name_same (TbBenchPage *self)
{
  return self->kind == TB_BENCH_SEAL ? _("Nobody else") : _("The same key");
}

static void
fill_with (TbBenchPage *self, GtkDropDown *down, GArray *parties, guint chosen)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < parties->len; i++)
    {
      const TbBenchParty *party = &g_array_index (parties, TbBenchParty, i);
      gboolean is_same = party->object == TB_NOBODY && party->number == TB_BENCH_SAME_KEY;

      g_ptr_array_add (names, is_same ? g_strdup (name_same (self)) : tb_bench_party_dup_name (tb_bench_page_get_fleet (self), party));
    }
  fill (self, down, names, chosen);
}

static guint
find_party (GArray *parties, const TbBenchParty *wanted, guint otherwise)
{
  for (guint i = 0; i < parties->len; i++)
    if (g_array_index (parties, TbBenchParty, i).object == wanted->object && g_array_index (parties, TbBenchParty, i).number == wanted->number)
      return i;
  return MIN (otherwise, parties->len - 1);
}

static const TbBenchParty nobody = { TB_NOBODY, TB_NO_PAYLOAD, G_MAXUINT - 1 };

static const TbBenchParty *
get_chosen (GArray *parties, GtkDropDown *down)
{
  guint chosen = gtk_drop_down_get_selected (down);

  return chosen < parties->len ? &g_array_index (parties, TbBenchParty, chosen) : &nobody;
}

/**
 * tb_bench_page_get_parties:
 * @self: a page
 * @parties: (out caller-allocates): whose keys are chosen
 */
void
tb_bench_page_get_parties (TbBenchPage *self, TbBenchParty parties[2])
{
  parties[0] = *get_chosen (self->firsts, self->first);
  parties[1] = *get_chosen (self->seconds, self->second);
}

/* Whom a person chose stays, if there still is such a key. An envelope is more telling when somebody else tries to read it. */
void
tb_bench_page_fill_seconds (TbBenchPage *self)
{
  guint otherwise = self->kind == TB_BENCH_SEAL ? 1 : 0;
  TbBenchParty parties[2];
  GArray *seconds;

  tb_bench_page_get_parties (self, parties);
  seconds = tb_bench_parties_second (tb_bench_page_get_fold (self), &parties[0], self->kind, gtk_drop_down_get_selected (self->scheme));
  g_array_unref (self->seconds);
  self->seconds = seconds;
  fill_with (self, self->second, seconds, self->chose_second ? find_party (seconds, &parties[1], otherwise) : otherwise);
}

static void
show_remark (TbBenchPage *self)
{
  TbFold *fold = tb_bench_page_get_fold (self);
  g_autofree char *remark = tb_bench_parties_remark (fold, self->selected, self->kind, gtk_drop_down_get_selected (self->scheme));

  if (remark == NULL && self->firsts->len == 1 && fold != NULL && tb_fold_get_totals (fold)->n_certificates == 0)
    remark = g_strdup (_("No device has a key yet: press play, and they make theirs. Until then keys of the bench are used."));
  gtk_label_set_text (self->remark, remark ? remark : "");
  gtk_widget_set_visible (GTK_WIDGET (self->remark), remark != NULL);
}

/* Who signed is the journal's to say, not a person's. */
static void
fill_from_record (TbBenchPage *self)
{
  g_array_unref (self->firsts);
  g_array_unref (self->seconds);
  tb_bench_page_get_record_parties (self, &self->firsts, &self->seconds);
  self->is_filling = TRUE;
  gtk_drop_down_set_selected (self->scheme, self->signed_once->scheme);
  self->is_filling = FALSE;
  fill_with (self, self->first, self->firsts, 0);
  fill_with (self, self->second, self->seconds, 0);
  gtk_widget_set_visible (GTK_WIDGET (self->remark), FALSE);
}

/* Fills the lists of keys again. What is selected in the window comes first, unless a person chose here. */
void
tb_bench_page_fill_parties (TbBenchPage *self)
{
  TbFold *fold = tb_bench_page_get_fold (self);
  TbBenchParty before[2];
  GArray *firsts;

  gtk_widget_set_sensitive (GTK_WIDGET (self->scheme), self->signed_once == NULL && tb_bench_n_schemes (self->kind) > 1);
  if (self->signed_once != NULL)
    {
      fill_from_record (self);
      return;
    }
  tb_bench_page_get_parties (self, before);
  firsts = tb_bench_parties_first (fold, self->selected, self->kind, gtk_drop_down_get_selected (self->scheme));
  g_array_unref (self->firsts);
  self->firsts = firsts;
  fill_with (self, self->first, firsts, self->chose_first ? find_party (firsts, &before[0], 0) : 0);
  tb_bench_page_fill_seconds (self);
  show_remark (self);
}

/* Cheap: asked each frame. Somebody who is listed has another certificate, or nobody was and somebody could be. */
gboolean
tb_bench_page_is_outdated (TbBenchPage *self)
{
  TbFold *fold = tb_bench_page_get_fold (self);

  if (fold == NULL || self->signed_once != NULL)
    return FALSE;
  if (self->firsts->len == 1 && tb_fold_get_totals (fold)->n_certificates > 0)
    return TRUE;
  for (guint i = 0; i < self->firsts->len; i++)
    {
      const TbBenchParty *party = &g_array_index (self->firsts, TbBenchParty, i);

      if (party->object != TB_NOBODY && tb_fold_get (fold, party->object)->certificate != party->certificate)
        return TRUE;
    }
  return FALSE;
}

/* --- the message --- */

static void
show_origin (TbBenchPage *self, const char *sentence)
{
  gtk_label_set_text (self->origin, sentence);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->origin), sentence);
}

/* Of whom telegrams and images are asked for: who is selected, else who signs. */
static guint32
get_device (TbBenchPage *self)
{
  TbBenchParty parties[2];

  tb_bench_page_get_parties (self, parties);
  return self->selected != TB_NOBODY ? self->selected : parties[0].object;
}

static char *
say_telegram (TbBenchPage *self, const char *name)
{
  gsize n_bytes = self->message ? g_bytes_get_size (self->message) : 0;

  if (self->message == NULL)
    return g_strdup_printf (_("%s has not reported in its present session."), name);
  return g_strdup_printf (ngettext ("What %s said last: %u byte of MQTT", "What %s said last: %u bytes of MQTT", n_bytes), name, (guint) n_bytes);
}

static char *
say_firmware (TbBenchPage *self, const char *name)
{
  g_autofree char *size = self->message ? tb_units_format_bytes (g_bytes_get_size (self->message)) : NULL;

  if (self->message == NULL)
    return g_strdup_printf (_("No update was sent to devices like %s yet: “update-firmware group=%s version=2” sends one."), name,
                            tb_fleet_group_of (tb_bench_page_get_fleet (self), get_device (self))->name);
  return g_strdup_printf (_("The newest image for devices like %s, with its manifest: %s"), name, size);
}

typedef struct
{
  GBytes *(*take) (TbFold *fold, guint64 seed, guint32 object);
  char *(*say) (TbBenchPage *self, const char *name);
} FromRun;

static const FromRun telegram = { tb_bench_telegram_new, say_telegram };
static const FromRun firmware = { tb_bench_firmware_new, say_firmware };

static void
take_from_run (TbBenchPage *self, const FromRun *source)
{
  TbFold *fold = tb_bench_page_get_fold (self);
  guint32 device = get_device (self);
  g_autofree char *name = NULL;
  g_autofree char *sentence = NULL;

  if (fold != NULL && device != TB_NOBODY)
    {
      name = tb_fleet_dup_name (tb_fold_get_fleet (fold), device);
      self->message = source->take (fold, tb_run_get_seed (tb_playhead_get_run (self->playhead)), device);
      sentence = source->say (self, name);
    }
  show_origin (self, sentence ? sentence : _("Select a device first."));
}

/* The message comes from elsewhere, or not any more. */
void
tb_bench_page_take_source (TbBenchPage *self)
{
  static const char *const stacked[] = {
    [TB_BENCH_TEXT] = "text", [TB_BENCH_TELEGRAM] = "bytes", [TB_BENCH_FIRMWARE] = "bytes", [TB_BENCH_FILE] = "bytes", [TB_BENCH_JOURNAL] = "record",
  };
  guint source = gtk_drop_down_get_selected (self->source);

  g_clear_pointer (&self->message, g_bytes_unref);
  gtk_stack_set_visible_child_name (self->message_stack, stacked[source]);
  gtk_widget_set_visible (self->choose_file, source == TB_BENCH_FILE);
  if (source == TB_BENCH_JOURNAL)
    tb_bench_page_take_record (self);
  else
    tb_bench_page_leave_record (self);
  if (source == TB_BENCH_TELEGRAM || source == TB_BENCH_FIRMWARE)
    take_from_run (self, source == TB_BENCH_TELEGRAM ? &telegram : &firmware);
  else if (source == TB_BENCH_FILE)
    show_origin (self, self->file_name ? self->file_name : _("No file is chosen: at most 64 MiB."));
}

char *
tb_bench_page_dup_typed (TbBenchPage *self)
{
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (self->text, &start, &end);
  return gtk_text_buffer_get_text (self->text, &start, &end, TRUE);
}

/* A command is one line, and not a long one. */
char *
tb_bench_page_dup_text (TbBenchPage *self)
{
  if (self->signed_once != NULL)
    return g_strdup (self->signed_once->message);
  if (gtk_drop_down_get_selected (self->source) != TB_BENCH_TEXT || gtk_text_buffer_get_char_count (self->text) > MOST_COMMAND_CHARS
      || gtk_text_buffer_get_line_count (self->text) > 1)
    return NULL;
  return tb_bench_page_dup_typed (self);
}
