/* tb-window-document: see the header. Every frame it is looked whether something was done; what was goes to the keeper, whose thread alone touches the disk, and an
 * answer is given when the keeper has it. Saving under a name and the bar are in tb-window-document-actions. */
#include "tb-window-document.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "tb-window-private.h"

/* How often where somebody looks is kept, and what is remembered; and how soon something that failed is tried again. */
#define VIEW_US     (3 * G_USEC_PER_SEC)
#define REMEMBER_US (20 * G_USEC_PER_SEC)

/* --- what there is --- */

static TbDocumentView
get_view (TbWindow *self)
{
  return (TbDocumentView) { tb_run_get_edge (tb_playhead_get_run (self->playhead)), tb_playhead_get_time (self->playhead),
                            tb_playhead_has_own_speed (self->playhead) ? tb_playhead_get_speed (self->playhead) : 0 };
}

static TbDocumentLesson *
make_lesson (TbTutor *tutor)
{
  g_autoptr (TbLessonKept) kept = tb_lesson_kept_new (tb_tutor_get_attempt (tutor));
  TbVariation *variation = tb_attempt_get_variation (tb_tutor_get_attempt (tutor));
  TbDocumentLesson *lesson = tb_document_lesson_new (tb_lesson_get_id (tb_tutor_get_lesson (tutor)), kept->sha256, tb_variation_get_learner (variation));
  GHashTableIter iter;
  gpointer id, value;

  g_hash_table_iter_init (&iter, kept->answers);
  while (g_hash_table_iter_next (&iter, &id, &value))
    tb_document_lesson_add_answer (lesson, id, value, *(const gint64 *) g_hash_table_lookup (kept->answered_us, id));
  g_hash_table_iter_init (&iter, kept->hints);
  while (g_hash_table_iter_next (&iter, &id, &value))
    tb_document_lesson_add_hint (lesson, id, GPOINTER_TO_INT (value));
  return lesson;
}

/* Returns: (transfer full): all there is to be kept now */
TbDocument *
tb_window_document_make (TbWindow *self)
{
  TbDocument *document = tb_document_new (tb_playhead_get_run (self->playhead), self->book.name);

  document->view = get_view (self);
  document->lesson = self->tutor != NULL ? make_lesson (self->tutor) : NULL;
  return document;
}

/* --- keeping --- */

static void
order (TbWindow *self, TbDocumentProof *proof)
{
  TbBook *book = &self->book;
  TbRun *run = tb_playhead_get_run (self->playhead);
  guint64 version = tb_run_get_log_version (run);
  TbDocumentView view = get_view (self);
  TbDocumentChange *change = tb_document_change_new (run, book->n_commands, &view, &book->n_commands);

  change->leaves_branch = book->leaves_branch;
  change->lesson = self->tutor != NULL ? make_lesson (self->tutor) : NULL;
  change->proof = proof;
  book->ticket = tb_keeper_keep (book->keeper, change);
  book->version = version;
  book->view = view;
  book->view_us = g_get_monotonic_time ();
  book->must_keep = book->leaves_branch = FALSE;
}

void
tb_window_document_keep_proof (TbWindow *self, TbDocumentProof *proof)
{
  if (self->book.keeper != NULL)
    order (self, proof);
  else
    g_clear_pointer (&proof, tb_document_proof_free);
}

static void
fail (TbWindow *self, const GError *error)
{
  g_autofree char *why = tb_window_dup_words (error), *sentence = g_strdup_printf (_("What is done now is not kept: %s"), why);

  if (!self->book.has_failed)
    tb_window_show_problem (self, sentence);
  self->book.has_failed = TRUE;
  self->book.n_commands = 0;    /* the next change holds everything */
  tb_window_show_titles (self);
}

static void
look_for_failure (TbWindow *self)
{
  TbBook *book = &self->book;
  g_autoptr (GError) error = book->keeper != NULL ? tb_keeper_take_failure (book->keeper) : NULL;

  if (error != NULL)
    fail (self, error);
  else if (book->has_failed && book->keeper != NULL && tb_keeper_get_n_kept (book->keeper) >= book->ticket)
    {
      book->has_failed = FALSE;
      tb_window_show_toast (self, _("What is done is kept again."));
      tb_window_show_titles (self);
    }
}

