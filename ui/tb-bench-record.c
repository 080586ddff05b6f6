/* Signatures that the journal holds, on the signing page: one is chosen in a list or selected anywhere, made again with the values it had, and compared with
 * what the journal says. Bits can be turned over and mended from there; the journal stays as it is. */
#include "tb-bench-page-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tb-sentence.h"

#define MOST_LISTED 100

gboolean
tb_bench_page_is_from_journal (TbBenchPage *self)
{
  return gtk_drop_down_get_selected (self->source) == TB_BENCH_JOURNAL;
}

static guint
count_now (TbBenchPage *self)
{
  TbFold *fold = tb_bench_page_get_fold (self);

  if (fold == NULL || self->signatures == NULL)
    return 0;
  tb_signed_index_read (self->signatures, tb_fold_get_position (fold));
  return tb_signed_index_count (self->signatures, tb_fold_get_position (fold));
}

static const TbSignedEntry *
get_entry (TbBenchPage *self)
{
  return self->signatures ? tb_signed_index_find (self->signatures, self->number) : NULL;
}

/* --- the list --- */

static char *
describe (TbBenchPage *self, const TbSignedEntry *entry)
{
  g_autofree char *name = tb_fleet_dup_name (tb_bench_page_get_fleet (self), entry->signer);
  g_autofree char *moment = tb_sentence_format_moment (entry->time_us);

  return g_strdup_printf (entry->accepted ? _("Signature %u: %s, %s, accepted") : _("Signature %u: %s, %s, refused"), entry->number, name, moment);
}

static guint
first_listed (TbBenchPage *self)
{
  return self->n_listed > MOST_LISTED ? self->n_listed - MOST_LISTED : 0;
}

static void
show_chosen (TbBenchPage *self)
{
  gboolean is_listed = self->number > first_listed (self) && self->number <= self->n_listed;

  self->is_filling = TRUE;
  gtk_drop_down_set_selected (self->record, is_listed ? self->number - first_listed (self) - 1 : GTK_INVALID_LIST_POSITION);
  self->is_filling = FALSE;
}

/* The newest, as they grow; cheap when there is nothing new. */
static void
list (TbBenchPage *self)
{
  guint n = count_now (self);
  g_autoptr (GtkStringList) names = NULL;

  if (n == self->n_listed)
    return;
  self->n_listed = n;
  names = gtk_string_list_new (NULL);
  for (guint i = first_listed (self); i < n; i++)
    gtk_string_list_take (names, describe (self, tb_signed_index_find (self->signatures, i + 1)));
  self->is_filling = TRUE;
  gtk_drop_down_set_model (self->record, G_LIST_MODEL (names));
  self->is_filling = FALSE;
  show_chosen (self);
}

/* --- one of them --- */

static void
load_flips (TbBenchPage *self)
{
  g_autoptr (GArray) flips = tb_sign_flips_parse (self->signed_once->flips, tb_sign_get_flippable (self->signed_once->scheme), NULL);

  tb_bench_flips_forget (self->flips);
  for (guint i = 0; flips != NULL && i < flips->len; i++)
    tb_bench_flips_add (self->flips, &g_array_index (flips, TbSignFlip, i));
}

static void
load (TbBenchPage *self)
{
  const TbSignedEntry *entry = get_entry (self);
  TbFold *fold = tb_bench_page_get_fold (self);

  g_clear_pointer (&self->signed_once, tb_signed_free);
  tb_bench_flips_forget (self->flips);
  if (entry == NULL || fold == NULL || entry->place >= tb_fold_get_position (fold))
    return;
  self->signed_once = tb_signed_decode (tb_journal_get_payload (tb_fold_get_journal (fold), entry->payload));
  if (self->signed_once != NULL)
    load_flips (self);
}

/**
 * tb_bench_page_open_record:
 * @self: the signing page
 * @number: of a signature of the journal
 *
 * Shows that signature, as it was made in the run.
 */
void
tb_bench_page_open_record (TbBenchPage *self, guint number)
{
  self->number = number;
  list (self);
  show_chosen (self);
  if (!tb_bench_page_is_from_journal (self))
    gtk_drop_down_set_selected (self->source, TB_BENCH_JOURNAL);     /* which loads it */
  else
    {
      tb_bench_page_take_record (self);
      tb_bench_page_ask (self);
    }
}

/* The source is something else now; who signs and how is free again. */
void
tb_bench_page_leave_record (TbBenchPage *self)
{
  if (self->signed_once == NULL)
    return;
  g_clear_pointer (&self->signed_once, tb_signed_free);
  tb_bench_page_fill_parties (self);
}

/* The source is the journal now: the newest signature, unless one was chosen. */
void
tb_bench_page_take_record (TbBenchPage *self)
{
  list (self);
  if (self->number == 0)
    self->number = self->n_listed;
  show_chosen (self);
  load (self);
  tb_bench_page_fill_parties (self);
}

