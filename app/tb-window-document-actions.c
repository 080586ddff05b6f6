/* tb-window-document-actions: saving under a name, opening again what was left behind, the way back to an earlier branch, and the files that were used last. */
#include <glib/gi18n-lib.h>

#include "tb-dialogs.h"
#include "tb-sentence.h"
#include "tb-settings.h"
#include "tb-window-actions.h"
#include "tb-window-document.h"
#include "tb-window-private.h"

/* --- saving --- */

static void
saved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  TbWindow *self = TB_WINDOW (source);
  g_autofree char *to = g_steal_pointer (&self->book.saving);
  g_autoptr (GError) error = NULL;
  g_autoptr (TbKept) kept = tb_document_work_keep_finish (result, &error);
  g_autofree char *sentence = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (kept == NULL)
    {
      tb_window_show_error (self, error);
      return;
    }
  tb_window_document_take_kept (self, g_steal_pointer (&kept->keeper), NULL, to);
  tb_window_document_remember (self);
  tb_settings_save_recent (to);
  sentence = g_strdup_printf (_("Saved as %s; everything from now on is kept there."), to);
  tb_window_answer (self, sentence, FALSE);
}

static gboolean
has_run (TbWindow *self)
{
  if (tb_playhead_get_run (self->playhead) == NULL)
    tb_window_answer (self, _("There is nothing to save: open a scenario first."), TRUE);
  return tb_playhead_get_run (self->playhead) != NULL;
}

static char *
complete_path (const char *name)
{
  g_autofree char *ended = g_str_has_suffix (name, TB_DOCUMENT_SUFFIX) ? g_strdup (name) : g_strconcat (name, TB_DOCUMENT_SUFFIX, NULL);

  return g_canonicalize_filename (ended, NULL);
}

static void
save_as (GSimpleAction *action, GVariant *name, gpointer window)
{
  TbWindow *self = window;
  const char *from = self->book.keeper != NULL ? tb_keeper_get_path (self->book.keeper) : NULL;
  g_autofree char *line = g_strdup_printf ("save %s", g_variant_get_string (name, NULL));

  if (!has_run (self) || self->book.saving != NULL)
    return;
  tb_window_say (self, line);
  self->book.saving = complete_path (g_variant_get_string (name, NULL));
  tb_document_work_save (self, tb_window_document_make (self), tb_playhead_get_run (self->playhead), from, self->book.saving, self->book.working, saved);
}

static void
save_as_file (GSimpleAction *action, GVariant *parameter, gpointer window)
{
  g_autofree char *title = tb_window_document_dup_title (window);

  if (has_run (window))
    tb_dialogs_save_document (window, title != NULL ? title : _(tb_scenario_get_title (tb_run_get_scenario (tb_playhead_get_run (tb_window_get_playhead (window))))));
}

static void
proved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  TbWindow *self = TB_WINDOW (source);
  TbDocumentProof *proof = tb_document_work_prove_finish (result);

  if (proof == NULL)
    return;
  tb_window_document_keep_proof (self, proof);
  tb_window_document_remember (self);
  tb_window_show_toast (self, _("Saved. Everything that is done is kept as it is done."));
}

/* What has a name is kept anyway; saving it notes what the run is like, for whoever plays it elsewhere. */
static void
save (GSimpleAction *action, GVariant *parameter, gpointer window)
{
  TbWindow *self = window;

  if (self->book.path == NULL || self->book.has_failed)
    save_as_file (action, NULL, window);
  else
    tb_document_work_prove (self, tb_playhead_get_run (self->playhead), self->book.working, proved);
}

/* --- the earlier branch --- */

static void
redo (GSimpleAction *action, GVariant *parameter, gpointer window)
{
  tb_window_say (window, "redo");
  if (!tb_window_document_has_way_back (window))
    tb_window_answer (window, _("There is nothing to go back to."), TRUE);
  else
    tb_window_go_back (window);
}

/* --- what was left behind --- */

static void
hide_bar (TbWindow *self)
{
  g_clear_pointer (&self->left, tb_left_free);
  gtk_revealer_set_reveal_child (GTK_REVEALER (self->left_bar), FALSE);
}

static char *
describe (const TbLeft *left)
{
  g_autofree char *moment = tb_sentence_format_moment (left->time_us);
  const char *title = _(left->title);

  /* Translators: a run that was not saved before the program ended; such as "Smart home, day 1 00:03:10, 2 commands: continue where it stopped?" */
  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%s, %s, %u command: continue where it stopped?", "%s, %s, %u commands: continue where it stopped?", left->n_commands),
                          title, moment, left->n_commands);
}

static void
found_left (GObject *source, GAsyncResult *result, gpointer user_data)
{
  TbWindow *self = TB_WINDOW (source);
  TbLeft *left = tb_document_work_find_left_finish (result);
  g_autofree char *text = left != NULL ? describe (left) : NULL;

  if (left == NULL)
    return;
  g_clear_pointer (&self->left, tb_left_free);
  self->left = left;
  gtk_label_set_text (GTK_LABEL (self->left_label), text);
  gtk_revealer_set_reveal_child (GTK_REVEALER (self->left_bar), TRUE);
}

void
tb_window_document_look_for_left (TbWindow *self)
{
  tb_document_work_find_left (self, NULL, found_left);
}

static void
recover (GSimpleAction *action, GVariant *parameter, gpointer window)
{
  TbWindow *self = window;

  if (self->left != NULL)
    tb_window_open (self, self->left->path);
  hide_bar (self);
}

static void
discard_left (GSimpleAction *action, GVariant *parameter, gpointer window)
{
  TbWindow *self = window;

  if (self->left != NULL)
    tb_document_work_discard (self->left->path);
  hide_bar (self);
  tb_window_document_look_for_left (self);
}

void
tb_window_document_add_actions (TbWindow *self)
{
  static const GActionEntry entries[] = {
    { "save", save }, { "save-as", save_as, "s" }, { "save-as-file", save_as_file }, { "redo", redo }, { "recover", recover }, { "discard-left", discard_left },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
}

