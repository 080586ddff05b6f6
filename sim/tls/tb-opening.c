/* tb-opening: see the header. One row of `answers` is one end of the story; which it is comes out of what was recorded, and where it opens, opening it
 * is the proof. */
#include "tb-opening.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include <openssl/err.h>
#include <openssl/rsa.h>

#include "tb-eavesdropper.h"
#include "tb-handshake.h"
#include "tb-record-open.h"
#include "tb-ticket-open.h"

#define NEW_SESSION_TICKET  4
#define CLIENT_KEY_EXCHANGE 16
#define HEADER_BYTES        4
#define PREMASTER_BYTES     48
#define MASTER_BYTES        48
#define TLS_1_3             0x0304

typedef enum
{
  NOTHING, NO_KEYS, DATAGRAMS, UNKNOWN_SUITE, CLIENT_KEY, RSA_OPENS, RSA_OTHER_KEY, EPHEMERAL_12, EPHEMERAL_13, RESUMED_ALONE, RESUMED_13, TICKET_OPENS_FULL,
  TICKET_OPENS_RESUMED, NO_TICKET, OTHER_TICKET_KEY, TICKET_13_FULL, TICKET_13_RESUMED, BROKEN
} Answer;

static const struct { const char *reason; const char *clause; } answers[] = {
  [NOTHING] = { N_("Without any key the content stays closed; names, sizes and times do not."), "RFC 9846 appendix F.3" },
  [NO_KEYS] = { N_("The handshake did not come to keys, so nothing is sealed."), "RFC 9846 section 7" },
  [DATAGRAMS] = { N_("The lab opens recorded sessions of TLS only; what is true of TLS 1.2 is true of DTLS 1.2."), "RFC 6347 section 1" },
  [UNKNOWN_SUITE] = { N_("The lab does not take records of this cipher suite apart."), "" },
  [CLIENT_KEY] = { N_("The client's key only signs: it proves who the client is and takes no part in the secret."), "RFC 9846 section 4.5.2" },
  [RSA_OPENS] = { N_("The client encrypted the premaster secret to the server's key, so whoever has that key reads the session, however long ago it was."),
                  "RFC 5246 section 8.1.1; RFC 10015" },
  [RSA_OTHER_KEY] = { N_("This key does not decrypt what the client encrypted: it belongs to another certificate."), "RFC 5246 section 7.4.7.1" },
  [EPHEMERAL_12] = { N_("The server's key only signed the key share; the private halves of both shares were forgotten: forward secrecy."),
                     "RFC 8422 section 2.1" },
  [EPHEMERAL_13] = { N_("In TLS 1.3 the server's key only signs; the private halves of both shares were forgotten: forward secrecy."),
                     "RFC 9846 appendix F.1" },
  [RESUMED_ALONE] = { N_("A resumed session agrees on nothing anew; its secret is in the session it resumed and in the ticket, not here."),
                      "RFC 5246 section 7.3" },
  [RESUMED_13] = { N_("A resumed session of TLS 1.3 takes its secret from the ticket and a fresh key share; the server's key takes no part."),
                   "RFC 9846 section 2.2" },
  [TICKET_OPENS_FULL] = { N_("The ticket that the server gave in the clear holds the master secret of this very session: the ephemeral agreement was in vain."),
                          "RFC 5077 section 5.5" },
  [TICKET_OPENS_RESUMED] = { N_("The ticket that the client showed holds the master secret, and a resumed session of TLS 1.2 uses the same one again."),
                             "RFC 5077 section 5.5" },
  [NO_TICKET] = { N_("No ticket can be seen in this session, so there is nothing for that key to open."), "RFC 5077 section 3.1" },
  [OTHER_TICKET_KEY] = { N_("The ticket was sealed with another key."), "RFC 5077 section 4" },
  [TICKET_13_FULL] = { N_("Tickets of TLS 1.3 are given under the keys of the session, and hold only a key for the next one."), "RFC 9846 section 4.7.1" },
  [TICKET_13_RESUMED] = { N_("The ticket opens, but the resumed session added a fresh key agreement (psk_dhe_ke), and that secret is in no ticket."),
                          "RFC 9846 section 4.3.9" },
  [BROKEN] = { N_("The secret was found, but no record opens with it: the bytes were changed."), "RFC 9846 section 5.2" },
};

typedef struct
{
  TbCrypto *crypto;
  TbTranscript *recorded;
  const TbEavesdropper *heard;
  TbOpening *opening;
} Attempt;

static void
answer (Attempt *attempt, Answer which)
{
  attempt->opening->reason = answers[which].reason;
  attempt->opening->clause = answers[which].clause;
}

