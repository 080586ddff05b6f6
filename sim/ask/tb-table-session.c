/* tb-table-session: every session that was opened: with whom, how it is protected, and whether somebody who listened can read it. */
#include <glib/gi18n-lib.h>

#include "tb-certificate-book-private.h"
#include "tb-session-cursor-private.h"

typedef TbSessionCursor Row;

static gboolean
is_with_broker (const Row *row)
{
  return row->entry->purpose == TB_SESSION_CONNECT || row->entry->purpose == TB_SESSION_RESUME;
}

static gint64
closed_us (const Row *row)
{
  gint64 time_us = tb_session_book_get_closed_us (row->book, row->number, row->base.moment->position);

  return time_us <= row->base.moment->time_us ? time_us : G_MAXINT64;
}

/* A conversation with an authority lasts as long as the client waits for what it asked for. */
static gboolean
is_open (const Row *row)
{
  const TbObjectState *client = tb_state_get (row->base.moment->state, row->entry->client);

  if (client->health == TB_HEALTH_OFF)
    return FALSE;
  if (is_with_broker (row))
    return closed_us (row) == G_MAXINT64;
  return client->session == row->entry->number && (client->identity == TB_IDENTITY_ENROLLING || client->identity == TB_IDENTITY_RENEWING);
}

static void
set_client_certificate (TbCell *cell, const Row *row)
{
  guint found = tb_session_cursor_get_digest (row)->client_certificate;

  if (found != TB_NO_CERTIFICATE)
    tb_cell_set_int (cell, (gint64) found + 1);
}

#define COLUMNS(X) \
  X (number, "INTEGER", NULL, N_("Number of the handshake that opened it."), tb_cell_set_int (cell, row->entry->number)) \
  X (client, "TEXT", NULL, N_("Who began it."), tb_cell_set_name (cell, moment, row->entry->client)) \
  X (server, "TEXT", NULL, N_("With whom."), tb_cell_set_name (cell, moment, row->entry->server)) \
  X (purpose, "TEXT", NULL, N_("enrol, renew, connect, or resume with a ticket."), tb_cell_set_code (cell, tb_session_purpose_to_code (row->entry->purpose))) \
  X (opened_us, "INTEGER", "us", N_("When its handshake was over."), tb_cell_set_time (cell, row->entry->ended_us)) \
  X (closed_us, "INTEGER", "us", N_("When it ended; NULL while it is open, and for a conversation with an authority."), tb_cell_set_time (cell, closed_us (row))) \
  X (is_open, "INTEGER", NULL, N_("Whether it is open now."), tb_cell_set_bool (cell, is_open (row))) \
  X (version, "TEXT", NULL, N_("Version of the protocol, such as TLS 1.3."), tb_cell_set_code (cell, tb_session_cursor_get_digest (row)->version)) \
  X (cipher, "TEXT", NULL, N_("Cipher suite, as IANA names it."), tb_cell_set_code (cell, tb_session_cursor_get_digest (row)->cipher)) \
  X (kex, "TEXT", NULL, N_("How the keys came about: ecdhe or rsa."), tb_cell_set_code (cell, tb_session_cursor_get_digest (row)->kex)) \
  X (group_name, "TEXT", NULL, N_("Group of the agreement, such as x25519."), tb_cell_set_code (cell, tb_session_cursor_get_digest (row)->group)) \
  X (is_mutual, "INTEGER", NULL, N_("Whether both sides showed a certificate."), tb_cell_set_bool (cell, tb_session_cursor_get_digest (row)->is_mutual)) \
  X (client_certificate, "INTEGER", NULL, N_("The one that the client showed, its own or not: id in the table certificate; NULL for none."), set_client_certificate (cell, row)) \
  X (is_resumed, "INTEGER", NULL, N_("Whether a ticket took the place of certificates."), tb_cell_set_bool (cell, tb_session_cursor_get_digest (row)->is_resumed)) \
  X (is_recorded, "INTEGER", NULL, N_("Whether somebody listened on the way."), tb_cell_set_bool (cell, tb_session_book_is_recorded (moment, row->entry))) \
  X (is_readable, "INTEGER", NULL, N_("Whether that somebody can read it with a key that was stolen by now."), tb_cell_set_bool (cell, tb_session_book_is_readable (row->book, moment, row->entry))) \
  X (bytes, "INTEGER", "bytes", N_("Size of its handshake on the wire."), tb_cell_set_int (cell, tb_session_cursor_get_digest (row)->n_bytes))
TB_TABLE_COLUMNS (COLUMNS, Row)

static const TbNarrow narrows[] = { TB_SESSION_NARROWS };

/* Past what was refused, and what was made on purpose. */
static gboolean
next_session (TbCursor *cursor)
{
  const Row *row = (const Row *) cursor;

  while (tb_session_cursor_next (cursor))
    if (!row->entry->refused && row->entry->purpose < TB_SESSION_TRIAL)
      return TRUE;
  return FALSE;
}

static guint64
count_sessions (const TbMoment *moment)
{
  return tb_state_get_totals (moment->state)->n_completed + 1;
}

const TbTable tb_table_session = {
  .info = { "session", N_("Every session that was opened, and how it is protected."), TB_COLUMNS_OF (columns),
            "SELECT version, kex, is_mutual, count(*) AS n FROM session WHERE is_open GROUP BY version, kex, is_mutual" },
  TB_NARROWS_OF (narrows),
  .ascends = 1 + COLUMN_opened_us,
  .scope = TB_SESSION_ENDED,
  .cursor_size = sizeof (Row),
  .open = tb_session_cursor_open,
  .next = next_session,
  .column = set_column,
  .estimate = count_sessions,
};
