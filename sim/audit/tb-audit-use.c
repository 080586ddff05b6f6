/* tb-audit-use: see the header. */
#include "tb-audit-use.h"

#include "tb-session-index.h"
#include "tb-state.h"
#include "tb-transcript.h"

#define LOOK_EVERY 1024

typedef struct
{
  const TbAuditShown *shown;
  TbSessionIndex *index;
  TbAuditUses *uses;
  GHashTable *numbers;     /* party to its use + 1 */
  GHashTable *tickets;     /* set of parties whose last full handshake with the holder was with this certificate */
  GHashTable *open;        /* party to the number of the session that is open with this certificate */
} Counter;

void
tb_audit_uses_free (TbAuditUses *uses)
{
  g_array_unref (uses->uses);
  g_free (uses);
}

static TbAuditUse *
use_of (Counter *counter, guint32 party)
{
  GArray *uses = counter->uses->uses;
  guint number = GPOINTER_TO_UINT (g_hash_table_lookup (counter->numbers, GUINT_TO_POINTER (party)));
  const TbAuditUse fresh = { .party = party, .first_us = G_MAXINT64, .open_until_us = G_MININT64, .refused_us = G_MAXINT64 };

  if (number == 0)
    {
      g_array_append_val (uses, fresh);
      number = uses->len;
      g_hash_table_insert (counter->numbers, GUINT_TO_POINTER (party), GUINT_TO_POINTER (number));
    }
  return &g_array_index (uses, TbAuditUse, number - 1);
}

/* --- sessions that were open when it was revoked --- */

/* The session with @party ended at @time_us at the latest. */
static void
close_session (Counter *counter, guint32 party, gint64 time_us)
{
  gpointer number;
  guint session;
  TbAuditUse *use;

  if (!g_hash_table_steal_extended (counter->open, GUINT_TO_POINTER (party), NULL, &number)
      || !tb_session_index_find (counter->index, GPOINTER_TO_UINT (number), &session))
    return;
  time_us = MIN (time_us, tb_session_index_get (counter->index, session)->closed_us);
  use = use_of (counter, party);
  if (time_us <= counter->shown->revoked_us || use->open_until_us != G_MININT64)
    return;
  use->open_until_us = time_us;
  use->open_session = GPOINTER_TO_UINT (number);
}

/* What was opened after it was revoked is counted elsewhere. */
static void
open_session (Counter *counter, guint32 party, const TbSessionEntry *entry)
{
  close_session (counter, party, entry->ended_us);
  if (entry->ended_us <= counter->shown->revoked_us && (entry->purpose == TB_SESSION_CONNECT || entry->purpose == TB_SESSION_RESUME))
    g_hash_table_insert (counter->open, GUINT_TO_POINTER (party), GUINT_TO_POINTER (entry->number));
}

static void
close_all (Counter *counter)
{
  g_autoptr (GList) parties = g_hash_table_get_keys (counter->open);

  for (GList *at = parties; at != NULL; at = at->next)
    close_session (counter, GPOINTER_TO_UINT (at->data), G_MAXINT64);
}

/* --- one handshake --- */

static void
note_taken (Counter *counter, TbAuditUse *use, const TbSessionEntry *entry, gboolean is_resumed)
{
  gboolean is_after = entry->ended_us > counter->shown->revoked_us;

  *(is_resumed ? &use->n_resumed : &use->n_full) += 1;
  *(is_resumed ? &counter->uses->n_resumed : &counter->uses->n_full) += 1;
  if (entry->ended_us < use->first_us)
    {
      use->first_us = entry->ended_us;
      use->first_session = entry->number;
    }
  use->last_us = entry->ended_us;
  if (!is_after)
    return;
  *(is_resumed ? &use->n_resumed_after : &use->n_full_after) += 1;
  *(is_resumed ? &counter->uses->n_resumed_after : &counter->uses->n_full_after) += 1;
  use->last_after_us = entry->ended_us;
  use->last_after_session = entry->number;
}