/* --- from a premaster secret to the master secret --- */

static GBytes *
randoms (const TbHelloView *first, const TbHelloView *second)
{
  guint8 both[2 * TB_HELLO_RANDOM_BYTES];

  memcpy (both, first->random, TB_HELLO_RANDOM_BYTES);
  memcpy (both + TB_HELLO_RANDOM_BYTES, second->random, TB_HELLO_RANDOM_BYTES);
  return g_bytes_new (both, sizeof both);
}

/* RFC 7627 section 3: all messages up to and including the ClientKeyExchange. */
static GBytes *
hash_session (Attempt *attempt)
{
  GBytes *last = tb_eavesdropper_find (attempt->heard, TB_SIDE_CLIENT, CLIENT_KEY_EXCHANGE);
  g_autoptr (GByteArray) said = g_byte_array_new ();

  for (guint i = 0; i < attempt->heard->messages->len; i++)
    {
      GBytes *message = g_array_index (attempt->heard->messages, TbWireMessage, i).bytes;

      g_byte_array_append (said, g_bytes_get_data (message, NULL), (guint) g_bytes_get_size (message));
      if (message == last)
        break;
    }
  return tb_derive_hash (attempt->crypto, attempt->heard->suite, said->data, said->len);
}

static GBytes *
derive_master (Attempt *attempt, GBytes *premaster)
{
  const TbEavesdropper *heard = attempt->heard;
  gboolean is_extended = tb_hello_view_find (&heard->server, TB_EXTENSION_EXTENDED_MASTER, NULL);
  g_autoptr (GBytes) seed = is_extended ? hash_session (attempt) : randoms (&heard->client, &heard->server);

  return tb_derive_prf (attempt->crypto, heard->suite, premaster, is_extended ? "extended master secret" : "master secret", seed, MASTER_BYTES);
}

/* --- from the master secret to the records --- */

static guint
find_message (TbTranscript *recorded, const TbWireRecord *record)
{
  for (guint i = 0; i < tb_transcript_get_n_messages (recorded); i++)
    {
      const TbMessage *message = tb_transcript_get_message (recorded, i);

      if (message->flight == record->flight && record->offset >= message->wire_offset && record->offset < message->wire_offset + message->wire_length)
        return i;
    }
  return G_MAXUINT;
}

static void
open_records (Attempt *attempt, GBytes *const keys[2], GBytes *const ivs[2])
{
  for (guint i = 0; i < attempt->heard->records->len; i++)
    {
      const TbWireRecord *record = &g_array_index (attempt->heard->records, TbWireRecord, i);
      guint message = find_message (attempt->recorded, record);
      guint8 content_type;
      GBytes *plain = NULL;

      if (record->is_sealed)
        plain = tb_record_open (attempt->crypto, attempt->heard->suite, keys[record->from], ivs[record->from], record->sequence, record->bytes,
                                record->n_bytes, &content_type);
      if (plain == NULL)
        continue;
      g_ptr_array_add (attempt->opening->plain, plain);
      g_array_append_val (attempt->opening->messages, message);
    }
  attempt->opening->opened = attempt->opening->plain->len > 0;
}

static void
open_with_master (Attempt *attempt, GBytes *master, Answer opens)
{
  const TbSuite *suite = attempt->heard->suite;
  gsize n_key = suite->n_key, n_iv = suite->n_iv;
  g_autoptr (GBytes) seed = randoms (&attempt->heard->server, &attempt->heard->client);
  g_autoptr (GBytes) block = tb_derive_prf (attempt->crypto, suite, master, "key expansion", seed, 2 * (n_key + n_iv));
  g_autoptr (GBytes) client_key = NULL, server_key = NULL, client_iv = NULL, server_iv = NULL;

  if (block == NULL)
    return answer (attempt, BROKEN);
  client_key = g_bytes_new_from_bytes (block, 0, n_key);
  server_key = g_bytes_new_from_bytes (block, n_key, n_key);
  client_iv = g_bytes_new_from_bytes (block, 2 * n_key, n_iv);
  server_iv = g_bytes_new_from_bytes (block, 2 * n_key + n_iv, n_iv);
  open_records (attempt, (GBytes *const[]) { client_key, server_key }, (GBytes *const[]) { client_iv, server_iv });
  answer (attempt, attempt->opening->opened ? opens : BROKEN);
}

/* --- with the server's key --- */

