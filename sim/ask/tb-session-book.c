/* tb-session-book: see the header. A session with a broker ends when a record says so, or when its client has the next one. */
#include "tb-session-book-private.h"

#include "tb-certificate-book-private.h"
#include "tb-wiretap.h"

#define MAX_DIGESTS 65536
/* Steps that reading a transcript costs. */
#define TRANSCRIPT_COST 100

struct _TbSessionBook
{
  const TbMoment *moment;    /* borrowed: owns this */
  TbSessionIndex *index;     /* owned */
  guint n_read;              /* ended handshakes that were looked at */
  GHashTable *latest;        /* client to its last session with a broker + 1 */
  GHashTable *successors;    /* session to the one that took its place + 1 */
  GHashTable *digests;       /* payload to TbSessionDigest */
};

TbSessionBook *
tb_session_book_new (const TbMoment *moment)
{
  TbSessionBook *book = g_new0 (TbSessionBook, 1);

  book->moment = moment;
  book->index = tb_session_index_new (moment->journal);
  book->latest = g_hash_table_new (NULL, NULL);
  book->successors = g_hash_table_new (NULL, NULL);
  book->digests = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  return book;
}

void
tb_session_book_free (TbSessionBook *book)
{
  g_hash_table_unref (book->digests);
  g_hash_table_unref (book->successors);
  g_hash_table_unref (book->latest);
  tb_session_index_free (book->index);
  g_free (book);
}

static void
read_end (TbSessionBook *book, guint session)
{
  const TbSessionEntry *entry = tb_session_index_get (book->index, session);
  gpointer client = GUINT_TO_POINTER (entry->client), before;

  if (entry->refused || (entry->purpose != TB_SESSION_CONNECT && entry->purpose != TB_SESSION_RESUME))
    return;
  if (g_hash_table_lookup_extended (book->latest, client, NULL, &before))
    g_hash_table_insert (book->successors, GUINT_TO_POINTER (GPOINTER_TO_UINT (before) - 1), GUINT_TO_POINTER (session + 1));
  g_hash_table_insert (book->latest, client, GUINT_TO_POINTER (session + 1));
}

void
tb_session_book_read (TbSessionBook *book, guint64 position)
{
  guint n;

  tb_session_index_read (book->index, position);
  n = tb_session_index_count_ended (book->index, position);
  for (; book->n_read < n; book->n_read++)
    read_end (book, tb_session_index_get_ended (book->index, book->n_read));
}

TbSessionIndex *
tb_session_book_get_index (TbSessionBook *book)
{
  return book->index;
}

gint64
tb_session_book_get_closed_us (TbSessionBook *book, guint session, guint64 position)
{
  guint successor = GPOINTER_TO_UINT (g_hash_table_lookup (book->successors, GUINT_TO_POINTER (session)));
  const TbSessionEntry *next = successor > 0 ? tb_session_index_get (book->index, successor - 1) : NULL;
  gint64 closed_us = tb_session_index_get (book->index, session)->closed_us;

  return next != NULL && next->ended < position ? MIN (closed_us, next->ended_us) : closed_us;
}

/* --- transcripts --- */

static const char *
name_version (guint16 version)
{
  static const struct { guint16 version; const char *name; } names[] = { { 0x0303, "TLS 1.2" }, { 0x0304, "TLS 1.3" }, { 0xfefd, "DTLS 1.2" } };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (names[i].version == version)
      return names[i].name;
  return NULL;
}

/* RFC 5246 section 7.4.7.1: key transport is what suites without an agreement in their name do. */
static const char *
name_exchange (const char *cipher)
{
  if (cipher == NULL || *cipher == '\0')
    return NULL;
  return g_str_has_prefix (cipher, "TLS_RSA_WITH_") ? "rsa" : "ecdhe";
}

static const char *
keep (const char *text)
{
  return text != NULL && *text != '\0' ? g_intern_string (text) : NULL;
}

static const char *
find_judge (TbTranscript *transcript)
{
  for (guint side = 0; side < 2; side++)
    if (tb_transcript_get_outcome (transcript, side)->alert_sent >= 0)
      return side == TB_SIDE_CLIENT ? "client" : "server";
  return NULL;
}