/* Somebody who keeps nothing yet: the first command begins it. */
static void
began (GObject *source, GAsyncResult *result, gpointer user_data)
{
  TbWindow *self = TB_WINDOW (source);
  g_autoptr (GError) error = NULL;
  g_autoptr (TbKept) kept = tb_document_work_keep_finish (result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self->book.is_beginning = FALSE;
  if (kept != NULL && self->book.keeper != NULL)        /* it was saved meanwhile */
    g_clear_pointer (&kept->autosave, tb_autosave_discard);
  else if (kept != NULL)
    tb_window_document_take_kept (self, g_steal_pointer (&kept->keeper), g_steal_pointer (&kept->autosave), NULL);
  else
    {
      self->book.view_us = g_get_monotonic_time ();
      fail (self, error);
    }
}

static void
begin (TbWindow *self)
{
  self->book.is_beginning = TRUE;
  tb_document_work_autosave (self, tb_window_document_make (self), self->book.working, began);
}

/* From now on it is kept there: all of it is written once. */
void
tb_window_document_take_kept (TbWindow *self, TbKeeper *keeper, TbAutosave *autosave, const char *path)
{
  TbBook *book = &self->book;

  g_clear_pointer (&book->keeper, tb_keeper_free);
  g_clear_pointer (&book->autosave, tb_autosave_discard);
  book->keeper = keeper;
  book->autosave = autosave;
  g_free (book->path);
  book->path = g_strdup (path);
  book->n_commands = 0;
  book->has_failed = FALSE;
  order (self, NULL);
  tb_window_show_titles (self);
}

static gboolean
has_moved (TbWindow *self)
{
  TbDocumentView view = get_view (self);

  return view.edge_us != self->book.view.edge_us || view.playhead_us != self->book.view.playhead_us || view.speed != self->book.view.speed;
}

static gboolean
is_time (gint64 last_us, gint64 period_us)
{
  return g_get_monotonic_time () - last_us >= period_us;
}

void
tb_window_document_remember (TbWindow *self)
{
  TbBook *book = &self->book;
  guint n = book->memo != NULL ? tb_memo_get_n_results (book->memo) : 0;

  book->remembered_us = g_get_monotonic_time ();
  if (n <= book->n_remembered)
    return;
  book->n_remembered = n;
  tb_document_work_remember (self, book->memo, tb_playhead_get_run (self->playhead));
}

static gboolean
has_new (TbWindow *self)
{
  return self->book.must_keep || tb_run_get_log_version (tb_playhead_get_run (self->playhead)) != self->book.version;
}

/* --- comparing --- */

static void
compared (GObject *source, GAsyncResult *result, gpointer user_data)
{
  TbWindow *self = TB_WINDOW (source);
  g_autoptr (TbDocumentProof) proof = NULL;
  TbReplayVerdict verdict = tb_document_work_check_finish (result, &proof);
  const char *format = verdict == TB_REPLAY_BYTES_DIFFER ? _("Made with %s, played with %s: outcomes agree, bytes differ.")
                                                          : _("This is not the run that was saved: made with %s, played with %s.");
  g_autofree char *made = NULL, *played = NULL, *sentence = NULL;

  if (verdict == TB_REPLAY_UNKNOWN || verdict == TB_REPLAY_SAME)
    return;
  made = g_strdup_printf ("Trustbed %s, %s", proof->trustbed, proof->openssl);
  played = g_strdup_printf ("Trustbed %s, %s", tb_replay_proof_get_trustbed (), tb_replay_proof_get_openssl ());
  sentence = g_strdup_printf (format, made, played);
  tb_window_show_problem (self, sentence);
}

static void
compare_when_due (TbWindow *self)
{
  TbRun *run = tb_playhead_get_run (self->playhead);

  if (self->book.proof != NULL && tb_replay_proof_is_due (run, self->book.proof))
    tb_document_work_check (self, run, g_steal_pointer (&self->book.proof), self->book.working, compared);
}

void
tb_window_document_notice (TbWindow *self)
{
  TbBook *book = &self->book;

  if (tb_playhead_get_run (self->playhead) == NULL || book->working == NULL)
    return;
  look_for_failure (self);
  compare_when_due (self);
  if (book->has_failed && !is_time (book->view_us, VIEW_US))
    return;
  if (book->keeper == NULL && !book->is_beginning && has_new (self))
    begin (self);
  else if (book->keeper != NULL && (has_new (self) || book->has_failed || (is_time (book->view_us, VIEW_US) && has_moved (self))))
    order (self, NULL);
  if (book->keeper != NULL && is_time (book->remembered_us, REMEMBER_US))
    tb_window_document_remember (self);
}

TbKeeping
tb_window_document_get_keeping (TbWindow *self)
{
  TbBook *book = &self->book;

  if (book->has_failed)
    return TB_KEEPING_FAILED;
  if (has_new (self) || book->is_beginning || book->keeper == NULL)
    return TB_KEEPING_WAITS;
  return tb_keeper_get_n_kept (book->keeper) >= book->ticket ? TB_KEEPING_KEPT : TB_KEEPING_WAITS;
}

/* --- another run, another branch --- */

static void
end_keeping (TbBook *book)
{
  TbKept *kept = g_new0 (TbKept, 1);

  kept->keeper = g_steal_pointer (&book->keeper);
  kept->autosave = g_steal_pointer (&book->autosave);
  tb_document_work_end (kept);
}

static void
forget (TbWindow *self)
{
  TbBook *book = &self->book;

  if (book->working != NULL)
    g_cancellable_cancel (book->working);
  g_clear_object (&book->working);
  if (book->keeper != NULL && has_moved (self))
    order (self, NULL);
  if (book->keeper != NULL)
    end_keeping (book);
  g_clear_pointer (&book->autosave, tb_autosave_release);
  g_clear_pointer (&book->path, g_free);
  g_clear_pointer (&book->saving, g_free);
  g_clear_pointer (&book->name, g_free);
  g_clear_pointer (&book->memo, tb_memo_unref);
  g_clear_pointer (&book->proof, tb_document_proof_free);
  g_clear_pointer (&book->way_back, tb_document_branch_free);
  *book = (TbBook) { 0 };
}

/* What nobody has saved is not thrown away with it: there is a way back, now and at the next start. */
static void
offer_way_back (TbWindow *self)
{
  TbBook *book = &self->book;

  if (book->autosave != NULL)
    tb_window_offer (self, _("The run that was open is kept; nobody has saved it."), _("_Go Back"), "win.open", tb_autosave_get_path (book->autosave));
}

static void
take_document (TbWindow *self, TbLoaded *loaded)
{
  TbBook *book = &self->book;

  book->proof = g_steal_pointer (&loaded->document->proof);
  book->autosave = g_steal_pointer (&loaded->autosave);
  book->view = loaded->document->view;
  if (loaded->file == NULL)
    return;
  book->path = book->autosave == NULL ? g_strdup (loaded->name) : NULL;
  book->keeper = tb_keeper_new (g_steal_pointer (&loaded->file));
}

/* Called before the window has the run. */
void
tb_window_document_begin (TbWindow *self, TbLoaded *loaded, const char *name)
{
  TbBook *book = &self->book;

  offer_way_back (self);
  forget (self);
  book->working = g_cancellable_new ();
  book->name = g_path_get_basename (name);
  book->remembered_us = book->view_us = g_get_monotonic_time ();
  if (loaded == NULL)
    return;
  book->memo = g_steal_pointer (&loaded->memo);
  book->n_remembered = tb_memo_get_n_results (book->memo);
  if (loaded->document != NULL)
    {
      g_free (book->name);
      book->name = g_strdup (loaded->document->name);
      take_document (self, loaded);
    }
}

void
tb_window_document_leave_branch (TbWindow *self)
{
  TbRun *run = tb_playhead_get_run (self->playhead);
  TbDocumentBranch *branch = tb_document_branch_new (MAX (tb_run_get_edge (run), 0));
  g_autoptr (GPtrArray) pending = NULL;

  g_ptr_array_unref (branch->lines);
  tb_run_get_log (run, 0, &branch->lines, &pending);
  for (guint i = 0; i < pending->len; i++)
    g_ptr_array_add (branch->lines, g_strdup (g_ptr_array_index (pending, i)));
  g_clear_pointer (&self->book.way_back, tb_document_branch_free);
  self->book.way_back = branch;
}

void
tb_window_document_follow (TbWindow *self)
{
  TbBook *book = &self->book;

  book->n_commands = 0;
  book->version = 0;
  book->must_keep = book->leaves_branch = book->keeper != NULL;
}

gboolean
tb_window_document_has_way_back (TbWindow *self)
{
  return self->book.way_back != NULL;
}

void
tb_window_document_close (TbWindow *self)
{
  forget (self);
  tb_document_work_wait_for_ends ();
}

/* --- what is said of it --- */

char *
tb_window_document_dup_title (TbWindow *self)
{
  g_autofree char *name = self->book.path != NULL ? g_path_get_basename (self->book.path) : NULL;

  if (name != NULL && g_str_has_suffix (name, TB_DOCUMENT_SUFFIX))
    name[strlen (name) - strlen (TB_DOCUMENT_SUFFIX)] = '\0';
  return g_steal_pointer (&name);
}

const char *
tb_window_document_get_note (TbWindow *self)
{
  const TbBook *book = &self->book;

  if (book->has_failed)
    return _("not kept");
  if (book->keeper == NULL)
    return NULL;
  return book->path != NULL ? _("saved") : _("unsaved");
}