static GBytes *
decrypt (TbCrypto *crypto, EVP_PKEY *pkey, const guint8 *sealed, gsize n_sealed)
{
  g_autoptr (EVP_PKEY_CTX) context = EVP_PKEY_CTX_new_from_pkey (tb_crypto_get_libctx (crypto), pkey, NULL);
  gsize n = (gsize) EVP_PKEY_get_size (pkey);
  g_autofree guint8 *plain = g_malloc0 (n);
  gboolean decrypted = context != NULL && EVP_PKEY_decrypt_init (context) == 1 && EVP_PKEY_CTX_set_rsa_padding (context, RSA_PKCS1_PADDING) == 1
                       && EVP_PKEY_decrypt (context, plain, &n, sealed, n_sealed) == 1;

  ERR_clear_error ();
  return decrypted && n == PREMASTER_BYTES ? g_bytes_new (plain, n) : NULL;
}

/* RFC 5246 section 7.4.7.1. Blinding draws random numbers; what comes out does not depend on them. */
static GBytes *
decrypt_premaster (TbCrypto *crypto, TbKey *key, GBytes *exchange)
{
  g_autoptr (EVP_PKEY) pkey = tb_key_dup_for_job (key);
  TbCursor cursor, sealed;
  TbStream stream;
  TbJob job;
  GBytes *premaster = NULL;

  tb_cursor_init (&cursor, g_bytes_get_data (exchange, NULL), g_bytes_get_size (exchange));
  tb_cursor_take (&cursor, HEADER_BYTES);
  sealed = tb_cursor_slice (&cursor, tb_cursor_be (&cursor, 2));
  if (cursor.broken || pkey == NULL || !tb_key_algorithm_is_rsa (tb_key_get_algorithm (key)))
    return NULL;
  tb_stream_init (&stream, 0, "opening");
  tb_job_enter (&job, &stream, 0);
  premaster = decrypt (crypto, pkey, sealed.bytes + sealed.at, tb_cursor_left (&sealed));
  tb_job_leave (&job);
  return premaster;
}

static void
try_server_key (Attempt *attempt, TbKey *key)
{
  const TbEavesdropper *heard = attempt->heard;
  GBytes *exchange = tb_eavesdropper_find (heard, TB_SIDE_CLIENT, CLIENT_KEY_EXCHANGE);
  g_autoptr (GBytes) premaster = NULL, master = NULL;

  if (heard->version == TLS_1_3)
    return answer (attempt, tb_hello_view_find (&heard->server, TB_EXTENSION_PRE_SHARED_KEY, NULL) ? RESUMED_13 : EPHEMERAL_13);
  if (exchange == NULL)
    return answer (attempt, RESUMED_ALONE);
  if (!heard->suite->is_rsa)
    return answer (attempt, EPHEMERAL_12);
  premaster = decrypt_premaster (attempt->crypto, key, exchange);
  if (premaster == NULL)
    return answer (attempt, RSA_OTHER_KEY);
  master = derive_master (attempt, premaster);
  open_with_master (attempt, master, RSA_OPENS);
}

/* --- with the key of the tickets --- */

/* The ticket that the server gave, else the one that the client showed. */
static gboolean
find_ticket_12 (const TbEavesdropper *heard, TbCursor *ticket)
{
  GBytes *given = tb_eavesdropper_find (heard, TB_SIDE_SERVER, NEW_SESSION_TICKET);
  TbCursor cursor;

  if (given == NULL)
    return tb_hello_view_find (&heard->client, TB_EXTENSION_SESSION_TICKET, ticket) && tb_cursor_left (ticket) > 0;
  tb_cursor_init (&cursor, g_bytes_get_data (given, NULL), g_bytes_get_size (given));
  tb_cursor_take (&cursor, HEADER_BYTES + 4);
  *ticket = tb_cursor_slice (&cursor, tb_cursor_be (&cursor, 2));
  return !cursor.broken;
}

static gboolean
find_ticket_13 (const TbEavesdropper *heard, TbCursor *ticket)
{
  TbCursor content, identities;

  if (!tb_hello_view_find (&heard->server, TB_EXTENSION_PRE_SHARED_KEY, NULL)
      || !tb_hello_view_find (&heard->client, TB_EXTENSION_PRE_SHARED_KEY, &content))
    return FALSE;
  identities = tb_cursor_slice (&content, tb_cursor_be (&content, 2));
  *ticket = tb_cursor_slice (&identities, tb_cursor_be (&identities, 2));
  return !identities.broken;
}

