/* tb-table-session: every session that was opened: with whom, how it is protected, and whether somebody who listened can read it. */
#include <glib/gi18n-lib.h>

#include "tb-certificate-book-private.h"
#include "tb-session-book-private.h"
#include "tb-table-private.h"

typedef struct
{
  TbCursor cursor;
  TbSessionBook *book;            /* borrowed, and so are the others */
  TbSessionIndex *index;
  const TbSessionEntry *entry;
  guint number;
  guint next;
  guint end;
  guint32 client;
  guint32 server;
} Row;

static const TbSessionDigest *
digest_of (const Row *row)
{
  static const TbSessionDigest nothing = { .client_certificate = TB_NO_CERTIFICATE };
  const TbSessionDigest *digest = tb_session_book_get_digest (row->book, row->entry->payload);

  return digest != NULL ? digest : &nothing;
}

static gboolean
is_with_broker (const Row *row)
{
  return row->entry->purpose == TB_SESSION_CONNECT || row->entry->purpose == TB_SESSION_RESUME;
}

static gint64
closed_us (const Row *row)
{
  gint64 time_us = tb_session_book_get_closed_us (row->book, row->number, row->cursor.moment->position);

  return time_us <= row->cursor.moment->time_us ? time_us : G_MAXINT64;
}

/* A conversation with an authority lasts as long as the client waits for what it asked for. */
static gboolean
is_open (const Row *row)
{
  const TbObjectState *client = tb_state_get (row->cursor.moment->state, row->entry->client);

  if (client->health == TB_HEALTH_OFF)
    return FALSE;
  if (is_with_broker (row))
    return closed_us (row) == G_MAXINT64;
  return client->session == row->entry->number && (client->identity == TB_IDENTITY_ENROLLING || client->identity == TB_IDENTITY_RENEWING);
}

static void
set_client_certificate (TbCell *cell, const Row *row)
{
  guint found = digest_of (row)->client_certificate;

  if (found != TB_NO_CERTIFICATE)
    tb_cell_set_int (cell, (gint64) found + 1);
}

#define COLUMNS(X) \
  X (number, "INTEGER", NULL, N_("Number of the handshake that opened it."), tb_cell_set_int (cell, row->entry->number)) \
  X (client, "TEXT", NULL, N_("Who began it."), tb_cell_set_name (cell, moment->fleet, row->entry->client)) \
  X (server, "TEXT", NULL, N_("With whom."), tb_cell_set_name (cell, moment->fleet, row->entry->server)) \
  X (purpose, "TEXT", NULL, N_("enrol, renew, connect, or resume with a ticket."), tb_cell_set_code (cell, tb_session_purpose_to_code (row->entry->purpose))) \
  X (opened_us, "INTEGER", "us", N_("When its handshake was over."), tb_cell_set_time (cell, row->entry->ended_us)) \
  X (closed_us, "INTEGER", "us", N_("When it ended; NULL while it is open, and for a conversation with an authority."), tb_cell_set_time (cell, closed_us (row))) \
  X (is_open, "INTEGER", NULL, N_("Whether it is open now."), tb_cell_set_bool (cell, is_open (row))) \
  X (version, "TEXT", NULL, N_("Version of the protocol, such as TLS 1.3."), tb_cell_set_code (cell, digest_of (row)->version)) \
  X (cipher, "TEXT", NULL, N_("Cipher suite, as IANA names it."), tb_cell_set_code (cell, digest_of (row)->cipher)) \
  X (kex, "TEXT", NULL, N_("How the keys came about: ecdhe or rsa."), tb_cell_set_code (cell, digest_of (row)->kex)) \
  X (group_name, "TEXT", NULL, N_("Group of the agreement, such as x25519."), tb_cell_set_code (cell, digest_of (row)->group)) \
  X (is_mutual, "INTEGER", NULL, N_("Whether both sides showed a certificate."), tb_cell_set_bool (cell, digest_of (row)->is_mutual)) \
  X (client_certificate, "INTEGER", NULL, N_("The one that the client showed, its own or not: id in the table certificate; NULL for none."), set_client_certificate (cell, row)) \
  X (is_resumed, "INTEGER", NULL, N_("Whether a ticket took the place of certificates."), tb_cell_set_bool (cell, digest_of (row)->is_resumed)) \
  X (is_recorded, "INTEGER", NULL, N_("Whether somebody listened on the way."), tb_cell_set_bool (cell, tb_session_book_is_recorded (moment, row->entry))) \
  X (is_readable, "INTEGER", NULL, N_("Whether that somebody can read it with a key that was stolen by now."), tb_cell_set_bool (cell, tb_session_book_is_readable (row->book, moment, row->entry))) \
  X (bytes, "INTEGER", "bytes", N_("Size of its handshake on the wire."), tb_cell_set_int (cell, digest_of (row)->n_bytes))
TB_TABLE_COLUMNS (COLUMNS, Row)

enum { BY_CLIENT, BY_SERVER };
static const TbNarrow narrows[] = {
  { COLUMN_client, TRUE, 100 },
  { COLUMN_server, TRUE, 4 },
};

static void
open_sessions (TbCursor *cursor)
{
  Row *row = (Row *) cursor;

  row->book = tb_moment_get_index (cursor->moment, TB_INDEX_SESSION);
  row->index = tb_session_book_get_index (row->book);
  if (tb_bound_find_object (cursor, BY_CLIENT, &row->client) && tb_bound_find_object (cursor, BY_SERVER, &row->server))
    row->end = tb_session_index_count_ended (row->index, cursor->moment->position);
}

static gboolean
is_wanted (const Row *row)
{
  const TbSessionEntry *entry = row->entry;

  return !entry->refused && entry->purpose < TB_SESSION_TRIAL && (row->client == TB_NOBODY || entry->client == row->client)
         && (row->server == TB_NOBODY || entry->server == row->server);
}

static gboolean
next_session (TbCursor *cursor)
{
  Row *row = (Row *) cursor;

  while (row->next < row->end)
    {
      row->number = tb_session_index_get_ended (row->index, row->next++);
      row->entry = tb_session_index_get (row->index, row->number);
      cursor->rowid = (gint64) row->number + 1;
      if (is_wanted (row))
        return TRUE;
    }
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
  .cursor_size = sizeof (Row),
  .open = open_sessions,
  .next = next_session,
  .column = set_column,
  .estimate = count_sessions,
};
