/* tb-table-handshake: every attempt at a handshake: those that succeeded, those that were refused, and those that were made on purpose. */
#include <glib/gi18n-lib.h>

#include "tb-session-cursor-private.h"
#include "tb-trial.h"

typedef TbSessionCursor Row;

static const char *
outcome_of (const Row *row)
{
  if (!tb_session_cursor_has_ended (row))
    return "under way";
  return row->entry->refused ? "refused" : "completed";
}

static const char *
alert_of (const Row *row)
{
  return tb_session_cursor_has_ended (row) && row->entry->refused ? tb_transcript_alert_name (row->entry->alert) : NULL;
}

static void
set_flag (TbCell *cell, const Row *row, gboolean flag)
{
  if (tb_session_cursor_has_ended (row))
    tb_cell_set_bool (cell, flag);
}

/* --- those made on purpose --- */

static gboolean
read_terms (const Row *row, TbTrialTerms *terms)
{
  TbJournal *journal = row->base.moment->journal;
  const TbRecord *record = tb_journal_get (journal, row->entry->started);
  GBytes *text = record->kind == TB_RECORD_TRIAL_STARTED ? tb_journal_get_payload (journal, record->payload) : NULL;
  g_autofree char *line = text != NULL ? g_strndup (g_bytes_get_data (text, NULL), g_bytes_get_size (text)) : NULL;

  return line != NULL && tb_trial_terms_from_line (terms, line, NULL);
}

static const char *
attack_of (const Row *row)
{
  TbTrialTerms terms = { 0 };

  if (row->entry->purpose == TB_SESSION_IMPOSTOR)
    return "stolen-key";
  return read_terms (row, &terms) ? terms.attack : NULL;
}

static const char *
failure_of (const Row *row)
{
  TbTrialTerms terms = { 0 };

  return read_terms (row, &terms) ? terms.failure : NULL;
}

static const char *
verdict_of (const Row *row)
{
  static const char *const grades[] = { "accepted", "intercepted", "downgraded" };
  const TbRecord *record;

  if (row->entry->purpose != TB_SESSION_TRIAL || !tb_session_cursor_has_ended (row))
    return NULL;
  record = tb_journal_get (row->base.moment->journal, row->entry->ended);
  if (record->kind == TB_RECORD_TRIAL_REFUSED)
    return "refused";
  return record->detail < G_N_ELEMENTS (grades) ? grades[record->detail] : NULL;
}

#define COLUMNS(X) \
  X (session, "INTEGER", NULL, N_("Number of the handshake."), tb_cell_set_int (cell, row->entry->number)) \
  X (client, "TEXT", NULL, N_("Who began it."), tb_cell_set_name (cell, moment, row->entry->client)) \
  X (server, "TEXT", NULL, N_("With whom."), tb_cell_set_name (cell, moment, row->entry->server)) \
  X (purpose, "TEXT", NULL, N_("enrol, renew, connect, resume with a ticket, trial where it was made on purpose, or impostor where a thief answered with the broker's key."), \
     tb_cell_set_code (cell, tb_session_purpose_to_code (row->entry->purpose))) \
  X (started_us, "INTEGER", "us", N_("When it began."), tb_cell_set_time (cell, row->entry->time_us)) \
  X (ended_us, "INTEGER", "us", N_("When it was over; NULL while it is under way, and where it was broken off."), \
     tb_cell_set_time (cell, tb_session_cursor_has_ended (row) ? row->entry->ended_us : -1)) \
  X (outcome, "TEXT", NULL, N_("completed, refused, or under way."), tb_cell_set_code (cell, outcome_of (row))) \
  X (alert, "TEXT", NULL, N_("Name of the TLS alert that refused it."), tb_cell_set_code (cell, alert_of (row))) \
  X (reason, "TEXT", NULL, N_("Why it was refused, as a code such as expired."), tb_cell_set_code (cell, tb_session_cursor_get_digest (row)->reason)) \
  X (refused_by, "TEXT", NULL, N_("Who refused: client or server."), tb_cell_set_code (cell, tb_session_cursor_get_digest (row)->refused_by)) \
  X (version, "TEXT", NULL, N_("Version of the protocol, such as TLS 1.3."), tb_cell_set_code (cell, tb_session_cursor_get_digest (row)->version)) \
  X (cipher, "TEXT", NULL, N_("Cipher suite, as IANA names it."), tb_cell_set_code (cell, tb_session_cursor_get_digest (row)->cipher)) \
  X (kex, "TEXT", NULL, N_("How the keys came about: ecdhe or rsa."), tb_cell_set_code (cell, tb_session_cursor_get_digest (row)->kex)) \
  X (is_mutual, "INTEGER", NULL, N_("Whether both sides showed a certificate."), set_flag (cell, row, tb_session_cursor_get_digest (row)->is_mutual)) \
  X (is_resumed, "INTEGER", NULL, N_("Whether a ticket took the place of certificates."), set_flag (cell, row, tb_session_cursor_get_digest (row)->is_resumed)) \
  X (attack, "TEXT", NULL, N_("Who was on the path, such as own-root, where it was made on purpose; stolen-key where a thief answered with the broker's key."), tb_cell_set_code (cell, attack_of (row))) \
  X (fail, "TEXT", NULL, N_("Made on purpose: for what reason it was to fail, such as wrong-host."), tb_cell_set_code (cell, failure_of (row))) \
  X (verdict, "TEXT", NULL, N_("Made on purpose: accepted, intercepted, downgraded or refused."), tb_cell_set_code (cell, verdict_of (row))) \
  X (is_recorded, "INTEGER", NULL, N_("Whether somebody listened on the way."), tb_cell_set_bool (cell, tb_session_book_is_recorded (moment, row->entry))) \
  X (is_readable, "INTEGER", NULL, N_("Whether that somebody can read it with a key that was stolen by now."), set_flag (cell, row, tb_session_cursor_has_ended (row) && tb_session_book_is_readable (row->book, moment, row->entry))) \
  X (bytes, "INTEGER", "bytes", N_("Its size on the wire."), tb_cell_set_int (cell, tb_session_cursor_get_digest (row)->n_bytes))
TB_TABLE_COLUMNS (COLUMNS, Row)

static const TbNarrow narrows[] = { TB_SESSION_NARROWS };

static guint64
count_handshakes (const TbMoment *moment)
{
  const TbTotals *totals = tb_state_get_totals (moment->state);

  return totals->n_completed + totals->n_refused + 1;
}

const TbTable tb_table_handshake = {
  .info = { "handshake", N_("Every attempt at a handshake, and how it ended."), TB_COLUMNS_OF (columns),
            "SELECT reason, alert, count(*) AS n FROM handshake WHERE outcome = 'refused' GROUP BY reason, alert" },
  TB_NARROWS_OF (narrows),
  .ascends = 1 + COLUMN_started_us,
  .scope = TB_SESSION_STARTED,
  .cursor_size = sizeof (Row),
  .open = tb_session_cursor_open,
  .next = tb_session_cursor_next,
  .column = set_column,
  .estimate = count_handshakes,
};