static void
try_ticket_key (Attempt *attempt, GBytes *ticket_key)
{
  const TbEavesdropper *heard = attempt->heard;
  gboolean is_13 = heard->version == TLS_1_3;
  gboolean is_full = tb_eavesdropper_find (heard, TB_SIDE_CLIENT, CLIENT_KEY_EXCHANGE) != NULL;
  TbCursor ticket;
  g_autoptr (GBytes) secret = NULL;

  if (is_13 ? !find_ticket_13 (heard, &ticket) : !find_ticket_12 (heard, &ticket))
    return answer (attempt, is_13 ? TICKET_13_FULL : NO_TICKET);
  secret = tb_ticket_open (attempt->crypto, ticket_key, ticket.bytes + ticket.at, tb_cursor_left (&ticket));
  if (secret == NULL)
    return answer (attempt, OTHER_TICKET_KEY);
  if (is_13)
    return answer (attempt, TICKET_13_RESUMED);
  open_with_master (attempt, secret, is_full ? TICKET_OPENS_FULL : TICKET_OPENS_RESUMED);
}

static gboolean
is_sealed (const TbEavesdropper *heard)
{
  for (guint i = 0; i < heard->records->len; i++)
    if (g_array_index (heard->records, TbWireRecord, i).is_sealed)
      return TRUE;
  return FALSE;
}

static void
try_leak (Attempt *attempt, TbLeak leak, TbKey *key, GBytes *ticket_key)
{
  const TbEavesdropper *heard = attempt->heard;

  if (tb_transcript_is_datagrams (attempt->recorded))
    answer (attempt, DATAGRAMS);
  else if (heard->client.random == NULL || heard->server.random == NULL || !is_sealed (heard))
    answer (attempt, NO_KEYS);
  else if (heard->suite == NULL || heard->suite->aead == NULL || heard->suite->version != heard->version)
    answer (attempt, UNKNOWN_SUITE);
  else if (leak == TB_LEAK_NOTHING)
    answer (attempt, NOTHING);
  else if (leak == TB_LEAK_CLIENT_KEY)
    answer (attempt, CLIENT_KEY);
  else if (leak == TB_LEAK_SERVER_KEY)
    try_server_key (attempt, key);
  else
    try_ticket_key (attempt, ticket_key);
}

/* Only what the answer depends on has to be there: where an agreement was ephemeral, no key of a certificate is tried. */
static gboolean
is_key_missing (const TbEavesdropper *heard, TbLeak leak, TbKey *key, GBytes *ticket_key)
{
  TbCursor ticket;

  if (leak == TB_LEAK_SERVER_KEY)
    return key == NULL && heard->version != TLS_1_3 && heard->suite != NULL && heard->suite->is_rsa
           && tb_eavesdropper_find (heard, TB_SIDE_CLIENT, CLIENT_KEY_EXCHANGE) != NULL;
  if (leak != TB_LEAK_TICKET_KEY || (heard->version == TLS_1_3 && !find_ticket_13 (heard, &ticket)))
    return FALSE;
  return ticket_key == NULL || g_bytes_get_size (ticket_key) != TB_TICKET_KEY_BYTES;
}

/**
 * tb_opening_new:
 * @crypto: the context
 * @recorded: a session; its bytes on the wire are looked at, its secrets are not
 * @leak: what leaked
 * @key: (nullable): the key of a certificate, for %TB_LEAK_SERVER_KEY; needed only where the session depends on it (RSA key transport)
 * @ticket_key: (nullable): of %TB_TICKET_KEY_BYTES, for %TB_LEAK_TICKET_KEY; needed only where a ticket can be seen
 * @error: return location
 *
 * Tries to open the session as somebody would who recorded it and now has that key.
 *
 * Returns: (transfer full) (nullable): what came of it; %NULL with %TB_CRYPTO_ERROR_MALFORMED when the key that @leak speaks of is not there
 */
TbOpening *
tb_opening_new (TbCrypto *crypto, TbTranscript *recorded, TbLeak leak, TbKey *key, GBytes *ticket_key, GError **error)
{
  g_autoptr (TbEavesdropper) heard = tb_eavesdropper_new (recorded);
  TbOpening *opening;

  if (is_key_missing (heard, leak, key, ticket_key))
    {
      tb_crypto_set_error (error, TB_CRYPTO_ERROR_MALFORMED, "The key that leaked is missing");
      return NULL;
    }
  opening = g_new0 (TbOpening, 1);
  opening->plain = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  opening->messages = g_array_new (FALSE, FALSE, sizeof (guint));
  opening->leaks = tb_eavesdropper_list (crypto, heard);
  try_leak (&(Attempt) { crypto, recorded, heard, opening }, leak, key, ticket_key);
  return opening;
}

/**
 * tb_opening_free:
 * @opening: (transfer full) (nullable): what came of an attempt
 *
 * Frees it.
 */
void
tb_opening_free (TbOpening *opening)
{
  if (opening == NULL)
    return;
  g_ptr_array_unref (opening->plain);
  g_array_unref (opening->messages);
  g_ptr_array_unref (opening->leaks);
  g_free (opening);
}