/* Whether both sides proved who they are: now, or when the session was made that is resumed. To be asked and to say nothing is no proof. */
static gboolean
is_mutual (TbTranscript *transcript)
{
  g_autoptr (GBytes) shown = NULL;

  if (!tb_transcript_is_mutual (transcript) || tb_transcript_is_resumed (transcript))
    return tb_transcript_is_mutual (transcript);
  shown = tb_transcript_get_peer_certificate (transcript, TB_SIDE_CLIENT, 0);
  return shown != NULL;
}

/* It is kept, so that the index must know all of them even when the question is stopped meanwhile. */
static guint
find_client_certificate (TbSessionBook *book, TbTranscript *transcript)
{
  const TbMoment *moment = book->moment;
  g_autoptr (GBytes) der = tb_transcript_get_peer_certificate (transcript, TB_SIDE_CLIENT, 0);

  if (der == NULL)
    return TB_NO_CERTIFICATE;
  return tb_certificate_book_find_shown (tb_moment_read_index (moment, TB_INDEX_CERTIFICATE, moment->position), der, moment->position);
}

static TbSessionDigest *
digest_new (TbSessionBook *book, TbTranscript *transcript)
{
  TbSessionDigest *digest = g_new0 (TbSessionDigest, 1);
  gboolean is_accepted = tb_transcript_is_accepted (transcript);
  gsize n;

  tb_transcript_get_wire (transcript, &n);
  digest->version = name_version (tb_transcript_get_version (transcript));
  digest->cipher = keep (tb_transcript_get_cipher (transcript));
  digest->kex = name_exchange (digest->cipher);
  digest->group = g_strcmp0 (digest->kex, "ecdhe") == 0 ? keep (tb_transcript_get_group (transcript)) : NULL;
  digest->reason = is_accepted ? NULL : keep (tb_transcript_get_reason (transcript));
  digest->refused_by = is_accepted ? NULL : find_judge (transcript);
  digest->n_bytes = (guint32) n;
  digest->client_certificate = find_client_certificate (book, transcript);
  digest->is_mutual = is_mutual (transcript);
  digest->is_resumed = tb_transcript_is_resumed (transcript);
  return digest;
}

static TbTranscript *
read_transcript (TbSessionBook *book, guint32 payload)
{
  GBytes *bytes = payload != TB_NO_PAYLOAD ? tb_journal_get_payload (book->moment->journal, payload) : NULL;

  tb_work_spend (book->moment->work, TRANSCRIPT_COST);
  return bytes != NULL ? tb_transcript_new_from_bytes (bytes, NULL) : NULL;
}

const TbSessionDigest *
tb_session_book_get_digest (TbSessionBook *book, guint32 payload)
{
  TbSessionDigest *digest = g_hash_table_lookup (book->digests, GUINT_TO_POINTER (payload));
  g_autoptr (TbTranscript) transcript = digest == NULL ? read_transcript (book, payload) : NULL;

  if (transcript == NULL)
    return digest;
  if (g_hash_table_size (book->digests) >= MAX_DIGESTS)
    g_hash_table_remove_all (book->digests);
  digest = digest_new (book, transcript);
  g_hash_table_insert (book->digests, GUINT_TO_POINTER (payload), digest);
  return digest;
}

gboolean
tb_session_book_is_recorded (const TbMoment *moment, const TbSessionEntry *entry)
{
  return tb_wiretap_is_recorded (moment->fleet, entry->client, entry->server);
}

/* Key transport alone opens to whoever has the server's key later; an ephemeral agreement does not. */
gboolean
tb_session_book_is_readable (TbSessionBook *book, const TbMoment *moment, const TbSessionEntry *entry)
{
  const TbSessionDigest *digest = tb_session_book_get_digest (book, entry->payload);
  gboolean is_transported = digest != NULL && g_strcmp0 (digest->kex, "rsa") == 0;
  g_autoptr (TbTranscript) transcript = is_transported ? read_transcript (book, entry->payload) : NULL;

  return transcript != NULL && tb_wiretap_can_read (moment->state, moment->fleet, moment->journal, entry->client, entry->server, transcript);
}

const char *
tb_session_purpose_to_code (guint purpose)
{
  static const char *const codes[] = {
    [TB_SESSION_ENROL] = "enrol", [TB_SESSION_RENEW] = "renew", [TB_SESSION_CONNECT] = "connect", [TB_SESSION_RESUME] = "resume", [TB_SESSION_TRIAL] = "trial",
    [TB_SESSION_IMPOSTOR] = "impostor",
  };

  return purpose < G_N_ELEMENTS (codes) ? codes[purpose] : NULL;
}