static void
note_refused (Counter *counter, TbAuditUse *use, const TbSessionEntry *entry, const char *reason)
{
  use->n_refused++;
  counter->uses->n_refused++;
  if (entry->ended_us <= counter->shown->revoked_us || use->refused_us != G_MAXINT64)
    return;
  use->refused_us = entry->ended_us;
  use->refused_session = entry->number;
  use->refused_reason = g_intern_string (reason);
}

static gboolean
is_shown (Counter *counter, TbTranscript *transcript, gboolean by_client)
{
  g_autoptr (GBytes) certificate = tb_transcript_get_peer_certificate (transcript, by_client ? TB_SIDE_CLIENT : TB_SIDE_SERVER, 0);

  return certificate != NULL && g_bytes_equal (certificate, counter->shown->certificate);
}

static void
note_full (Counter *counter, const TbSessionEntry *entry, TbTranscript *transcript, guint32 party)
{
  gpointer key = GUINT_TO_POINTER (party);

  if (!is_shown (counter, transcript, entry->client == counter->shown->holder))
    {
      if (!entry->refused)
        g_hash_table_remove (counter->tickets, key);
      return;
    }
  if (entry->refused)
    {
      note_refused (counter, use_of (counter, party), entry, tb_transcript_get_reason (transcript));
      return;
    }
  g_hash_table_add (counter->tickets, key);
  note_taken (counter, use_of (counter, party), entry, FALSE);
  open_session (counter, party, entry);
}

static void
note_resumed (Counter *counter, const TbSessionEntry *entry, guint32 party)
{
  if (entry->refused || !g_hash_table_contains (counter->tickets, GUINT_TO_POINTER (party)))
    return;
  note_taken (counter, use_of (counter, party), entry, TRUE);
  open_session (counter, party, entry);
}

static void
count_session (Counter *counter, const TbSessionEntry *entry)
{
  guint32 holder = counter->shown->holder, party = entry->client == holder ? entry->server : entry->client;
  g_autoptr (TbTranscript) transcript = NULL;

  if ((entry->client != holder && entry->server != holder) || entry->purpose == TB_SESSION_TRIAL || entry->payload == TB_NO_PAYLOAD)
    return;
  transcript = tb_transcript_new_from_bytes (tb_journal_get_payload (counter->shown->journal, entry->payload), NULL);
  if (transcript == NULL)
    return;
  if (tb_transcript_is_resumed (transcript))
    note_resumed (counter, entry, party);
  else
    note_full (counter, entry, transcript, party);
}

static gboolean
count_all (Counter *counter, GCancellable *cancellable, GError **error)
{
  guint n = tb_session_index_count_ended (counter->index, counter->shown->position);

  for (guint rank = 0; rank < n; rank++)
    {
      if (rank % LOOK_EVERY == 0 && g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      count_session (counter, tb_session_index_get (counter->index, tb_session_index_get_ended (counter->index, rank)));
    }
  return TRUE;
}

/**
 * tb_audit_uses_new:
 * @shown: what is asked
 * @cancellable: (nullable): stops it
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the handshakes in which the certificate was shown; %NULL with %G_IO_ERROR_CANCELLED
 */
TbAuditUses *
tb_audit_uses_new (const TbAuditShown *shown, GCancellable *cancellable, GError **error)
{
  g_autoptr (TbAuditUses) uses = g_new0 (TbAuditUses, 1);
  g_autoptr (TbSessionIndex) index = tb_session_index_new (shown->journal);
  g_autoptr (GHashTable) numbers = g_hash_table_new (NULL, NULL), tickets = g_hash_table_new (NULL, NULL), open = g_hash_table_new (NULL, NULL);
  Counter counter = { shown, index, uses, numbers, tickets, open };
  gboolean is_done;

  uses->uses = g_array_new (FALSE, FALSE, sizeof (TbAuditUse));
  tb_session_index_read (index, shown->position);
  is_done = count_all (&counter, cancellable, error);
  close_all (&counter);
  return is_done ? g_steal_pointer (&uses) : NULL;
}