/* Time has passed: there is one more to choose, or the chosen one is not made yet. */
void
tb_bench_page_follow_records (TbBenchPage *self)
{
  const TbSignedEntry *entry;
  gboolean is_there;

  list (self);
  if (self->number == 0)
    self->number = self->n_listed;
  entry = get_entry (self);
  is_there = entry != NULL && entry->place < tb_fold_get_position (tb_bench_page_get_fold (self));
  if (is_there == (self->signed_once != NULL))
    return;
  show_chosen (self);
  load (self);
  tb_bench_page_fill_parties (self);
  tb_bench_page_ask (self);
}

/* Another run: none of them is there any more. */
void
tb_bench_page_forget_records (TbBenchPage *self)
{
  TbFold *fold = tb_bench_page_get_fold (self);

  g_clear_pointer (&self->signatures, tb_signed_index_free);
  g_clear_pointer (&self->signed_once, tb_signed_free);
  self->number = 0;
  self->n_listed = 0;
  self->followed = 0;
  gtk_drop_down_set_model (self->record, NULL);
  if (fold != NULL)
    self->signatures = tb_signed_index_new (tb_fold_get_journal (fold));
}

/* Whoever chooses a signature here selects it everywhere. */
void
tb_bench_page_choose_record (TbBenchPage *self)
{
  guint chosen = gtk_drop_down_get_selected (self->record), number = first_listed (self) + chosen + 1;
  const TbSignedEntry *entry;

  if (self->is_filling || chosen == GTK_INVALID_LIST_POSITION)
    return;
  entry = tb_signed_index_find (self->signatures, number);
  tb_playhead_select (self->playhead, &(TbSelection) { TB_SELECTION_SIGNATURE, entry->signer, number, -1, 0 });
}

/* --- what there is to say --- */

/* Who signed it and whose key verified it, in place of who could. */
void
tb_bench_page_get_record_parties (TbBenchPage *self, GArray **firsts, GArray **seconds)
{
  const TbSignedEntry *entry = get_entry (self);
  TbBenchParty signer = { entry->signer, TB_NO_PAYLOAD, 0 };
  TbBenchParty verifier = { entry->verifier, TB_NO_PAYLOAD, 0 };

  if (entry->verifier == entry->signer)
    verifier = (TbBenchParty) { TB_NOBODY, TB_NO_PAYLOAD, TB_BENCH_SAME_KEY };
  *firsts = g_array_new (FALSE, FALSE, sizeof (TbBenchParty));
  *seconds = g_array_new (FALSE, FALSE, sizeof (TbBenchParty));
  g_array_append_val (*firsts, signer);
  g_array_append_val (*seconds, verifier);
}

void
tb_bench_page_add_record (TbBenchPage *self, TbBenchQuestion *question)
{
  const TbSignedEntry *entry = get_entry (self);

  question->record = g_bytes_ref (tb_journal_get_payload (tb_fold_get_journal (tb_bench_page_get_fold (self)), entry->payload));
  question->parties[0].object = entry->signer;
}

/**
 * tb_bench_page_get_obstacle:
 * @self: a page
 *
 * Returns: (transfer none) (nullable): why nothing of the journal can be shown, one sentence, translated
 */
const char *
tb_bench_page_get_obstacle (TbBenchPage *self)
{
  if (!tb_bench_page_is_from_journal (self) || self->signed_once != NULL)
    return NULL;
  if (self->number > 0)
    return _("This signature is made later: move on in time.");
  return _("No device has signed here yet. Sign a text as a device and let it happen in the run: the button is beside its command, below the steps.");
}

/**
 * tb_bench_page_dup_comparison:
 * @self: a page
 * @answer: what is shown
 *
 * Returns: (transfer full) (nullable): how that stands to what the journal holds, one sentence, translated; %NULL for what is not from the journal
 */
char *
tb_bench_page_dup_comparison (TbBenchPage *self, const TbBenchAnswer *answer)
{
  g_autofree char *flips = tb_bench_flips_dup_text (self->flips);
  g_autofree char *moment = NULL;

  if (self->signed_once == NULL || answer->sent == NULL || get_entry (self) == NULL)
    return NULL;
  if (strcmp (flips, self->signed_once->flips) != 0)
    return *self->signed_once->flips != '\0' ? g_strdup_printf (_("The journal has it otherwise: turned over was %s."), self->signed_once->flips)
                                             : g_strdup (_("The journal has it otherwise: nothing was turned over."));
  if (!g_bytes_equal (answer->sent, self->signed_once->signature))
    return g_strdup (_("The journal holds another signature: it was made by another program or another OpenSSL."));
  moment = tb_sentence_format_moment (get_entry (self)->time_us);
  return g_strdup_printf (_("As the run has it, on %s: computed again, the same signature byte for byte."), moment);
}
